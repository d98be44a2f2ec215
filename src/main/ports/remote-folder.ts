import type { Readable } from 'node:stream';
import type { FtpTarget } from './uploads.ts';

/** A file in a folder at the service. */
export interface RemoteEntry {
  readonly name: string;
  /** Bytes; null when the server does not say. */
  readonly size: number | null;
  /** Milliseconds since the epoch; null when the server does not say, or only roughly. */
  readonly modifiedAt: number | null;
}

export interface RemoteContent {
  /**
   * The bytes from `offset` to the end. Ends only when the server said that it sent everything; any other end is an
   * `AppError` (retry). Destroying it stops the transfer.
   */
  readonly content: Readable;
  /** Where it really begins: what was asked for, or 0 where the server cannot begin inside a file. Bytes. */
  readonly offset: number;
  /** Bytes of the whole file as the server tells it; null when it does not. */
  readonly size: number | null;
  /** When the file was changed last, as the server tells it. Milliseconds since the epoch; null when it does not. */
  readonly modifiedAt: number | null;
}

/** A job's folder at the service, read by FTP over warm connections. Errors are `AppError`s. */
export interface RemoteFolder {
  /** The files in it; sub-folders are left out. @throws AppError `ftp_folder` (person) when there is no such folder */
  list(signal: AbortSignal): Promise<readonly RemoteEntry[]>;
  /** @throws AppError `ftp_missing` (gone) when there is no such file */
  open(name: string, offset: number, signal: AbortSignal): Promise<RemoteContent>;
  close(): Promise<void>;
}

export interface RemoteFolders {
  /** The folder of `target.url`, which is not made when missing. */
  ftp(target: FtpTarget): RemoteFolder;
}
