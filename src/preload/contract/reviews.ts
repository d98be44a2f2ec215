import type { ErrorData } from './errors.ts';
import type { DecisionId, ImageId, Instant, JobId, RemoteFileId, VersionMark } from './ids.ts';

/** A place on a picture: fractions 0..1 from its top left corner. A radius (fraction of the width) makes it a circle. */
export interface Pin {
  readonly x: number;
  readonly y: number;
  readonly radius: number | null;
}

export interface RejectReason {
  readonly reason: string;
  readonly pins: readonly Pin[];
}

export type Verdict =
  | { readonly kind: 'accept' }
  | { readonly kind: 'reject'; readonly reasons: readonly RejectReason[]; readonly remark: string };

export type DecisionState =
  /** Kept here; can still be undone. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'sent'; readonly at: Instant }
  /** Stopped by us because the picture changed after it was judged. */
  | { readonly kind: 'held'; readonly sentence: string }
  | { readonly kind: 'failed'; readonly error: ErrorData };

export interface Decision {
  readonly id: DecisionId;
  readonly at: Instant;
  readonly verdict: Verdict;
  readonly state: DecisionState;
}

export interface ReviewImage {
  readonly imageId: ImageId;
  readonly name: string;
  /** Same-origin addresses; the service's own URLs carry a session id and stay in the main process. */
  readonly thumbnail: string;
  readonly preview: string;
  readonly full: string;
}

export interface ReviewPair {
  readonly fileId: RemoteFileId;
  readonly name: string;
  readonly original: ReviewImage | null;
  readonly results: readonly ReviewImage[];
  /** 1 for the first delivery, one more for each time it came back after a rejection. */
  readonly version: number;
  readonly versionMark: VersionMark;
  readonly decision: Decision | null;
  /** Why it cannot be judged now (a redo that still shows the old result, nothing returned yet); empty when it can. */
  readonly blocked: string;
}

export interface ReviewRoom {
  readonly jobId: JobId;
  readonly jobName: string;
  readonly pairs: readonly ReviewPair[];
  /** Up to nine, most used first: keys 1 to 9. */
  readonly reasons: readonly string[];
  /** True when the pairs come from the last visit because the service cannot be reached. */
  readonly offline: boolean;
}

export interface ReviewsApi {
  open(job: JobId): Promise<ReviewRoom>;
  decide(job: JobId, file: RemoteFileId, seen: VersionMark, verdict: Verdict): Promise<ReviewPair>;
  /** Takes the last decision that is still kept here back; null when there is none. */
  undo(job: JobId): Promise<ReviewPair | null>;
  acceptAll(job: JobId): Promise<ReviewRoom>;
  rejectAll(job: JobId, reason: string): Promise<ReviewRoom>;
}
