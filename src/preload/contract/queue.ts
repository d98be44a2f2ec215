import type { ErrorData } from './errors.ts';
import type { Receipt, ReceiptFormat } from './receipt.ts';
import type {
  AccountId,
  FileId,
  Instant,
  JobId,
  LibraryUploadId,
  QueueItemId,
  WorkflowRejectionId,
} from './ids.ts';

export type JobQueueKind =
  | 'create-job'
  | 'upload-file'
  | 'prove-uploads'
  | 'request-offer'
  | 'accept-offer'
  | 'send-decision'
  | 'accept-all'
  | 'reject-all'
  | 'update-job'
  | 'update-remark'
  | 'cancel-job'
  | 'close-job'
  | 'download-archive'
  | 'download-file';
export type LibraryQueueKind =
  /** Fetch a result from its job's service, so that it can be published. */
  | 'fetch-for-library'
  /** Make the upload session where there is none, and send the parts that are not there yet. */
  | 'send-to-library'
  | 'complete-library-upload'
  | 'cancel-library-upload';
export type WorkflowQueueKind = 'reject-item';
export type QueueKind = JobQueueKind | LibraryQueueKind | WorkflowQueueKind;

/** What queued work belongs to. `jobId` is null where it belongs to no job. */
export type QueueSubject =
  | { readonly subject: 'job'; readonly jobId: JobId }
  | { readonly subject: 'library'; readonly jobId: null; readonly libraryUploadId: LibraryUploadId }
  | { readonly subject: 'workflow'; readonly jobId: null; readonly rejectionId: WorkflowRejectionId };

/**
 * - `outcome-unknown`: it may have got there unheard, and the service cannot tell; `answerUnknown` goes on
 * - `other-version`: the result was replaced after it was judged
 * - `stopped`: something else changed at the service, or the person stopped it
 */
export type HeldReason = 'outcome-unknown' | 'other-version' | 'stopped';

/** What somebody found out at the service about a request whose answer was lost. */
export type UnknownAnswer =
  /** It got there. For a new job: the number it has there, and whether it is the one even if its name is another. */
  | { readonly kind: 'got-there'; readonly number: number | null; readonly sure: boolean }
  /** It did not get there: it is sent again now. */
  | { readonly kind: 'not-there' };

export type QueueItemState =
  | { readonly kind: 'waiting'; readonly sentence: string }
  | { readonly kind: 'running'; readonly sentence: string }
  | { readonly kind: 'retrying'; readonly at: Instant; readonly attempt: number; readonly error: ErrorData }
  | { readonly kind: 'paused'; readonly sentence: string }
  /** Kept, shown and retryable: it is never dropped by itself. */
  | { readonly kind: 'failed'; readonly error: ErrorData }
  /** Stopped by us because sending it could be wrong; the person says what to do. */
  | { readonly kind: 'held'; readonly sentence: string; readonly why: HeldReason }
  | { readonly kind: 'done'; readonly at: Instant };

interface QueueItemFacts {
  readonly id: QueueItemId;
  readonly kind: QueueKind;
  /** The job's name; of what belongs to no job the account's, e.g. the library's or the site's. */
  readonly jobName: string;
  readonly accountId: AccountId;
  /** e.g. "Send KW47_0101.tif" */
  readonly title: string;
  readonly state: QueueItemState;
  readonly changedAt: Instant;
  /** Bytes this item moves; 0 for decisions. */
  readonly bytes: number;
}
export type QueueItem = QueueItemFacts & QueueSubject;

/** Items of one job (or account, where they belong to none) and kind that stand the same way, however many there are. */
export interface QueueLine {
  readonly key: string;
  /** The one that goes first. */
  readonly first: QueueItem;
  readonly count: number;
  readonly bytes: number;
  /** Of what is done, when the last of them was. */
  readonly changedAt: Instant;
}

/** The first lines, and how many more there are. */
export interface QueueSection {
  readonly lines: readonly QueueLine[];
  readonly more: number;
}

export interface QueueLines {
  /** Failed or held. */
  readonly needsYou: QueueSection;
  readonly waiting: QueueSection;
  /** Finished today, the newest first. */
  readonly done: QueueSection;
}

