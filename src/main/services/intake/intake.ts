import type { AccountId, FileId, JobId, SendInput } from '../../../preload/contract/index.ts';
import type { AddedFile } from './add-finished.ts';

/** Takes pictures in: from dropped paths to a draft whose every file is checked and named. */
export interface Intake {
  /**
   * Makes a draft named after the first dropped folder, or `name`. Without `account` it is for the account used last.
   * @throws AppError `nothing_dropped`, `account_gone`, `no_account`
   */
  openDraft(paths: readonly string[], account?: AccountId, name?: string): Promise<JobId>;
  /** @throws AppError `not_a_draft` */
  addToDraft(job: JobId, paths: readonly string[]): Promise<void>;
  leaveOut(job: JobId, file: FileId): Promise<void>;
  /** Resolves when the file was looked at anew. */
  lookAgain(job: JobId, file: FileId): Promise<void>;
  /** @throws AppError `cannot_send` for what is no whole picture */
  sendAnyway(job: JobId, file: FileId): Promise<void>;
  keepDraft(job: JobId, input: SendInput): Promise<void>;
  discardDraft(job: JobId): Promise<void>;
  /** Whether dropped things of this job are still being listed or looked at. */
  reading(job: JobId): boolean;
  /** Resolves when `reading` is over. */
  whenRead(job: JobId): Promise<void>;
  /**
   * Whether the draft can be sent: everything is listed, and what was not looked into yet seems whole at first sight. It is
   * looked into before it is sent.
   */
  ready(job: JobId): boolean;
  /** Resolves when `ready`. */
  whenReady(job: JobId): Promise<void>;
  /** It is being sent: what was not looked into is left to that. */
  leaveToSending(job: JobId): void;
  /** Adds one finished picture of a watch folder to a draft or to a job that is being sent, under a name of its own. */
  addFinished(job: JobId, path: string, name: string): Promise<AddedFile>;
  /** Goes on reading drafts a previous run left unfinished. */
  resume(): Promise<void>;
  /** Stops reading; nothing found so far is lost. */
  stop(): Promise<void>;
}
