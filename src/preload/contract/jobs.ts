import type { ErrorData } from './errors.ts';
import type { AccountId, FileId, ImageId, Instant, JobId, RemoteFileId, RemoteJobId } from './ids.ts';

/** How pictures travel: FTP into the job's folder, or HTTP multipart to its post address. */
export type Route = 'ftp' | 'post';

/** Where a job stands, in the words of the window. `draft` and `sending` are ours, the rest comes from the service's status. */
export type Stage =
  | 'draft'
  | 'sending'
  | 'quoting'
  | 'offer'
  | 'payment'
  | 'production'
  | 'review'
  | 'redo'
  | 'delivering'
  | 'done'
  | 'archived'
  | 'cancelled'
  | 'problem';

/** What a person can do to a job; every one carries its reason when it is not possible now. */
export type JobAction =
  | 'send'
  | 'request-offer'
  | 'accept-offer'
  | 'update'
  | 'cancel'
  | 'review'
  | 'close'
  | 'download'
  | 'discard';

export interface JobActionState {
  readonly action: JobAction;
  readonly available: boolean;
  /** Why not, in one sentence; empty when available. */
  readonly reason: string;
}

/** Counts that stand side by side on the screen; a difference between them is what gets tinted. */
export interface JobCounts {
  /** Pictures on this computer that are meant to go. */
  readonly here: number;
  /** Sent and found in the server's own list with the right size. */
  readonly proven: number;
  readonly failed: number;
  /** What the server's list held when last asked; null before that. */
  readonly atServer: number | null;
  /** What the offer counted (the server's `fileCount` when the offer came); null before that. */
  readonly inOffer: number | null;
  readonly returned: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly downloaded: number;
}

export interface JobSummary {
  readonly id: JobId;
  readonly accountId: AccountId;
  readonly accountName: string;
  readonly remoteId: RemoteJobId | null;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly invoiceReference: string | null;
  readonly isTest: boolean;
  readonly route: Route;
  readonly stage: Stage;
  /** The service's raw code, for support; null before the job exists there. */
  readonly status: string | null;
  /** The status in one plain sentence. */
  readonly sentence: string;
  /** The person has to act: an offer, results, a problem. */
  readonly needsYou: boolean;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly counts: JobCounts;
  readonly bytesTotal: number;
  readonly bytesSent: number;
  /** Up to five same-origin picture addresses. */
  readonly contactSheet: readonly string[];
  /** The job whose rejected pictures this one redoes. */
  readonly parentRemoteId: RemoteJobId | null;
}

/** Where one picture is on its way to the service. */
export type TransferState =
  | { readonly kind: 'draft' }
  | {
      readonly kind: 'left-out';
      readonly reason: LeftOutReason;
      readonly sentence: string;
      readonly canSendAnyway: boolean;
    }
  | { readonly kind: 'waiting'; readonly sentence: string }
  | { readonly kind: 'sending'; readonly sentBytes: number; readonly bytesPerSecond: number }
  | { readonly kind: 'sent' }
  | { readonly kind: 'proven'; readonly at: Instant }
  | { readonly kind: 'failed'; readonly error: ErrorData }
  /** Known only from the server's list: it was not sent from this computer. */
  | { readonly kind: 'at-server' };

export type LeftOutReason = 'not-a-picture' | 'empty' | 'broken' | 'unreadable' | 'duplicate' | 'by-you';

/** A result on the disk of this computer, after its check. `md5` is lower-case hex, `size` bytes. */
export interface SavedResult {
  readonly path: string;
  readonly size: number;
  readonly md5: string;
}

/** What was saved for one picture: the result fetched last, and every one of its results by its number at the service. */
export interface SavedFile extends SavedResult {
  readonly results?: readonly (SavedResult & { readonly imageId: ImageId })[];
}

/** A result on its way here. */
export interface FetchingResult {
  /** Of it here so far. */
  readonly bytes: number;
  /** Of the whole; null while the service has not said. */
  readonly size: number | null;
  readonly bytesPerSecond: number;
}

export interface JobFile {
  readonly id: FileId;
  readonly remoteId: RemoteFileId | null;
  /** The name it has, or will have, at the service. */
  readonly name: string;
  /** Where it came from, relative to what was dropped; empty for files known only from the server. */
  readonly sourceName: string;
  /** Bytes. */
  readonly size: number;
  /** e.g. "JPEG, 2000 × 2500"; empty when unknown. */
  readonly format: string;
  /** A sentence about the name when it had to be changed; empty otherwise. */
  readonly note: string;
  readonly remark: string;
  readonly tags: readonly string[];
  readonly transfer: TransferState;
  /** Same-origin address of a small picture. */
  readonly thumbnail: string;
  readonly returned: boolean;
  readonly decision: 'accepted' | 'rejected' | null;
  /** MD5 of the local original, lower-case hex; null until computed, or when there is none here. */
  readonly md5: string | null;
  /** Bytes in the service's own list; null before it listed the file. */
  readonly sizeAtServer: number | null;
  /** Where the result was saved, after its check; null until then. */
  readonly download: SavedFile | null;
  /** Null while nothing of it is being fetched. */
  readonly fetching: FetchingResult | null;
}