/** The status strip: what waits, how fast it goes, what is proven. */
export interface QueueOverview {
  readonly decisionsWaiting: number;
  readonly picturesWaiting: number;
  readonly downloadsWaiting: number;
  readonly otherWaiting: number;
  readonly needsYou: number;
  readonly bytesPerSecond: number;
  readonly bytesLeft: number;
  /** Until everything has moved, reckoned from the last half minute; null when that is not known. */
  readonly secondsLeft: number | null;
  readonly paused: boolean;
  /** What limits the bandwidth at this hour, e.g. "limit 2 MB/s until 18:00"; empty: nothing does. */
  readonly limit: string;
  /** Every file called sent was found in the server's own list. */
  readonly everythingProven: boolean;
  readonly lastContact: Instant | null;
}

/** Where a job is moved to among those with unfinished work. */
export type QueueMove = 'first' | 'up' | 'down' | 'last';

/** One picture that moves at this moment. Sizes in bytes. */
export interface MovingPicture {
  readonly name: string;
  readonly size: number;
  readonly moved: number;
  readonly bytesPerSecond: number;
}

/** One job with unfinished work, as it stands in the queue. Jobs travel whole, in the order of the list. */
export interface QueueJob {
  readonly jobId: JobId;
  readonly jobName: string;
  readonly accountId: AccountId;
  /** The person has paused this job (not: everything). */
  readonly paused: boolean;
  /** Pictures not sent yet, those on their way included. */
  readonly picturesLeft: number;
  readonly picturesMoving: number;
  readonly downloadsLeft: number;
  /** Failed or held: somebody has to look. */
  readonly needsYou: number;
  readonly failedUploads: number;
  /** Bytes of all its unfinished transfers, and how many of them are over there already. */
  readonly bytesLeft: number;
  readonly bytesMoved: number;
  readonly bytesPerSecond: number;
  readonly secondsLeft: number | null;
  /** What moves of it now; never more than go side by side. */
  readonly moving: readonly MovingPicture[];
  /** What it does or waits for, e.g. "12 pictures wait until “KW 47” before it is through". */
  readonly sentence: string;
}

/** What became of a job's upload when the person stopped it. */
export interface StoppedUpload {
  /** Pictures at the service, and pictures that stay here. */
  readonly atService: number;
  readonly leftOut: number;
  readonly sentence: string;
}

export interface QueueApi {
  /** Unfinished items, then what was finished since `since` (default: today). */
  list(): Promise<readonly QueueItem[]>;
  /** The same put together, at most so many lines of each section: as quick with a hundred thousand items as with ten. */
  lines(most: number): Promise<QueueLines>;
  /** Tries everything again that stands as this item does: a whole line. */
  retryLike(item: QueueItemId): Promise<void>;
  /** Only ever called by a person: gives up a whole line. */
  discardLike(item: QueueItemId): Promise<void>;
  overview(): Promise<QueueOverview>;
  retry(item: QueueItemId): Promise<void>;
  retryFailed(): Promise<void>;
  /**
   * Settles an item whose outcome is unknown (held, `outcome-unknown`). @throws ErrorData `other_name` (conflict) when the
   * job of that number has another name, `known_already` (conflict) when it belongs to another job here, `number_required`
   */
  answerUnknown(item: QueueItemId, answer: UnknownAnswer): Promise<void>;
  /** Only ever called by a person: what the item would have done is lost. */
  discard(item: QueueItemId): Promise<void>;
  /** Pauses everything at once; what was sent of a picture is kept. Survives a restart. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Jobs with unfinished work, in the order they travel. */
  jobs(): Promise<readonly QueueJob[]>;
  pauseJob(job: JobId): Promise<void>;
  resumeJob(job: JobId): Promise<void>;
  moveJob(job: JobId, move: QueueMove): Promise<void>;
  /** Tries everything of a job again that failed. */
  retryJob(job: JobId): Promise<void>;
  /** Leaves pictures out that were not sent yet; `sendAfterAll` undoes it until the service works on the job. */
  leaveOut(job: JobId, files: readonly FileId[]): Promise<void>;
  /** Stops sending the rest of a job, and says what is at the service already. */
  stopUpload(job: JobId): Promise<StoppedUpload>;
  /**
   * Sends pictures the person had left out of a job that is being sent; without `files` all of them. Those named may also be
   * ones that were found broken in their turn: they are looked into again.
   */
  sendAfterAll(job: JobId, files?: readonly FileId[]): Promise<void>;
  /** What was sent for a job, file by file, and what proves it. */
  receipt(job: JobId): Promise<Receipt>;
  /** The same as the text of a file. */
  receiptText(job: JobId, format: ReceiptFormat): Promise<string>;
  /** Asks for a folder and writes the receipt there, never over another file; gives its path, null when none was chosen. */
  saveReceipt(job: JobId, format: ReceiptFormat): Promise<string | null>;
}
