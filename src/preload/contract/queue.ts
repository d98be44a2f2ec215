import type { ErrorData } from './errors.ts';
import type { AccountId, Instant, JobId, QueueItemId } from './ids.ts';

export type QueueKind =
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

export type QueueItemState =
  | { readonly kind: 'waiting'; readonly sentence: string }
  | { readonly kind: 'running'; readonly sentence: string }
  | { readonly kind: 'retrying'; readonly at: Instant; readonly attempt: number; readonly error: ErrorData }
  | { readonly kind: 'paused'; readonly sentence: string }
  /** Kept, shown and retryable: it is never dropped by itself. */
  | { readonly kind: 'failed'; readonly error: ErrorData }
  /** Stopped by us because sending it could be wrong; the person says what to do. */
  | { readonly kind: 'held'; readonly sentence: string }
  | { readonly kind: 'done'; readonly at: Instant };

export interface QueueItem {
  readonly id: QueueItemId;
  readonly kind: QueueKind;
  readonly jobId: JobId;
  readonly jobName: string;
  readonly accountId: AccountId;
  /** e.g. "Send KW47_0101.tif" */
  readonly title: string;
  readonly state: QueueItemState;
  readonly changedAt: Instant;
  /** Bytes this item moves; 0 for decisions. */
  readonly bytes: number;
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
  readonly paused: boolean;
  /** Every file called sent was found in the server's own list. */
  readonly everythingProven: boolean;
  readonly lastContact: Instant | null;
}

export interface QueueApi {
  /** Unfinished items, then what was finished since `since` (default: today). */
  list(): Promise<readonly QueueItem[]>;
  overview(): Promise<QueueOverview>;
  retry(item: QueueItemId): Promise<void>;
  retryFailed(): Promise<void>;
  /** Only ever called by a person: what the item would have done is lost. */
  discard(item: QueueItemId): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
}
