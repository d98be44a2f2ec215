import { setImmediate } from 'node:timers/promises';
import type { PreflightResult, PreflightSummary, RemoteFileId } from '../../../../preload/contract/index.ts';
import type { ReviewRecord } from '../../../ports/store.ts';
import { findingsOf, habits, isReturned, summaryOf, type JobView } from './preflight-words.ts';
import type { JobHabits } from './subject.ts';

/** Pictures judged in one go; then everything else has its turn. */
const slice = 100;

export interface JobSummary {
  readonly files: readonly PreflightSummary[];
  readonly checked: number;
  readonly total: number;
  readonly failed: number;
}

/**
 * What preflight says of a job, kept up to date: of thousands of pictures only those are judged again that were looked into
 * since, unless the job's habits or the rules have changed.
 */
export class JobBook {
  readonly #reviews: ReadonlyMap<RemoteFileId, ReviewRecord>;
  readonly #total: number;
  readonly #summaries = new Map<RemoteFileId, PreflightSummary>();
  readonly #stale: Set<RemoteFileId>;
  #view: JobView;
  #common: { readonly habits: JobHabits; readonly text: string };

  constructor(view: JobView) {
    this.#view = view;
    this.#reviews = new Map(view.reviews.map((review) => [review.fileId, review]));
    this.#total = view.reviews.filter(isReturned).length;
    this.#stale = new Set(this.#reviews.keys());
    this.#common = this.#inCommon();
  }

  #inCommon(): { readonly habits: JobHabits; readonly text: string } {
    const found = habits(this.#view);
    return { habits: found, text: JSON.stringify(found) };
  }

  get reviews(): readonly ReviewRecord[] {
    return this.#view.reviews;
  }

  /** The picture is being looked into, or was, with what is known since. */
  touch(file: RemoteFileId, known = this.#view.known): void {
    this.#view = { ...this.#view, known };
    this.#stale.add(file);
  }

  #judgeAll(): void {
    for (const file of this.#reviews.keys()) this.#stale.add(file);
  }

  async summary(): Promise<JobSummary> {
    const now = this.#inCommon();
    if (now.text !== this.#common.text) this.#judgeAll();
    this.#common = now;
    let judged = 0;
    for (const file of this.#stale) {
      this.#stale.delete(file);
      const review = this.#reviews.get(file);
      if (review !== undefined) this.#summaries.set(file, summaryOf(this.#view, review, this.#common.habits));
      judged += 1;
      if (judged % slice === 0) await setImmediate();
    }
    const files = [...this.#reviews.keys()].flatMap((file) => this.#summaries.get(file) ?? []);
    const count = (...states: readonly PreflightSummary['state'][]): number =>
      files.filter(({ state }) => states.includes(state)).length;
    return {
      files,
      checked: this.#total - count('waiting', 'running'),
      total: this.#total,
      failed: count('failed'),
    };
  }

  findings(file: RemoteFileId): readonly PreflightResult[] {
    return findingsOf(this.#view, file);
  }
}
