import type {
  AccountId,
  Decision,
  DecisionId,
  DownloadRoute,
  ErrorData,
  FileId,
  ImageId,
  Instant,
  JobId,
  LeftOutReason,
  RejectReason,
  RemoteFileId,
  RemoteJobId,
  ReviewDraft,
  Route,
  SavedFile,
  Shown,
  Stage,
  Verdict,
  VersionMark,
  WatchFolderId,
} from '../../preload/contract/index.ts';

export type * from './account-records.ts';
export type * from './library-records.ts';
export type * from './queue-records.ts';

export interface JobRecord {
  readonly id: JobId;
  readonly accountId: AccountId;
  readonly remoteId: RemoteJobId | null;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly invoiceReference: string | null;
  readonly isTest: boolean;
  readonly route: Route;
  readonly requestOffer: boolean;
  readonly deadlineId: number | null;
  readonly specificationKey: number | null;
  readonly stage: Stage;
  readonly status: string | null;
  readonly atServer: number | null;
  readonly inOffer: number | null;
  readonly parentRemoteId: RemoteJobId | null;
  /** What GET …/rejectedfilescount said last; null before it was asked. */
  readonly rejectedAtServer: number | null;
  readonly fromTheEditors: string;
  readonly downloadFolder: string | null;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  /** When the person last did something with it: what was just acted on is asked for more often. Null: never. */
  readonly actedAt: Instant | null;
  /** Since when the service does not know the job any more (404, 410); null while it does. */
  readonly goneSince: Instant | null;
  /** Next moment the status is asked for; null: not polled (draft, finished, gone). */
  readonly nextPollAt: Instant | null;
}

export type FileState =
  | { readonly kind: 'draft' }
  | { readonly kind: 'left-out'; readonly reason: LeftOutReason; readonly sentence: string }
  | { readonly kind: 'waiting' }
  /** The far end confirmed the whole file; the server's list was not read yet. */
  | { readonly kind: 'sent'; readonly at: Instant }
  | { readonly kind: 'proven'; readonly at: Instant }
  | { readonly kind: 'failed'; readonly error: ErrorData }
  | { readonly kind: 'at-server' };

/** A file of a job, here or known from the server. */
export interface FileRecord {
  readonly id: FileId;
  readonly jobId: JobId;
  /** Order within the job. */
  readonly position: number;
  /** Null when known only from the server. */
  readonly path: string | null;
  readonly sourceName: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** When the local file was last changed, as found; 0 for server-only files. */
  readonly modifiedAt: Instant;
  /** Lower-case hex MD5 of the local file; null until computed. */
  readonly md5: string | null;
  readonly format: string;
  readonly note: string;
  readonly remark: string;
  readonly tags: readonly string[];
  readonly state: FileState;
  readonly remoteId: RemoteFileId | null;
  /** Size in the server's own list, bytes. */
  readonly remoteSize: number | null;
  readonly returned: boolean;
  readonly decision: 'accepted' | 'rejected' | null;
  readonly download: SavedFile | null;
}

/** A download that is under way: what lies at `path`, and what it can go on from. Written before its first byte is. */
export interface PartRecord {
  readonly path: string;
  readonly jobId: JobId;
  /** Null: the archive of the whole job. */
  readonly imageId: ImageId | null;
  /** Bytes of the whole file, as the server said; null when it did not. */
  readonly total: number | null;
  /** A strong one, or null. */
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly notedAt: Instant;
}

export interface DownloadChoicesRecord {
  readonly template: string;
  readonly route: DownloadRoute;
}

/** What of a file had gone when its sending was broken off, and of what: the file as it was then. */
export interface SentPartRecord {
  readonly fileId: FileId;
  /** Bytes of the whole file. */
  readonly size: number;
  readonly modifiedAt: Instant;
  /** Bytes that had gone, from the beginning. */
  readonly bytes: number;
  /** MD5 of those bytes, lower-case hex. */
  readonly md5: string;
}

/** A rejection as the service tells it, whoever gave it and wherever. */
export interface SaidAtService {
  /** Null where the service does not say when. */
  readonly at: Instant | null;
  /** The results it was about; empty where the service does not say which. */
  readonly imageIds: readonly ImageId[];
  readonly reasons: readonly RejectReason[];
  readonly remark: string;
}

/** What the service's list says of a file beside its results; null where it does not say it. */
export interface ListedFacts {
  /** Bytes. */
  readonly size: number | null;
  readonly at: Instant | null;
  /** Lower-case hex. */
  readonly md5: string | null;
}

/** A picture that was on the screen while somebody decided. */
export interface ShownPicture extends Shown {
  /** Bytes and SHA-256 (lower-case hex) of its preview on this disk; null when it was not kept here. */
  readonly kept: { readonly bytes: number; readonly sha256: string } | null;
}

/** What a decision was taken on, beside the result images. */
export interface SeenRecord {
  readonly listed: ListedFacts;
  /** Null: it was decided without being shown, as one of many or on the command line. */
  readonly screen: ShownPicture | null;
}

/** What a decision was taken on: ids, sizes, dates; the review room as it was last read. */
export interface ReviewRecord {
  readonly jobId: JobId;
  readonly fileId: RemoteFileId;
  readonly position: number;
  readonly name: string;
  readonly originalImageId: ImageId | null;
  readonly originalName: string | null;
  readonly results: readonly { readonly imageId: ImageId; readonly name: string }[];
  /** Results of the versions before, as far as the service still names them. */
  readonly previous: readonly { readonly imageId: ImageId; readonly name: string }[];
  readonly said: {
    /** Of the results of now. */
    readonly now: SaidAtService | null;
    /** Of the results before, the last one at the end. */
    readonly before: readonly SaidAtService[];
  };
  readonly listed: ListedFacts;
  readonly version: number;
  readonly versionMark: VersionMark;
  /** Empty when it can be judged. */
  readonly blocked: string;
}

export interface DecisionRecord {
  readonly id: DecisionId;
  readonly jobId: JobId;
  readonly fileId: RemoteFileId;
  readonly versionMark: VersionMark;
  readonly verdict: Verdict;
  readonly state: Decision['state'];
  readonly at: Instant;
  /** Replaced by a later decision on the same file, or taken back; kept as history. */
  readonly replaced: boolean;
  /** Decisions taken together (a selection, a whole job) share one and are taken back together. */
  readonly step: string;
  /** The decision whose place this one took, while that one was still here; taking this one back brings it back. */
  readonly replaces: DecisionId | null;
  /** The results it was about; empty in what was decided before this was kept. */
  readonly images: ReviewRecord['results'];
  /** Null in what was decided before this was kept. */
  readonly seen: SeenRecord | null;
}

/** Marks and remark on one version of a picture that nobody has decided with yet. */
export interface DraftRecord extends ReviewDraft {
  readonly jobId: JobId;
}

export interface TimelineRecord {
  readonly jobId: JobId;
  readonly at: Instant;
  readonly sentence: string;
  readonly status: string | null;
}

export interface WatchFolderRecord {
  readonly id: WatchFolderId;
  readonly path: string;
  readonly jobId: JobId;
  readonly taken: number;
  readonly lastTakenAt: Instant | null;
  readonly createdAt: Instant;
}

export interface FileTotals {
  readonly here: number;
  readonly proven: number;
  readonly failed: number;
  readonly returned: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly downloaded: number;
  readonly bytesTotal: number;
  readonly bytesProven: number;
}
