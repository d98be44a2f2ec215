import type {
  AccountId,
  DecisionId,
  DownloadRoute,
  ErrorData,
  FileId,
  ImageId,
  Instant,
  JobId,
  LibraryUploadId,
  OnCollision,
  QueueItemId,
  QueueSubject,
  WorkflowRejectionId,
} from '../../preload/contract/index.ts';

/** Work for a job that has to be done exactly as it was asked for. Parsed again by its kind's schema when it is loaded. */
export type JobPayload =
  | { readonly kind: 'create-job' }
  | { readonly kind: 'upload-file'; readonly fileId: FileId }
  /** `round` counts how often missing pictures were already sent again; it bounds that. */
  | { readonly kind: 'prove-uploads'; readonly round: number }
  | { readonly kind: 'request-offer' }
  | { readonly kind: 'accept-offer' }
  | { readonly kind: 'send-decision'; readonly decisionId: DecisionId }
  | { readonly kind: 'accept-all' }
  | { readonly kind: 'reject-all'; readonly reason: string }
  | { readonly kind: 'update-job' }
  /** Remark and tags of one file, as its record holds them when the item runs. */
  | { readonly kind: 'update-remark'; readonly fileId: FileId }
  | { readonly kind: 'cancel-job' }
  | { readonly kind: 'close-job' }
  /** All results the downloads behind it in its lane ask for, in one archive. */
  | { readonly kind: 'download-archive'; readonly folder: string }
  | DownloadPayload;

/** Work on the upload of one file to a library; what to do is in the upload's own record. */
export type LibraryPayload =
  | { readonly kind: 'fetch-for-library' }
  | { readonly kind: 'send-to-library' }
  | { readonly kind: 'complete-library-upload' }
  | { readonly kind: 'cancel-library-upload' };

/** Work on one item of a site; what to say is in the rejection's own record. */
export type WorkflowPayload = { readonly kind: 'reject-item' };

export type QueuePayload = JobPayload | LibraryPayload | WorkflowPayload;

export interface DownloadPayload {
  readonly kind: 'download-file';
  readonly fileId: FileId;
  readonly imageId: ImageId;
  readonly folder: string;
  /** Place below the folder, with `/` between the parts; null: the name the service gives. */
  readonly name: string | null;
  readonly onCollision: OnCollision;
  readonly route: DownloadRoute;
}

export type QueueState =
  | 'waiting'
  | 'running'
  /** Ran out of attempts, or needs a person. */
  | 'failed'
  /** Stopped because its outcome is unknown or its subject changed. */
  | 'held'
  | 'done';

/**
 * One row of the queue.
 * Order: within a `lane` items run in `sequence` order, except that neighbours marked `parallel` run side by side.
 * An item may run when no unfinished item of its lane with a lower sequence exists, counting only those that are
 * not parallel when it is parallel itself. A failed or held item therefore stops what follows it in its lane.
 * Among what may run, the job of the lowest rank goes first; nothing of a paused job runs.
 */
interface QueueRow {
  readonly id: QueueItemId;
  readonly sequence: number;
  readonly accountId: AccountId;
  readonly lane: string;
  readonly parallel: boolean;
  readonly title: string;
  readonly bytes: number;
  readonly state: QueueState;
  readonly attempts: number;
  /** Not before this moment; null: at once. */
  readonly retryAt: Instant | null;
  readonly lastError: ErrorData | null;
  /**
   * Set, and committed, immediately before a request that must not be repeated blindly; for an upload whenever it stops
   * running without being done.
   */
  readonly mayHaveBeenSent: boolean;
  /** Place of its job among the jobs: lower ones are claimed first. */
  readonly rank: number;
  /** A person has paused its job. */
  readonly paused: boolean;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
}

type SubjectOf<Name extends QueueSubject['subject']> = Extract<QueueSubject, { readonly subject: Name }>;

export type JobQueueRecord = QueueRow & SubjectOf<'job'> & { readonly payload: JobPayload };
export type LibraryQueueRecord = QueueRow & SubjectOf<'library'> & { readonly payload: LibraryPayload };
export type WorkflowQueueRecord = QueueRow & SubjectOf<'workflow'> & { readonly payload: WorkflowPayload };
/** See `QueueRow`. Which of the three it is follows from its kind. */
export type QueueRecord = JobQueueRecord | LibraryQueueRecord | WorkflowQueueRecord;

