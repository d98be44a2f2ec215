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

/** A reason given on a picture, with its place or for the whole of it, before anybody has decided. */
export interface DraftMark {
  readonly reason: string;
  readonly pin: Pin | null;
}

/** What is marked on one version of a picture and not decided yet. It outlives the window. */
export interface ReviewDraft {
  readonly fileId: RemoteFileId;
  readonly versionMark: VersionMark;
  readonly marks: readonly DraftMark[];
  readonly remark: string;
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
  /** How the version of a held decision and that of now differ, as far as the service's list tells; else empty. */
  readonly changed: string;
  /** The results the decision was taken on, where they are not those of now (it is held then); else empty. */
  readonly judged: readonly ReviewImage[];
  /** There are earlier versions or reviews of it here: see `history`. */
  readonly hasHistory: boolean;
  /** Why it cannot be judged now (a redo that still shows the old result, nothing returned yet); empty when it can. */
  readonly blocked: string;
}

export interface ReviewRoom {
  readonly jobId: JobId;
  readonly jobName: string;
  readonly pairs: readonly ReviewPair[];
  /** Up to nine, most used by this account first: keys 1 to 9. */
  readonly reasons: readonly string[];
  /** Reasons somebody wrote, kept for this account, the one used last first. */
  readonly wordings: readonly string[];
  readonly drafts: readonly ReviewDraft[];
  /** The job of which this one redoes rejected pictures; null when it is none, or that one is not known here. */
  readonly redoOf: { readonly jobId: JobId; readonly name: string } | null;
  /** True when the pairs come from the last visit because the service cannot be reached. */
  readonly offline: boolean;
}

/** One version of a picture before the one shown now. */
export interface EarlierVersion {
  readonly version: number;
  /** The job it was a result of: the same, or the one that is redone. */
  readonly jobId: JobId;
  readonly jobName: string;
  readonly images: readonly ReviewImage[];
  /** What was said of it; null when nobody here said anything. */
  readonly verdict: Verdict | null;
  readonly at: Instant | null;
}

export interface PictureHistory {
  readonly fileId: RemoteFileId;
  /** Newest first; empty when this is the first version anybody knows of. */
  readonly versions: readonly EarlierVersion[];
}

/** What was on the screen when somebody decided: which result, how large, compared in which way. */
export interface Shown {
  readonly imageId: ImageId;
  readonly view: 'side-by-side' | 'slider' | 'blink' | 'difference' | 'overlay';
  readonly variant: 'preview' | 'full';
}

export interface Choice {
  readonly fileId: RemoteFileId;
  readonly seen: VersionMark;
  readonly verdict: Verdict;
  /** Absent: it was not on the screen by itself. */
  readonly shown?: Shown;
}

/** What became of several decisions taken together. */
export interface DecidedTogether {
  readonly pairs: readonly ReviewPair[];
  /** Those that could not be judged, with the sentence that says why. */
  readonly refused: readonly {
    readonly fileId: RemoteFileId;
    readonly name: string;
    readonly sentence: string;
  }[];
}

export interface ReviewsApi {
  /** Asks the service first; with what was seen before when it cannot be reached. */
  open(job: JobId): Promise<ReviewRoom>;
  /** What the register has, without asking the service: fast, also for thousands. No pairs: never opened before. */
  read(job: JobId): Promise<ReviewRoom>;
  decide(
    job: JobId,
    file: RemoteFileId,
    seen: VersionMark,
    verdict: Verdict,
    shown?: Shown,
  ): Promise<ReviewPair>;
  /** One step, taken back as one. Refused as a whole only when none of them can be judged. */
  decideTogether(job: JobId, choices: readonly Choice[]): Promise<DecidedTogether>;
  /** Takes the last step whose decisions are all still kept here back; none when there is none. */
  undo(job: JobId): Promise<readonly ReviewPair[]>;
  /** Takes what was taken back last again; none when there is none, or something else was decided since. */
  redo(job: JobId): Promise<readonly ReviewPair[]>;
  acceptAll(job: JobId): Promise<ReviewRoom>;
  rejectAll(job: JobId, reason: string): Promise<ReviewRoom>;
  /** Earlier versions of these pictures and what was said of each. */
  history(job: JobId, files: readonly RemoteFileId[]): Promise<readonly PictureHistory[]>;
  /** Keeps what is marked and not decided; without marks and remark the draft goes. */
  keepDraft(job: JobId, draft: ReviewDraft): Promise<void>;
  /** Keeps a reason somebody wrote for the account of this job. @returns all of them, as in the room */
  keepWording(job: JobId, text: string): Promise<readonly string[]>;
  forgetWording(job: JobId, text: string): Promise<readonly string[]>;
}
