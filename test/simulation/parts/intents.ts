import type { DecisionId, FileId, JobId, QueueItemId, Verdict } from '../../../src/preload/contract/index.ts';

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
);

/** One decision as the person took it, with what was on the screen. */
export interface Decided {
  readonly id: DecisionId;
  readonly file: number;
  readonly verdict: Verdict;
  /** Result images the person looked at. */
  readonly images: readonly number[];
}
