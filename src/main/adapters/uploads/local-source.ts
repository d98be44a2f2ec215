import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { AppError } from '../../errors/app-error.ts';
import type { SeenFile, UploadSource } from '../../ports/uploads.ts';

export function changed(): AppError {
  return new AppError(
    'retry',
    'file_changed',
    'The file was changed on this computer while it was being sent. It is sent again as it is now.',
  );
}

/** A failure of the local disk, in words. */
export function localError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError(
      'person',
      'file_missing',
      'The file is not on this computer any more. Put it back or remove it from the job.',
      { cause },
    );
  }
  return new AppError(
    'person',
    'file_unreadable',
    'The file cannot be read. Check its permissions and the drive it is on, then try again.',
    { cause },
  );
}

/** The MD5 of a file from its beginning, as far as it was read. */
export interface RunningHash {
  /** How many bytes it stands for. */
  readonly bytes: number;
  add(block: Uint8Array): void;
  /** Lower-case hex of what was added so far; more may be added afterwards. */
  soFar(): string;
  copy(): RunningHash;
}

export function runningHash(hash = createHash('md5'), start = 0): RunningHash {
  let bytes = start;
  return {
    get bytes() {
      return bytes;
    },
    add(block) {
      hash.update(block);
      bytes += block.byteLength;
    },
    soFar: () => hash.copy().digest('hex'),
    copy: () => runningHash(hash.copy(), bytes),
  };
}

/** A small file, read and hashed at once. */
export interface WholeFile {
  readonly bytes: Buffer;
  /** Lower-case hex. */
  readonly md5: string;
  /** The file with something before and behind it, in one piece; without copying it where there is room around it. */
  readonly within: (head: Uint8Array, tail: Uint8Array) => Uint8Array;
}

/** A local file held open while it is sent. */
export interface LocalFile {
  /** Bytes. */
  readonly size: number;
  /** All of it, where it was read when it was opened; `read` then needs no buffer. */
  readonly whole?: WholeFile;
  /**
   * Fills the beginning of `buffer` from `position`, never beyond the file's size, and gives the part that was filled.
   * @throws AppError `file_changed` when there is less than there was, `file_unreadable`
   */
  read(buffer: Buffer, position: number): Promise<Buffer>;
  /**
   * Looks whether what was sent is still what lies there. Any sign of a change (another file under this name, size, date,
   * also one set back) makes it read the file again and compare: only other bytes count, so that a copied date costs no
   * second sending.
   * @param sentMd5 of what was sent, lower-case hex
   * @returns the file as it was found now
   * @throws AppError `file_changed` when the content is another one now, `file_missing`, `file_unreadable`
   */
  assertUnchanged(sentMd5: string | null): Promise<SeenFile>;
  /** @param isStillRead what was given of it may be on its way yet: its memory is not used again */
  close(isStillRead?: boolean): Promise<void>;
}

async function readInto(handle: FileHandle, buffer: Buffer, position: number, size: number): Promise<Buffer> {
  const length = Math.min(buffer.byteLength, size - position);
  const { bytesRead } = await handle
    .read(buffer, 0, length, position)
    .catch((cause: unknown) => Promise.reject(localError(cause)));
  if (bytesRead === 0) throw changed();
  return buffer.subarray(0, bytesRead);
}

async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5');
  const handle = await open(path, 'r');
  for await (const piece of handle.createReadStream()) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** What tells one state of a file from another. */
export type FileMarks = Pick<Stats, 'size' | 'ino' | 'mtimeMs' | 'ctimeMs'>;

/** See `LocalFile.assertUnchanged`. */
export async function unchangedSince(
  source: UploadSource,
  before: FileMarks,
  sentMd5: string | null,
): Promise<SeenFile> {
  try {
    const now = await stat(source.path);
    if (now.size !== before.size) throw changed();
    // The last one moves with every write and nobody can set it back.
    const isSame = now.ino === before.ino && now.mtimeMs === before.mtimeMs && now.ctimeMs === before.ctimeMs;
    if (!isSame && (sentMd5 === null || (await md5Of(source.path)) !== sentMd5)) throw changed();
    return { size: now.size, modifiedAt: Math.round(now.mtimeMs) };
  } catch (cause) {
    throw localError(cause);
  }
}

/**
 * Opens a file to send and checks that it is the one that was queued.
 * @throws AppError `file_missing`, `file_unreadable`, `file_changed` (another size than `source.size`)
 */
export async function openLocalFile(source: UploadSource): Promise<LocalFile> {
  const handle = await open(source.path, 'r').catch((cause: unknown) => Promise.reject(localError(cause)));
  const { size } = source;

  try {
    const before = await handle.stat();
    if (!before.isFile()) throw localError(null);
    if (before.size !== size) throw changed();
    return {
      size,
      read: (buffer, position) => readInto(handle, buffer, position, size),
      assertUnchanged: (sentMd5) => unchangedSince(source, before, sentMd5),
      close: () => handle.close(),
    };
  } catch (cause) {
    await handle.close();
    throw localError(cause);
  }
}
