/** A picture at the quirky studio. */
export interface QuirkyFile {
  readonly id: number;
  name: string;
  readonly content: Buffer;
  remark: string | null;
  tags: readonly unknown[];
  /** As text, as one example of the documents has it. */
  accepted: 'true' | 'false' | null;
  /** Members of one review, as they came. */
  review: Readonly<Record<string, unknown>> | null;
  readonly previousReview: unknown;
  /** The number of its result; null until there is one. */
  result: number | null;
  /** The result of the job before, which a redo shows until it has its own. */
  readonly previousResult: number | null;
  readonly timesRejected: number;
}

export interface QuirkyJob {
  readonly id: number;
  readonly parent: number | null;
  members: Readonly<Record<string, unknown>>;
  /** Where it stands, then where it will stand: every look at the job takes one step. */
  way: readonly string[];
  readonly files: QuirkyFile[];
}

/** Where the ways of the quirky studio end; three of their steps are in no document. */
export const ways = {
  offer: ['CJ_REQUEST_OFFER_VAL', 'CJ_PREPROCESS', 'CJ_COUNTED_BY_HAND', 'CJ_NEED_ACCEPTANCE'],
  production: ['CJ_ACCEPT', 'TIMECAROUSEL', 'CJ_WORK_PROGRESS', 'CJ_QUALITY_CHECKED', 'CJ_WORK_DONE_REMIND'],
  redo: ['CJ_REJECT_INIT', 'CJ_REJECT_READY2', 'CJ_WORK_PROGRESS', 'CJ_NOTIFIED_WORK_DN'],
  closing: ['CJ_CLIENT_REVIEWED', 'CJ_ZIP_INIT', 'CJ_HANDED_TO_THE_ARCHIVIST', 'CJ_FINISHED'],
  cancelled: ['CJ_USER_CANCELED', 'CJ_TRASH_CANCELLED'],
} as const;

const produced: ReadonlySet<string> = new Set([
  'CJ_QUALITY_CHECKED',
  'CJ_WORK_DONE_REMIND',
  'CJ_NOTIFIED_WORK_DN',
]);

export const reviewable: ReadonlySet<string> = new Set([
  'CJ_WORK_DONE_REMIND',
  'CJ_NOTIFIED_WORK_DN',
  'CJ_PART_REVIEWED',
]);

/** The seven of the documents. */
export const cancellable: ReadonlySet<string> = new Set([
  'CJ_WAIT_ACCEPTANCE2',
  'CJ_NEW',
  'CJ_WAIT_ACCEPTANCE',
  'CJ_TD_PAY_TIMEOUT',
  'CJ_TD_PAY_ERROR',
  'CJ_PAY_INITIATED',
  'CJ_TD_PAY_CANCELED',
]);

export function statusOf(job: QuirkyJob): string {
  return job.way[0] ?? 'ERROR';
}

/** Puts results there once the status says so. */
export function stand(job: QuirkyJob, way: readonly string[], newId: () => number): void {
  job.way = way;
  if (!produced.has(statusOf(job))) return;
  for (const file of job.files) file.result ??= newId();
}

/** One step, if there is one: somebody looked. */
export function step(job: QuirkyJob, newId: () => number): void {
  if (job.way.length > 1) stand(job, job.way.slice(1), newId);
}
