import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Start of image and the first byte of the marker that follows; end of image (ITU-T T.81, B.1.1.3). */
const START = Buffer.from([0xff, 0xd8, 0xff]);
const END = Buffer.from([0xff, 0xd9]);

/**
 * Whether a file begins and ends like a JPEG; without giving way: for a thread of its own. Of other formats nothing can be
 * told from their ends.
 */
export function seemsWhole(path: string): boolean {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    const facts = fstatSync(file);
    if (!facts.isFile() || facts.size < START.byteLength + END.byteLength) return false;
    const start = Buffer.alloc(START.byteLength);
    const end = Buffer.alloc(END.byteLength);
    readSync(file, start, 0, start.byteLength, 0);
    readSync(file, end, 0, end.byteLength, facts.size - end.byteLength);
    return start.equals(START) && end.equals(END);
  } catch {
    // Whoever looks into it says why in words.
    return false;
  } finally {
    if (file !== null) closeSync(file);
  }
}
