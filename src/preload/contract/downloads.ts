import type { JobId } from './ids.ts';

/** How results come: each by its own address, all in the job's archive, or from its FTP folder. */
export type DownloadRoute = 'file' | 'zip' | 'ftp';

/**
 * What happens to a name that is taken: the new file gets a number; it is not fetched; or the file that has the name is
 * moved into a folder “Replaced …” beside it. Nothing is ever overwritten.
 */
export type OnCollision = 'keep-both' | 'skip' | 'replace';

export interface DownloadWish {
  /** Absolute. Made when missing. */
  readonly folder: string;
  /** e.g. `{job}/{name}{ext}`; the words are those of `templateWords` in the name template. */
  readonly template: string;
  readonly route: DownloadRoute;
}

export interface PlannedName {
  /** The result's name at the service. */
  readonly from: string;
  /** Below the folder, with `/` between the parts. */
  readonly to: string;
  /** Another file has that name already. */
  readonly taken: boolean;
}

/** What a download would do; nothing was fetched and nothing written for it. */
export interface DownloadPlan {
  /** Results the job has. */
  readonly results: number;
  /** Of them, saved before and unchanged at exactly that place: not fetched again. */
  readonly alreadyThere: number;
  /** Names that other files have. */
  readonly collisions: number;
  /** The first names, those that are taken before the others. */
  readonly names: readonly PlannedName[];
  /** Bytes free where the folder is; null when unknown. */
  readonly freeBytes: number | null;
}

export interface DownloadStarted {
  readonly toFetch: number;
  readonly alreadyThere: number;
  /** Left out because their names are taken (`skip`). */
  readonly skipped: number;
}

/** What was chosen before: for this job, else for its account, else the defaults. */
export interface DownloadChoices {
  readonly folder: string | null;
  readonly template: string;
  readonly route: DownloadRoute;
}

export interface DownloadsApi {
  choices(job: JobId): Promise<DownloadChoices>;
  /** @throws `bad_template` (person, field `template`) with a sentence; `not_now` */
  plan(job: JobId, wish: DownloadWish): Promise<DownloadPlan>;
  /**
   * Queues the results for download and remembers the choices for the account.
   * @param onCollision null: when names are taken nothing is queued and `names_taken` (conflict) asks
   */
  start(job: JobId, wish: DownloadWish, onCollision: OnCollision | null): Promise<DownloadStarted>;
}
