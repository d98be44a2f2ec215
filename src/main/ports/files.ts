import type { Readable } from 'node:stream';
import type { AppError } from '../errors/app-error.ts';

export interface FileFacts {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly kind: 'file' | 'folder' | 'other';
}

/** One regular file found below a dropped folder. */
export interface FoundFile {
  readonly path: string;
  /** Relative to the dropped folder's parent, with `/` between the parts: `KW47/bags/IMG_1.jpg`. */
  readonly sourceName: string;
  /** Set when this is a file or a folder that could not be opened: the walk reports it here and goes on. */
  readonly problem?: AppError;
}

/** What was written. `size` bytes, `md5` lower-case hex. */
export interface Written {
  readonly size: number;
  readonly md5: string;
}

/** A file on its way, open for writing at its end. */
export interface Part {
  /** Bytes so far, those that were kept included. */
  readonly size: number;
  write(bytes: Uint8Array): Promise<void>;
  /** Everything is on the disk when it resolves, and the file is closed. */
  complete(): Promise<Written>;
  /** Closes and keeps what came, as far as it can be written. After `complete` it does nothing. */
  close(): Promise<void>;
}

/** The local disk. Errors are `AppError`s with a sentence (`file_missing`, `file_unreadable`, `disk_full`, …), action `person`. */
export interface Files {
  facts(path: string): Promise<FileFacts>;
  /** Files given directly and all below folders; hidden and system files left out; links to folders not followed twice. */
  walk(paths: readonly string[], signal: AbortSignal): AsyncIterable<FoundFile>;
  /** Lower-case hex. Streams: constant memory. */
  hash(path: string, algorithm: 'md5' | 'sha1' | 'sha256', signal: AbortSignal): Promise<string>;
  read(path: string): Readable;
  ensureFolder(path: string): Promise<void>;
  /** True when nothing has that name yet. */
  isFree(path: string): Promise<boolean>;
  /**
   * Writes a stream so that the final name appears only when the whole content is on the disk:
   * a `.part` of its own name beside it, checked by `check`, synced, renamed. A failure leaves no final file; no file that was
   * there is replaced.
   * @returns size in bytes and MD5 (lower-case hex) of what was written
   */
  writeWhole(
    path: string,
    content: Readable,
    signal: AbortSignal,
    check: (written: Written) => void,
  ): Promise<Written>;
  /** Opens an unfinished file, made when missing, cut to its first `keep` bytes (which are hashed again). */
  openPart(path: string, keep: number, signal: AbortSignal): Promise<Part>;
  /**
   * Gives a complete file its final name, and makes the name survive a power cut. Never replaces.
   * @throws AppError `file_exists` (conflict) when the name is taken
   */
  giveName(part: string, path: string): Promise<void>;
  /** Removes a file; one that is not there is no failure. */
  remove(path: string): Promise<void>;
  /** Bytes free for this person where the folder is, or will be; null when the system does not say. */
  room(folder: string): Promise<number | null>;
  /** The first `length` bytes, or fewer when the file is shorter. */
  head(path: string, length: number): Promise<Uint8Array>;
  /** The last `length` bytes, or fewer when the file is shorter. */
  tail(path: string, length: number): Promise<Uint8Array>;
}
