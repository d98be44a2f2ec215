import type { SentPart } from '../../ports/uploads.ts';
import { runningHash, type LocalFile, type RunningHash } from '../uploads/local-source.ts';

/**
 * How much of what the server has is sent once more: the end of a broken transfer is where it may be wrong (bytes that
 * were announced but not written). Bytes.
 */
export const ROLL_BACK = 256 * 1024;

/**
 * Where to go on in a file of which the server has a part. The server's size decides, less a block, and never more than
 * was really on its way once. 0: from the beginning.
 * @param size of the file here, `there` at the server (null: it does not say), `noted` bytes that had gone
 */
export function resumeOffset(size: number, there: number | null, noted: number): number {
  // More than there can be: that is another file.
  if (there === null || there > size) return 0;
  return Math.max(0, Math.floor((Math.min(there, noted) - ROLL_BACK) / ROLL_BACK) * ROLL_BACK);
}

/**
 * The hash of the file's first `offset` bytes, to go on with, if the file still begins with exactly the bytes that had
 * gone. Null when it does not: it is another file now.
 * @throws AppError of the local disk
 */
export async function hashOfSentPart(
  file: LocalFile,
  part: SentPart,
  offset: number,
  signal: AbortSignal,
): Promise<RunningHash | null> {
  if (part.bytes > file.size || offset > part.bytes) return null;
  const buffer = Buffer.allocUnsafeSlow(Math.min(512 * 1024, part.bytes));
  const hash = runningHash();
  let atOffset: RunningHash | null = offset === 0 ? runningHash() : null;
  while (hash.bytes < part.bytes) {
    signal.throwIfAborted();
    const until = hash.bytes < offset ? offset : part.bytes;
    const window = buffer.subarray(0, Math.min(buffer.byteLength, until - hash.bytes));
    hash.add(await file.read(window, hash.bytes));
    if (hash.bytes === offset) atOffset = hash.copy();
  }
  return hash.soFar() === part.md5 ? atOffset : null;
}
