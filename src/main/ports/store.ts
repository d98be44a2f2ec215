import type {
  AccountId,
  DecisionId,
  ErrorData,
  FileId,
  Instant,
  JobId,
  LibraryUploadId,
  PreflightSettings,
  QueueItemId,
  RemoteFileId,
  QueueMove,
  RemoteJobId,
  Settings,
  VersionMark,
  WatchFolderId,
  WorkflowRejectionId,
} from '../../preload/contract/index.ts';
import type { WorkflowReader, WorkflowWriter } from './workflow-records.ts';
import type { LedgerRecord, LedgerWriter } from './ledger-records.ts';
import type { LibraryReader, LibraryWriter } from './library-records.ts';
import type { InspectionRecord } from './inspection-records.ts';
import type {
  AccountRecord,
  JobRecord,
  FileRecord,
  ReviewRecord,
  SentPartRecord,
  DecisionRecord,
  DraftRecord,
  TimelineRecord,
  WatchFolderRecord,
  QueueRecord,
  JobQueueRecord,
  LibraryQueueRecord,
  WorkflowQueueRecord,
  NewQueueItem,
  ClaimRequest,
  RunnableWork,
  UnreadableQueueRow,
  QueueLineRecords,
  QueueStanding,
  QueueTotals,
  QueueGroup,
  QueuePlace,
  FileTotals,
  PartRecord,
  DownloadChoicesRecord,
} from './store-records.ts';

export type * from './store-records.ts';

