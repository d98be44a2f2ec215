import { client, onPush } from '../../client.ts';
import type { JobId, JobSummary } from '../../../preload/contract/index.ts';
import { startedToNeed } from './needs-you.ts';
import type { JobOrder } from './sorting.ts';

/** Milliseconds between two layouts of the board. */
const AT_MOST_EVERY = 60;

/** Every job of the register, kept current by pushes. */
export class JobsState {
  #byId = $state.raw<ReadonlyMap<JobId, JobSummary>>(new Map());
  loaded = $state(false);
  search = $state('');
  /** The board shows only jobs with this tag; null for all. */
  tag = $state<string | null>(null);
  order = $state<JobOrder>('changed');
  /** The row the keys were on, to come back to. */
  activeKey = $state<string | null>(null);
  draftsOpen = $state(false);
  doneOpen = $state(false);
  readonly all = $derived([...this.#byId.values()]);
  /** What was pushed since the last look: progress comes many times a second, the board is laid out a few times. */
  #pushed = new Map<JobId, JobSummary>();
  #flushing = false;

  /** `onNeedsYou`: a job that went by itself until now needs somebody. */
  async start(
    onRemoved: (job: JobId) => void,
    onNeedsYou: (job: JobSummary) => void = () => undefined,
  ): Promise<void> {
    onPush('jobs-changed', (jobs) => {
      for (const job of startedToNeed((id) => this.#pushed.get(id) ?? this.#byId.get(id), jobs))
        onNeedsYou(job);
      this.#take(jobs);
    });
    onPush('jobs-removed', (ids) => {
      const next = new Map(this.#byId);
      for (const id of ids) {
        next.delete(id);
        this.#pushed.delete(id);
      }
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

  #take(jobs: readonly JobSummary[]): void {
    for (const job of jobs) this.#pushed.set(job.id, job);
    if (this.#flushing) return;
    this.#flushing = true;
    setTimeout(() => {
      this.#flushing = false;
      this.#put([...this.#pushed.values()]);
      this.#pushed.clear();
    }, AT_MOST_EVERY);
  }

  #put(jobs: readonly JobSummary[]): void {
    const next = new Map(this.#byId);
    for (const job of jobs) next.set(job.id, job);
    this.#byId = next;
  }
}
