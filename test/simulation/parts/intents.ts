import type {
  DecisionId,
  FileId,
  JobId,
  LibraryUploadId,
  OnCollision,
  QueueItemId,
  Verdict,
} from '../../../src/preload/contract/index.ts';

/** Something the person did, and what Clipdesk answered. */
export type Intent = {
  readonly at: number;
  /** `asked`: no answer came, because the process ended before. `taken`: Clipdesk promised it. `refused`: it said no. */
  outcome: 'asked' | 'taken' | 'refused';
  /** When it was promised. */
  takenAt: number | null;
} & (
  | { readonly kind: 'send'; readonly order: string; job: JobId | null; files: number; requestOffer: boolean }
  | { readonly kind: 'update'; readonly job: JobId; readonly words: string }
  | { readonly kind: 'remark'; readonly job: JobId; readonly file: FileId; readonly words: string }
  | { readonly kind: 'request-offer' | 'accept-offer' | 'close' | 'cancel'; readonly job: JobId }
  | { readonly kind: 'decide'; readonly job: JobId; decided: readonly Decided[] }
  | { readonly kind: 'undo'; readonly job: JobId; files: readonly number[] }
  | {
      readonly kind: 'retry' | 'discard';
      readonly job: JobId;
      readonly item: QueueItemId;
      readonly what: string;
    }
  | { readonly kind: 'retry-failed' }
  | {
      readonly kind: 'answer-unknown';
      readonly job: JobId;
      readonly what: string;
      readonly gotThere: boolean;
    }
  | { readonly kind: 'leave-out'; readonly job: JobId; readonly stops: boolean }
  | {
      readonly kind: 'download';
      readonly job: JobId;
      readonly folder: string;
      readonly onCollision: OnCollision | null;
      /** Result images there were, as Clipdesk showed them. */
      images: readonly number[];
    }
  | { readonly kind: 'watch'; readonly job: JobId; readonly folder: string }
  | { readonly kind: 'publish'; readonly paths: readonly string[]; uploads: readonly LibraryUploadId[] }
  | { readonly kind: 'publish-cancel'; readonly upload: LibraryUploadId }
  | { readonly kind: 'publish-resume'; readonly upload: LibraryUploadId }
  | { readonly kind: 'site-reject'; readonly reason: string; readonly items: readonly SeenItem[] }
  | { readonly kind: 'site-confirm'; readonly reason: string; readonly item: SeenItem }
  | { readonly kind: 'site-drop'; readonly reason: string; readonly path: string }
  /** Work that belongs to no job. */
  | {
      readonly kind: 'retry-further' | 'discard-further';
      readonly item: QueueItemId;
      /** The upload or the rejection. */
      readonly about: string;
    }
);

/** An item of a site in the version that was on the screen. */
export interface SeenItem {
  readonly path: string;
  readonly mark: string;
}

/** One decision as the person took it, with what was on the screen. */
export interface Decided {
  readonly id: DecisionId;
  readonly file: number;
  readonly verdict: Verdict;
  /** Result images the person looked at. */
  readonly images: readonly number[];
}