export interface StoreReader extends LibraryReader, WorkflowReader {
  accounts(): Promise<readonly AccountRecord[]>;
  account(id: AccountId): Promise<AccountRecord | null>;
  /** Newest first. */
  jobs(): Promise<readonly JobRecord[]>;
  job(id: JobId): Promise<JobRecord | null>;
  jobByRemoteId(account: AccountId, id: RemoteJobId): Promise<JobRecord | null>;
  /** Redos of a job: those whose parent it is, oldest first. */
  redosOf(account: AccountId, parent: RemoteJobId): Promise<readonly JobRecord[]>;
  /**
   * Jobs of an account whose `nextPollAt` is at or before `now`: half of them those that moved or were acted on last,
   * half those that wait longest, so that neither has to wait for all of the others.
   */
  jobsToPoll(account: AccountId, now: Instant, most: number): Promise<readonly JobRecord[]>;
  /** Earliest `nextPollAt` of the account's jobs; null when none is polled. */
  earliestPoll(account: AccountId): Promise<Instant | null>;
  /** By position. */
  files(job: JobId): Promise<readonly FileRecord[]>;
  file(id: FileId): Promise<FileRecord | null>;
  /** The others of its job that went and were made of the same file on the disk, as large and as old, by position. */
  goneAlike(
    file: Pick<FileRecord, 'id' | 'jobId' | 'path' | 'size' | 'modifiedAt'>,
  ): Promise<readonly FileRecord[]>;
  fileTotals(job: JobId): Promise<FileTotals>;
  /** What of the file had gone when its sending was broken off; null: nothing is known. */
  sentPart(id: FileId): Promise<SentPartRecord | null>;
  /** Totals of every job in one read, for the board. */
  allFileTotals(): Promise<ReadonlyMap<JobId, FileTotals>>;
  /** The first five local pictures (not left out, with a path) of every job, by position: the board's contact sheets. */
  contactSheets(): Promise<ReadonlyMap<JobId, readonly FileId[]>>;
  /** The same of one job. */
  contactSheet(job: JobId): Promise<readonly FileId[]>;
  reviews(job: JobId): Promise<readonly ReviewRecord[]>;
  /** Current decisions of a job (not the replaced ones). */
  decisions(job: JobId): Promise<readonly DecisionRecord[]>;
  decision(id: DecisionId): Promise<DecisionRecord | null>;
  /** Current decisions of all jobs that the service does not have: kept, failed, held. */
  undeliveredDecisions(): Promise<readonly DecisionRecord[]>;
  /** Every decision ever taken on a job's pictures, the replaced ones too, oldest first. */
  decisionHistory(job: JobId): Promise<readonly DecisionRecord[]>;
  reviewDrafts(job: JobId): Promise<readonly DraftRecord[]>;
  /** Texts the account's people wrote themselves, the one used last first. */
  wordings(account: AccountId): Promise<readonly string[]>;
  /** How often each reason was used by decisions of the account's jobs, most used first. */
  reasonsUsed(account: AccountId): Promise<readonly { readonly reason: string; readonly times: number }[]>;
  /** What was found out about the job's pictures, in no order. */
  inspections(job: JobId): Promise<readonly InspectionRecord[]>;
  /** What the person changed of the account's preflight; the rest is the default. */
  preflightSettings(account: AccountId): Promise<Partial<PreflightSettings>>;
  /** Newest first. */
  timeline(job: JobId): Promise<readonly TimelineRecord[]>;
  watchFolders(): Promise<readonly WatchFolderRecord[]>;
  /** True when content with this SHA-256 was already taken for the job. */
  wasTaken(job: JobId, sha256: string): Promise<boolean>;
  settings(): Promise<Settings>;
  /** When a service answered last; null: never. */
  lastContact(): Promise<Instant | null>;
  queueItem(id: QueueItemId): Promise<QueueRecord | null>;
  /** Unfinished items in order, then those finished at or after `doneSince`, newest first. */
  queue(doneSince: Instant): Promise<readonly QueueRecord[]>;
  unfinishedOf(job: JobId): Promise<readonly JobQueueRecord[]>;
  unfinishedOfUpload(upload: LibraryUploadId): Promise<readonly LibraryQueueRecord[]>;
  unfinishedOfRejection(rejection: WorkflowRejectionId): Promise<readonly WorkflowQueueRecord[]>;
  /** Anything queued for the account that is not done. */
  hasUnfinishedWork(account: AccountId): Promise<boolean>;
  /** Of `unfinishedOf` what a person has to know: held or failed, or neither a transfer nor its proof. */
  notableOf(job: JobId): Promise<readonly JobQueueRecord[]>;
  unreadableQueueRows(): Promise<readonly UnreadableQueueRow[]>;
  queueTotals(): Promise<QueueTotals>;
  /** What waits or runs, in lines, in the order it travels. */
  openLines(now: Instant, most: number): Promise<QueueLineRecords>;
  /** What failed (alike in one line) or is held (each by itself). */
  stuckLines(most: number): Promise<QueueLineRecords>;
  /** What was finished since, the newest first. */
  doneLines(since: Instant, most: number): Promise<QueueLineRecords>;
  /** The unfinished rows that stand as this one does, itself included; of a held one only itself. */
  itemsLike(item: QueueRecord, now: Instant): Promise<readonly QueueItemId[]>;
  /** What failed, of a job or (null) of everything. */
  failedItems(job: JobId | null): Promise<readonly QueueRecord[]>;
  /** Of each job what a board has to know: the first that failed or is held, and whether it is being accepted or closed. */
  boardItems(): Promise<readonly JobQueueRecord[]>;
  /** How far the work of some jobs, of an account outside of jobs, or (both null) everything has got. */
  queueStanding(jobs: readonly JobId[] | null, elsewhere: AccountId | null): Promise<QueueStanding>;
  /** What was sent for a job, in no particular order. */
  ledger(job: JobId): Promise<readonly LedgerRecord[]>;
  /** Jobs with unfinished work, in the order they travel. */
  queueJobs(): Promise<readonly QueuePlace[]>;
  /** Unfinished work counted by job, kind and state. */
  queueGroups(): Promise<readonly QueueGroup[]>;
  /** Since when a person has paused everything; null: it goes. */
  queuePausedAt(): Promise<Instant | null>;
  /** Where work waits that nothing blocks, per account and class; for the one that claims. */
  runnableWork(now: Instant): Promise<readonly RunnableWork[]>;
  /** What is marked as running, in order. */
  runningItems(): Promise<readonly QueueRecord[]>;
  /** Earliest future `retryAt` of items that could otherwise run; null when there is none. */
  earliestRetry(now: Instant): Promise<Instant | null>;
  /** What an unfinished download at that path belongs to. */
  part(path: string): Promise<PartRecord | null>;
  /** All unfinished downloads, oldest first. */
  parts(): Promise<readonly PartRecord[]>;
  /** The unfinished downloads of a job, oldest first. */
  partsOf(job: JobId): Promise<readonly PartRecord[]>;
  /** How results of the account were named and fetched last; null before the first time. */
  downloadChoices(account: AccountId): Promise<DownloadChoicesRecord | null>;
}

