import type {
  AccountId,
  AccountKind,
  JobId,
  QueueItemId,
  RemoteFileId,
} from '../../../preload/contract/index.ts';

/** What the rail narrows the board to. */
export type JobsFilter =
  'all' | 'needs-you' | 'draft' | 'sending' | 'production' | 'redo' | 'delivering' | 'done' | 'problem';

export type Screen =
  | { readonly kind: 'jobs'; readonly filter: JobsFilter }
  | { readonly kind: 'job'; readonly jobId: JobId }
  /** `held`: at the first picture whose decision is held. */
  | { readonly kind: 'review'; readonly jobId: JobId; readonly held?: true }
  | { readonly kind: 'waiting'; readonly accountId: AccountId }
  | { readonly kind: 'library'; readonly accountId: AccountId }
  | { readonly kind: 'activity' }
  | { readonly kind: 'settings' };

/** What can be connected; the practice studio is opened instead. */
export type ConnectKind = Exclude<AccountKind, 'practice'>;

export type OpenSheet =
  /** `fresh`: made a moment ago and never kept, so that cancelling takes it away again. */
  | { readonly kind: 'new-job'; readonly jobId: JobId; readonly fresh: boolean }
  /** Choosing what a new job is made from. */
  | { readonly kind: 'start' }
  | { readonly kind: 'connect'; readonly service: ConnectKind }
  | { readonly kind: 'sign-in'; readonly accountId: AccountId }
  | { readonly kind: 'account'; readonly accountId: AccountId }
  | { readonly kind: 'add-by-number' }
  | { readonly kind: 'watch-folder' }
  /** Results of a job into a library: of the selected `files`, or of the whole job when there are none. */
  | {
      readonly kind: 'publish';
      readonly jobId: JobId;
      readonly files: readonly RemoteFileId[];
      readonly library: AccountId | null;
    }
  /** A job whose making was not answered, and that somebody found at the service. */
  | { readonly kind: 'made-job'; readonly itemId: QueueItemId; readonly jobName: string }
  | { readonly kind: 'keys' };

/** A question before something is really lost; it says what. */
export interface Confirmation {
  readonly title: string;
  readonly text: string;
  /** Names the effect, e.g. "Discard the draft". */
  readonly yes: string;
  readonly no: string;
  readonly run: () => Promise<void> | void;
}

/** Where the person is: one screen, at most one sheet over it, at most one question over that. */
export class Navigation {
  screen = $state.raw<Screen>({ kind: 'jobs', filter: 'all' });
  sheet = $state.raw<OpenSheet | null>(null);
  question = $state.raw<Confirmation | null>(null);
  #before: readonly Screen[] = [];

  go(screen: Screen): void {
    this.#before = [...this.#before, this.screen].slice(-20);
    this.screen = screen;
  }

  /** To the screen before; to all jobs when there is none. */
  back(): void {
    this.screen = this.#before.at(-1) ?? { kind: 'jobs', filter: 'all' };
    this.#before = this.#before.slice(0, -1);
  }

  /** From the review room to its job, wherever the room was opened from; what was before stays before. */
  leaveRoom(jobId: JobId): void {
    const before = this.#before.at(-1);
    if (before?.kind === 'job' && before.jobId === jobId) this.back();
    else this.screen = { kind: 'job', jobId };
  }

  open(sheet: OpenSheet): void {
    this.sheet = sheet;
  }

  closeSheet(): void {
    this.sheet = null;
  }

  ask(question: Confirmation): void {
    this.question = question;
  }

  /** A job that is gone must not stay on the screen. */
  forget(jobId: JobId): void {
    this.#before = this.#before.filter((screen) => !('jobId' in screen) || screen.jobId !== jobId);
    if ('jobId' in this.screen && this.screen.jobId === jobId) this.back();
    if (this.sheet?.kind === 'new-job' && this.sheet.jobId === jobId) this.sheet = null;
  }
}
