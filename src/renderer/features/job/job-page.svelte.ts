import { client, onPush, sentenceOf } from '../../client.ts';
import type {
  FileId,
  JobAction,
  JobActionState,
  JobDetail,
  JobFile,
  JobId,
  JobSummary,
} from '../../../preload/contract/index.ts';
import { throttle } from '../shell/throttle.ts';

/** One job with its files, kept current while its page is open. */
export class JobPage {
  readonly jobId: JobId;
  detail = $state.raw<JobDetail | null>(null);
  problem = $state('');
  #files = $state.raw<ReadonlyMap<FileId, JobFile>>(new Map());
  #summary = $state.raw<JobSummary | null>(null);
  readonly job = $derived(this.#summary ?? this.detail?.job ?? null);
  readonly files = $derived([...this.#files.values()]);
  readonly #readSoon = throttle(() => this.read(), 300);

  constructor(jobId: JobId) {
    this.jobId = jobId;
  }

  /** Reads the job, asks the service once, and follows it; returns the stop. */
  start(): () => void {
    void this.read();
    const stops = [
      onPush('files-changed', (change) => {
        if (change.jobId !== this.jobId) return;
        const next = new Map(this.#files);
        for (const file of change.files) next.set(file.id, file);
        this.#files = next;
      }),
      onPush('jobs-changed', (changed) => {
        const mine = changed.find((job) => job.id === this.jobId);
        if (mine === undefined) return;
        // Bytes alone change many times a second; actions and the timeline do not depend on them. Anything else is
        // shown together with its actions, so that a button never contradicts the stage above it.
        const before = this.job;
        if (before !== null && standing(before) === standing(mine)) this.#summary = mine;
        else this.#readSoon();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  action(action: JobAction): JobActionState | null {
    return this.detail?.actions.find((state) => state.action === action) ?? null;
  }

  async read(): Promise<void> {
    try {
      const detail = await client.jobs.get(this.jobId);
      this.detail = detail;
      this.#summary = detail.job;
      this.#files = new Map(detail.files.map((file) => [file.id, file]));
      this.problem = '';
    } catch (thrown) {
      this.problem = sentenceOf(thrown);
    }
  }
}

/** Everything of a job that its actions and its timeline can depend on. */
function standing(job: JobSummary): string {
  return JSON.stringify([job.stage, job.status, job.changedAt, job.counts, job.remoteId]);
}