export interface TimelineEntry {
  readonly at: Instant;
  readonly sentence: string;
  readonly status: string | null;
  /** The stage the job came to with it; null where it says nothing of that. */
  readonly stage: Stage | null;
}

export interface JobDetail {
  readonly job: JobSummary;
  readonly files: readonly JobFile[];
  readonly actions: readonly JobActionState[];
  /** Newest first. */
  readonly timeline: readonly TimelineEntry[];
  /** What the editors wrote (`operatorRemarks`), empty when nothing. */
  readonly fromTheEditors: string;
  /** True while dropped folders are still being read. */
  readonly reading: boolean;
  readonly downloadFolder: string | null;
  /** The job whose rejected pictures this one redoes; null when it is no redo. */
  readonly redoOf: JobLink | null;
  /** Redos made from this job's rejected pictures, oldest first (GET …/rejectedjobs). */
  readonly redos: readonly JobLink[];
  /** How many files the service counts as rejected (GET …/rejectedfilescount); null before it was asked. */
  readonly rejectedAtServer: number | null;
  /** What a draft says beyond its summary; null once it was sent. */
  readonly draft: DraftChoices | null;
}

/** What was chosen on the new-job sheet and is kept with the draft. */
export type DraftChoices = Pick<SendInput, 'requestOffer' | 'deadlineId' | 'specificationKey'>;

/** What is filled in on the new-job sheet. */
export interface SendInput {
  readonly accountId: AccountId;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly invoiceReference: string | null;
  readonly isTest: boolean;
  readonly route: Route;
  /** Ask for the offer as soon as every picture is proven. */
  readonly requestOffer: boolean;
  /** The service's own numbers for a deadline and a specification (newer version of POST /jobs); where valid ones come from is undocumented. */
  readonly deadlineId: number | null;
  readonly specificationKey: number | null;
}

/** What can still be changed of a job that exists at the service (PUT /jobs/{id}). */
export interface JobChange {
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly invoiceReference: string | null;
}

/** Another job this one belongs with: the one it redoes, or a redo of it. */
export interface JobLink {
  /** Null while it is known only by its number. */
  readonly jobId: JobId | null;
  readonly remoteId: RemoteJobId;
  readonly name: string;
  readonly createdAt: Instant | null;
}

/** What the service itself says of one file (GET …/filesextended/{fileId}, else …/files/{fileName}); empty strings where it says nothing. */
export interface ServiceFileFacts {
  readonly name: string;
  readonly size: number | null;
  readonly md5: string | null;
  readonly status: string;
  readonly complexityId: number | null;
  readonly remark: string;
  readonly remarkFromProcessor: string;
  readonly rejectionReason: string;
  readonly tags: readonly string[];
  readonly createdAt: Instant | null;
}

export interface JobsApi {
  list(): Promise<readonly JobSummary[]>;
  get(job: JobId): Promise<JobDetail>;
  /** Makes a draft from dropped or chosen files and folders; reading goes on in the background. */
  openDraft(paths: readonly string[]): Promise<JobId>;
  /** A draft from the practice studio's own sample photographs. */
  openSampleDraft(): Promise<JobId>;
  addToDraft(job: JobId, paths: readonly string[]): Promise<void>;
  leaveOut(job: JobId, file: FileId): Promise<void>;
  /** Takes a left-out file in again after looking at it anew; stays left out when it is still not fit. */
  lookAgain(job: JobId, file: FileId): Promise<void>;
  /** Sends a duplicate, or one the person had left out, all the same. */
  sendAnyway(job: JobId, file: FileId): Promise<void>;
  setRemark(job: JobId, file: FileId, remark: string, tags: readonly string[]): Promise<void>;
  /** Writes what the sheet holds without sending it. */
  keepDraft(job: JobId, input: SendInput): Promise<void>;
  send(job: JobId, input: SendInput): Promise<void>;
  addByNumber(account: AccountId, number: number): Promise<JobId>;
  requestOffer(job: JobId): Promise<void>;
  acceptOffer(job: JobId): Promise<void>;
  /** Changes name, description, tags or invoice reference of a job that was sent. */
  update(job: JobId, change: JobChange): Promise<void>;
  /** Cancels at the service; possible only in the seven documented states. */
  cancel(job: JobId): Promise<void>;
  close(job: JobId): Promise<void>;
  /** What the service says of one file. */
  serviceFacts(job: JobId, file: FileId): Promise<ServiceFileFacts>;
  /** Asks the service now instead of at the next turn. */
  refresh(job: JobId): Promise<void>;
  /** Removes a draft; files on disk are never touched. */
  discardDraft(job: JobId): Promise<void>;
}
