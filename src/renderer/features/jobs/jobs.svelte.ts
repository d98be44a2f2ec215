import { client, onPush } from '../../client.ts';
import type { JobId, JobSummary } from '../../../preload/contract/index.ts';

/** Every job of the register, kept current by pushes. */
export class JobsState {
  #byId = $state.raw<ReadonlyMap<JobId, JobSummary>>(new Map());
  loaded = $state(false);
  search = $state('');
  draftsOpen = $state(false);
  doneOpen = $state(false);
  readonly all = $derived([...this.#byId.values()]);

  async start(onRemoved: (job: JobId) => void): Promise<void> {
    onPush('jobs-changed', (jobs) => this.#put(jobs));
    onPush('jobs-removed', (ids) => {
      const next = new Map(this.#byId);
      for (const id of ids) next.delete(id);
      this.#byId = next;
      ids.forEach(onRemoved);
    });
    const jobs = await client.jobs.list();
    // A push that overtook the list is newer than it.
    const pushed = [...this.#byId.values()];
    this.#put(jobs);
    this.#put(pushed);
    this.loaded = true;
  }

  get(id: JobId): JobSummary | undefined {
    return this.#byId.get(id);
  }

  #put(jobs: readonly JobSummary[]): void {
    const next = new Map(this.#byId);
    for (const job of jobs) next.set(job.id, job);
    this.#byId = next;
  }
}
