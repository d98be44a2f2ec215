import type {
  AccountId,
  ErrorData,
  ImageId,
  Instant,
  JobId,
  LibraryFileType,
  LibraryUploadId,
  LibraryUploadState,
  RemoteFileId,
  VersionMark,
} from '../../preload/contract/index.ts';

/** The result of a job that an upload publishes. */
export interface LibraryResult {
  readonly fileId: RemoteFileId;
  readonly imageId: ImageId;
  /** What was looked at when it was accepted; another version is not published in its place. */
  readonly version: VersionMark;
  /** A reduced JPEG copy may go where the library does not take it as it is. */
  readonly reduce: boolean;
}

/** One file on its way into a library. */
export interface LibraryUploadRecord {
  readonly id: LibraryUploadId;
  readonly accountId: AccountId;
  /** What is sent: the person's file, or the reduced copy made of it. */
  readonly path: string;
  /** The file the reduced copy was made of; null when the file itself is sent. */
  readonly copyOf: string | null;
  /** Null for files of this computer. Of a result, `path` is a copy of Clipdesk's own that is deleted at the end. */
  readonly result: LibraryResult | null;
  readonly jobId: JobId | null;
  readonly name: string;
  readonly type: LibraryFileType;
  /** Bytes, and when it was last changed, of what is sent, as it was when the session began. */
  readonly size: number;
  readonly modifiedAt: Instant;
  /** SHA-1 of the content in lower-case hex; null until it was read. */
  readonly sha1: string | null;
  /** Ids of the file and of the session at the service; null while there is no session. */
  readonly fileId: string | null;
  readonly uploadId: string | null;
  /** The addresses of the parts, sealed; null when none are needed (any more). */
  readonly sealed: string | null;
  readonly state: LibraryUploadState;
  readonly error: ErrorData | null;
  /** What a person should know about it besides, e.g. that the file changed and is sent anew. */
  readonly note: string;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
}

export interface LibraryPartRecord {
  readonly uploadId: LibraryUploadId;
  /** As the service gave it; may begin at 0. */
  readonly number: number;
  /** Bytes. */
  readonly offset: number;
  readonly length: number;
  /** Null while the part is not there. */
  readonly etag: string | null;
}

export interface LibraryReader {
  libraryUpload(id: LibraryUploadId): Promise<LibraryUploadRecord | null>;
  /** Newest first. */
  libraryUploads(): Promise<readonly LibraryUploadRecord[]>;
  /** By number. */
  libraryParts(id: LibraryUploadId): Promise<readonly LibraryPartRecord[]>;
}

export interface LibraryWriter {
  putLibraryUpload(upload: LibraryUploadRecord): Promise<void>;
  /** All parts of a session, in the place of those of the one before. */
  replaceLibraryParts(id: LibraryUploadId, parts: readonly LibraryPartRecord[]): Promise<void>;
  putLibraryPartSent(id: LibraryUploadId, number: number, etag: string): Promise<void>;
  removeLibraryUploads(account: AccountId): Promise<void>;
}
