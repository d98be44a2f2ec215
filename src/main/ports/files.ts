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

/** The local disk. Errors are `AppError`s with a sentence (`file_missing`, `file_unreadable`, `disk_full`, …), action `person`. */
export interface Files {
  facts(path: string): Promise<FileFacts>;
  /** Files given directly and all below folders; hidden and system files left out; links to folders not followed twice. */
  walk(paths: readonly string[], signal: AbortSignal): AsyncIterable<FoundFile>;
  /** Lower-case hex. Streams: constant memory. */
  hash(path: string, algorithm: 'md5' | 'sha256', signal: AbortSignal): Promise<string>;
  read(path: string): Readable;
  ensureFolder(path: string): Promise<void>;
  /** True when nothing has that name yet. */
  isFree(path: string): Promise<boolean>;
  /**
   * Writes a stream so that the final name appears only when the whole content is on the disk:
   * `.part` beside it, checked by `check`, synced, renamed. A failure leaves no final file.
   * @returns size in bytes and MD5 (lower-case hex) of what was written
   */
  writeWhole(
    path: string,
    content: Readable,
    signal: AbortSignal,
    check: (written: { readonly size: number; readonly md5: string }) => void,
  ): Promise<{ readonly size: number; readonly md5: string }>;
  /** The first `length` bytes, or fewer when the file is shorter. */
  head(path: string, length: number): Promise<Uint8Array>;
  /** The last `length` bytes, or fewer when the file is shorter. */
  tail(path: string, length: number): Promise<Uint8Array>;
}
