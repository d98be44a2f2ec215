import type { ErrorData } from './errors.ts';
import type { AccountId, ImageId, Instant, JobId, LibraryUploadId, RemoteFileId } from './ids.ts';

/** What a library keeps apart, as the service's `FILE_TYPE_…`. */
export type LibraryFileType = 'video' | 'audio' | 'image' | 'subtitle' | 'document' | 'web-link';

/** A file in the library. */
export interface LibraryFile {
  readonly id: string;
  readonly name: string;
  readonly type: LibraryFileType;
  /** Bytes; null when the service does not say. */
  readonly size: number | null;
}

export interface LibraryFiles {
  readonly files: readonly LibraryFile[];
  /** Of this type in the library; null when the service does not say. */
  readonly total: number | null;
}

export type LibraryUploadState =
  | 'waiting'
  | 'sending'
  /** Clipdesk ended in the middle of it: the person resumes or cancels it. */
  | 'interrupted'
  | 'completing'
  | 'failed'
  | 'done'
  | 'cancelling'
  | 'cancelled';

/** One file on its way into a library, or that was. */
export interface LibraryUpload {
  readonly id: LibraryUploadId;
  readonly accountId: AccountId;
  readonly name: string;
  readonly type: LibraryFileType;
  /** Bytes. */
  readonly size: number;
  readonly state: LibraryUploadState;
  /** The id of the file and of the upload session at the service; null before it made one. */
  readonly fileId: string | null;
  readonly uploadId: string | null;
  readonly parts: number;
  readonly partsSent: number;
  /** Bytes at the service, those of parts on their way included. */
  readonly moved: number;
  /** How it stands, in a sentence. */
  readonly sentence: string;
  readonly error: ErrorData | null;
  /** It is too large, or of a format the library does not take; a reduced JPEG copy would do. */
  readonly canReduce: boolean;
  /** The job it is a result of; null for any other file. */
  readonly jobId: JobId | null;
  readonly changedAt: Instant;
}

/** What a file would be in the library, told before anything is sent. */
export interface LibraryCandidate {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  /** Null when the library takes no such file. */
  readonly type: LibraryFileType | null;
  /** Why it cannot go; empty when it can. */
  readonly problem: string;
  /** A reduced JPEG copy would fit; the original is not touched. */
  readonly canReduce: boolean;
}

/** A result of a job as it would be in a library, told before anything is fetched or sent. */
export interface ResultCandidate {
  readonly fileId: RemoteFileId;
  readonly imageId: ImageId;
  readonly name: string;
  /** Bytes; null while it is only at the service. */
  readonly size: number | null;
  /** Somebody accepted this very version of it. */
  readonly isAccepted: boolean;
  /** This version is in the library, or on its way there. */
  readonly isPublished: boolean;
  /** Why it cannot go as it is, as far as it is known; empty when it can. */
  readonly problem: string;
  /** A reduced JPEG copy would fit; the result itself is not touched. */
  readonly canReduce: boolean;
}

export interface PublishResults {
  readonly jobId: JobId;
  readonly images: readonly ImageId[];
  /** A reduced JPEG copy goes of each result the library does not take as it is. */
  readonly reduce: boolean;
}

export interface PublishFile {
  readonly path: string;
  /** Null: what its name says. */
  readonly type: LibraryFileType | null;
  /** Send a reduced JPEG copy where the picture is larger than the library takes. */
  readonly reduce: boolean;
}

export interface LibraryApi {
  files(account: AccountId, type: LibraryFileType, page: number): Promise<LibraryFiles>;
  /** Uploads of all libraries, the newest first; finished ones of the last days too. */
  uploads(): Promise<readonly LibraryUpload[]>;
  look(paths: readonly string[]): Promise<readonly LibraryCandidate[]>;
  /**
   * Begins the uploads, or goes on with those of the same unchanged files that were broken off.
   * @throws ErrorData `file_too_large`, `file_type` (person) before anything is sent
   */
  publish(account: AccountId, files: readonly PublishFile[]): Promise<readonly LibraryUpload[]>;
  /** Every result of a job, in the order of the review room. */
  results(account: AccountId, job: JobId): Promise<readonly ResultCandidate[]>;
  /**
   * Fetches results from their job's service, as far as they are not on this disk, and publishes them.
   * @throws ErrorData `file_type`, `file_too_large` (person) before anything is sent; `picture_missing` (gone)
   */
  publishResults(account: AccountId, wish: PublishResults): Promise<readonly LibraryUpload[]>;
  /** Goes on with uploads that were too large, as reduced JPEG copies. */
  reduce(uploads: readonly LibraryUploadId[]): Promise<void>;
  /** Goes on with uploads that were interrupted or failed. */
  resume(uploads: readonly LibraryUploadId[]): Promise<void>;
  /** No part of them is sent any more when this is answered; the service is told as soon as it can be reached. */
  cancel(uploads: readonly LibraryUploadId[]): Promise<readonly LibraryUpload[]>;
  /** Saves a file of the library below the folder, never over another; gives its path. */
  download(account: AccountId, fileId: string, folder: string): Promise<string>;
}