export interface StoreWriter extends StoreReader, LedgerWriter, LibraryWriter, WorkflowWriter {
  putAccount(account: AccountRecord): Promise<void>;
  removeAccount(id: AccountId): Promise<void>;
  putJob(job: JobRecord): Promise<void>;
  /**
   * Removes the job with its files, reviews, timeline and finished queue rows. Only for drafts and by a person.
   * Throws `job_has_work` (conflict) while unfinished queue rows belong to it.
   */
  removeJob(id: JobId): Promise<void>;
  putFile(file: FileRecord): Promise<void>;
  putFiles(files: readonly FileRecord[]): Promise<void>;
  /** Replaces what was known; does nothing for a file that is not there. */
  putSentPart(part: SentPartRecord): Promise<void>;
  removeSentPart(id: FileId): Promise<void>;
  replaceReviews(job: JobId, reviews: readonly ReviewRecord[]): Promise<void>;
  putDecision(decision: DecisionRecord): Promise<void>;
  putReviewDraft(draft: DraftRecord): Promise<void>;
  removeReviewDraft(job: JobId, file: RemoteFileId, version: VersionMark): Promise<void>;
  putWording(account: AccountId, text: string, usedAt: Instant): Promise<void>;
  removeWording(account: AccountId, text: string): Promise<void>;
  putInspections(found: readonly InspectionRecord[]): Promise<void>;
  putPreflightSettings(account: AccountId, settings: Partial<PreflightSettings>): Promise<void>;
  addTimeline(entry: TimelineRecord): Promise<void>;
  putWatchFolder(folder: WatchFolderRecord): Promise<void>;
  removeWatchFolder(id: WatchFolderId): Promise<void>;
  markTaken(job: JobId, sha256: string, path: string, at: Instant): Promise<void>;
  putSettings(settings: Settings): Promise<void>;
  putLastContact(at: Instant): Promise<void>;
  putPart(part: PartRecord): Promise<void>;
  removePart(path: string): Promise<void>;
  putDownloadChoices(account: AccountId, choices: DownloadChoicesRecord): Promise<void>;
  /** Adds at the end of its lane; a job without unfinished work takes its place behind all others. */
  enqueue(items: readonly NewQueueItem[]): Promise<void>;
  /**
   * Marks up to `most` runnable items of one account and class as running and gives them, in the order of their jobs
   * and then their own: waiting, due at `now`, not blocked in their lane, not paused. One statement claims; two claimers never get the same row. A row that cannot be
   * read is not given: it becomes failed and shows up in `unreadableQueueRows`.
   */
  claim(request: ClaimRequest): Promise<readonly QueueRecord[]>;
  /** Commits that the request is about to leave; see `QueueRecord.mayHaveBeenSent`. */
  markMayHaveBeenSent(id: QueueItemId, value: boolean): Promise<void>;
  finish(id: QueueItemId, now: Instant): Promise<void>;
  /** Back to waiting, one attempt spent. */
  retryLater(id: QueueItemId, at: Instant, error: ErrorData, now: Instant): Promise<void>;
  /** Back to waiting, no attempt spent (paused, offline, signed out, shutting down). */
  putBack(id: QueueItemId, error: ErrorData | null, now: Instant): Promise<void>;
  fail(id: QueueItemId, error: ErrorData, now: Instant): Promise<void>;
  hold(id: QueueItemId, error: ErrorData, now: Instant): Promise<void>;
  /**
   * A person's wish: failed or held (or waiting for its time) becomes due now, attempts start anew. `mayHaveBeenSent`
   * stays, so that what can be checked against the server is checked. Running and done items are left alone.
   */
  retryNow(id: QueueItemId, now: Instant): Promise<void>;
  removeQueueItem(id: QueueItemId): Promise<void>;
  /** Pauses a job's work (null: lets it go on). What runs is not touched: that is the runner's. */
  pauseJobWork(job: JobId, at: Instant | null): Promise<void>;
  /** Pauses everything, or lets it go on; survives a restart. */
  pauseQueue(at: Instant | null): Promise<void>;
  moveJobWork(job: JobId, move: QueueMove): Promise<void>;
  /** Forgets rows finished before then; gives how many. */
  pruneQueue(before: Instant): Promise<number>;
  /** On start, by the one process that holds the runner's lock: nothing is running any more. */
  releaseClaims(now: Instant): Promise<number>;
}

export interface TransactionOptions {
  /**
   * May wait a few milliseconds for others of its kind, to become durable together with them in one write. Each still
   * succeeds or fails by itself, except when that write fails. Only for changes that nobody waits for, and that wait
   * for nobody.
   */
  readonly patient?: boolean;
}

/**
 * The register of everything Clipdesk knows. Asynchronous throughout, so that a server database can stand behind the
 * same port later.
 */
export interface Store {
  readonly read: StoreReader;
  /**
   * Runs `run` as one transaction: all of its writes become durable together (on the disk, not only in a cache)
   * when the promise resolves, or none when `run` throws. Transactions run one after another. Reads through the
   * writer see its own writes; reads through `store.read` see only what is committed. A transaction started inside
   * `run` would wait for itself: hand the writer on instead. A writer is refused after its transaction.
   */
  transaction<T>(run: (writer: StoreWriter) => Promise<T>, how?: TransactionOptions): Promise<T>;
  /**
   * Tells about commits of other processes on the same register (window and command line share one); returns the
   * unsubscribe. Own commits are not told.
   */
  onForeignCommit(listener: () => void): () => void;
  /** Tries to become the one process that runs the queue; held until released or the process ends, however it ends. */
  tryBecomeRunner(): Promise<{ release(): Promise<void> } | null>;
  close(): Promise<void>;
}