/** A job with unfinished work: its place and whether a person has paused it. */
export interface QueuePlace {
  readonly jobId: JobId;
  readonly rank: number;
  readonly pausedAt: Instant | null;
}

/** Unfinished work of one job, kind and state. What belongs to no job is counted by account. */
export interface QueueGroup {
  readonly jobId: JobId | null;
  readonly accountId: AccountId;
  readonly kind: QueuePayload['kind'];
  readonly state: Exclude<QueueState, 'done'>;
  readonly items: number;
  readonly bytes: number;
  /** How many of them wait for something before them in their lane. */
  readonly blocked: number;
  /** Earliest time one of them waits for; null when none does. */
  readonly retryAt: Instant | null;
}

interface NewQueueFacts extends Pick<
  QueueRow,
  'id' | 'accountId' | 'lane' | 'parallel' | 'title' | 'bytes' | 'retryAt' | 'createdAt'
> {
  /** Set for work that follows from an item's own outcome: its subject keeps that item's place. */
  readonly rank?: number;
}
export type NewJobItem = NewQueueFacts & { readonly payload: JobPayload; readonly jobId: JobId };
export type NewLibraryItem = NewQueueFacts & {
  readonly payload: LibraryPayload;
  readonly libraryUploadId: LibraryUploadId;
};
export type NewWorkflowItem = NewQueueFacts & {
  readonly payload: WorkflowPayload;
  readonly rejectionId: WorkflowRejectionId;
};
export type NewQueueItem = NewJobItem | NewLibraryItem | NewWorkflowItem;

/**
 * What an item keeps busy while it runs: `transfer` moves picture data, `call` is a short request. They are claimed
 * apart, so that decisions go beside a long upload. See `queueClassOf`.
 */
export type QueueClass = 'transfer' | 'call';

export interface ClaimRequest {
  readonly now: Instant;
  readonly accountId: AccountId;
  readonly queueClass: QueueClass;
  /** At most this many. */
  readonly most: number;
}

/** What waits in one account and class, not blocked in its lane. */
export interface RunnableWork {
  readonly accountId: AccountId;
  readonly queueClass: QueueClass;
  /** Something is due now. */
  readonly isDue: boolean;
  /** Earliest `retryAt` after now; null when none waits for its time. */
  readonly nextRetryAt: Instant | null;
}

/** A row that could not be read by its schema any more: kept as it is, shown, never deleted by itself. */
export interface UnreadableQueueRow {
  readonly id: QueueItemId;
  readonly kind: string;
  readonly createdAt: Instant;
}

export interface QueueTotals {
  readonly decisionsWaiting: number;
  readonly picturesWaiting: number;
  readonly downloadsWaiting: number;
  readonly otherWaiting: number;
  readonly needsYou: number;
  readonly failedUploads: number;
  readonly bytesLeft: number;
}

/** Rows of one job (or account, where they belong to no job) and kind that stand alike. */
export interface QueueLineRecord {
  /** The first of them in the order they travel; null when it cannot be read any more. */
  readonly first: QueueRecord | null;
  readonly firstId: QueueItemId;
  /** The first of them waits for something before it in its lane; then all do. */
  readonly isBlocked: boolean;
  readonly items: number;
  readonly bytes: number;
  /** When the newest of them changed last; of open ones, when the first did. */
  readonly changedAt: Instant;
}

/** Some of the lines, and how many more there are. */
export interface QueueLineRecords {
  readonly lines: readonly QueueLineRecord[];
  readonly more: number;
}

/** How far work has got. Counts of rows. */
export interface QueueStanding {
  readonly running: number;
  readonly failed: number;
  readonly held: number;
  /** Waiting, and not behind something failed or held. */
  readonly kept: number;
  readonly unfinished: number;
  /** Attempts of the transfers that wait, in all: each may have moved bytes, as no other request has. */
  readonly attempts: number;
}
