import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { SoundPicture } from '../../ports/images.ts';
import { ByteReader } from './byte-reader.ts';
import { checkPicture } from './check-picture.ts';
import { walkJpeg } from './jpeg-walk/walk-jpeg.ts';

/** Bytes at the end of a file that tell most pictures of one size apart. */
const SAMPLE = 4096;

/** Not here: a JPEG that is not as its own tables promise, or of a kind that is not walked. */
class OnlyADecoderKnows extends Error {}

function fill(file: number, into: Uint8Array, position: number): number {
  let filled = 0;
  while (filled < into.byteLength) {
    const read = readSync(file, into, filled, into.byteLength - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

function sampleOf(file: number, size: number): string {
  const end = new Uint8Array(Math.min(SAMPLE, size));
  fill(file, end, size - end.byteLength);
  return createHash('md5').update(end).digest('base64');
}

/**
 * Looks into a file without decoding anything, and without giving way: for a thread of its own.
 * @returns null for what is not in order, is no picture, or has to be decoded to tell; also when the file is being changed
 * @throws the system's error when it cannot be opened or read
 */
export async function walkPicture(path: string): Promise<SoundPicture | null> {
  const file = openSync(path, 'r');
  try {
    const before = fstatSync(file);
    if (!before.isFile()) return null;
    const { size } = before;
    const reader = ByteReader.of(size, (position, length, into) => {
      const buffer = into ?? Buffer.allocUnsafeSlow(length);
      return Promise.resolve(buffer.subarray(0, fill(file, buffer.subarray(0, length), position)));
    });
    const found = await checkPicture(path, reader, () => {
      const whole = walkJpeg((into, position) => fill(file, into, position));
      if (whole === null) throw new OnlyADecoderKnows();
      return Promise.resolve({ kind: 'complete', size: whole.size });
    });
    if (found.kind !== 'picture') return null;
    const after = statSync(path);
    if (after.ino !== before.ino || after.size !== size || after.mtimeMs !== before.mtimeMs) return null;
    const { description } = found;
    return { description, size, modifiedAt: Math.round(after.mtimeMs), sample: sampleOf(file, size) };
  } catch (thrown) {
    if (thrown instanceof OnlyADecoderKnows) return null;
    throw thrown;
  } finally {
    closeSync(file);
  }
}
