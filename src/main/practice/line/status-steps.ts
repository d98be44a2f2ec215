/** A status that ends by itself. */
export interface StatusStep {
  readonly next: string;
  /** At normal pace. */
  readonly seconds: number;
}

const DAY = 24 * 60 * 60;

/**
 * The way of a job through the studio, from the codes of GET /jobs/{id}. What is not in this table waits: for the client
 * (CJ_NEW, CJ_WAIT_ACCEPTANCE, CJ_WORK_DONE, CJ_PART_REVIEWED) or for the pictures (CJ_WORK_PROGRESS).
 */
const steps: ReadonlyMap<string, StatusStep> = new Map([
  ['CJ_REQUEST_OFFER', { next: 'CJ_REVIEWING', seconds: 2 }],
  ['CJ_REVIEWING', { next: 'CJ_REVIEWED2', seconds: 3 }],
  ['CJ_REVIEWED2', { next: 'CJ_WAIT_ACCEPTANCE', seconds: 2 }],
  ['CJ_ACCEPT', { next: 'CJ_WORK_PROGRESS', seconds: 2 }],
  ['CJ_REJECT_INIT', { next: 'CJ_REJECT_READY', seconds: 2 }],
  ['CJ_REJECT_READY', { next: 'CJ_WORK_PROGRESS', seconds: 2 }],
  ['CJ_CLIENT_REVIEWED', { next: 'CJ_ZIP_INIT', seconds: 2 }],
  ['CJ_ZIP_INIT', { next: 'CJ_ZIP_READY', seconds: 2 }],
  ['CJ_ZIP_READY', { next: 'CJ_FINISHED', seconds: 2 }],
  ['CJ_FINISHED', { next: 'CJ_ARCHIVED', seconds: 30 * DAY }],
  ['CJ_USER_CANCELED', { next: 'CJ_TRASH_CANCELLED', seconds: DAY }],
]);

export function stepFrom(status: string): StatusStep | null {
  return steps.get(status) ?? null;
}

/** Seconds between two finished pictures at normal pace. */
export const PICTURE_SECONDS = 1.5;

/** The seven statuses in which the documents allow POST …/cancel. */
export const cancellable: ReadonlySet<string> = new Set([
  'CJ_WAIT_ACCEPTANCE2',
  'CJ_NEW',
  'CJ_WAIT_ACCEPTANCE',
  'CJ_TD_PAY_TIMEOUT',
  'CJ_TD_PAY_ERROR',
  'CJ_PAY_INITIATED',
  'CJ_TD_PAY_CANCELED',
]);

/** An offer lies on the table. */
export const acceptable: ReadonlySet<string> = new Set([
  'CJ_WAIT_ACCEPTANCE',
  'CJ_WAIT_ACCEPTANCE2',
  'CJ_NEED_ACCEPTANCE',
]);

/** A picture that came back may be judged, also while others are still being worked on. */
export const reviewable: ReadonlySet<string> = new Set([
  'CJ_WORK_PROGRESS',
  'CJ_WORK_DONE',
  'CJ_PART_REVIEWED',
]);

/** All pictures are back and the client may end the job. */
export const closable: ReadonlySet<string> = new Set(['CJ_WORK_DONE', 'CJ_PART_REVIEWED']);

/** The pictures are deleted. */
export const emptied: ReadonlySet<string> = new Set(['CJ_ARCHIVED', 'CJ_TRASH_CANCELLED', 'CJ_DELETE']);
