import { exifOrientation } from '../exif-orientation.ts';
import { shown, type PixelSize } from '../structure.ts';
import { codeTablesOf } from './code-tables.ts';
import { FileBytes, type ReadAt } from './file-bytes.ts';
import { readFrame, type Frame } from './jpeg-frame.ts';
import { NotAsPromised } from './not-as-promised.ts';
import { readScan, walkScan, type Tables } from './jpeg-scan.ts';

function readCodeTables(reader: FileBytes, tables: Tables): void {
  let left = reader.word() - 2;
  while (left > 0) {
    const place = reader.byte();
    const counts = reader.bytes(16);
    const total = counts.reduce((sum, count) => sum + count, 0);
    left -= 17 + total;
    if (total > 256 || left < 0 || (place & 15) > 3 || place >> 4 > 1) throw new NotAsPromised();
    const given = Buffer.concat([counts, reader.bytes(total)]);
    (place >> 4 === 0 ? tables.dc : tables.ac)[place & 15] = codeTablesOf(given);
  }
}

function readQuantization(reader: FileBytes, tables: Tables): void {
  let left = reader.word() - 2;
  while (left > 0) {
    const place = reader.byte();
    const length = place >> 4 === 0 ? 64 : 128;
    left -= 1 + length;
    if (left < 0 || place >> 4 > 1) throw new NotAsPromised();
    reader.skip(length);
    tables.quantization.add(place & 15);
  }
}

function walk(reader: FileBytes): PixelSize | null {
  const tables: Tables = { dc: [], ac: [], quantization: new Set(), restart: 0 };
  let frame: Frame | null = null;
  let orientation = 1;
  let scans = 0;
  if (reader.word() !== 0xffd8) throw new NotAsPromised();
  let marker = reader.marker();
  for (;;) {
    switch (marker) {
      case 0xc0:
      case 0xc1:
      case 0xc2:
        if (frame !== null) throw new NotAsPromised();
        frame = readFrame(reader, marker === 0xc2);
        break;
      case 0xc4:
        readCodeTables(reader, tables);
        break;
      case 0xdb:
        readQuantization(reader, tables);
        break;
      case 0xdd:
        if (reader.word() !== 4) throw new NotAsPromised();
        tables.restart = reader.word();
        break;
      case 0xda:
        if (frame === null) throw new NotAsPromised();
        scans += 1;
        marker = walkScan(reader, frame, readScan(reader, frame, tables), tables);
        continue;
      case 0xd9: {
        if (frame === null || scans === 0) throw new NotAsPromised();
        if (frame.components.some(({ precision }) => frame?.progressive === true && (precision[0] ?? -1) < 0))
          throw new NotAsPromised();
        return shown(frame.width, frame.height, orientation);
      }
      case 0xe1: {
        const length = reader.word() - 2;
        if (length < 0) throw new NotAsPromised();
        orientation = exifOrientation(reader.bytes(length)) ?? orientation;
        break;
      }
      default: {
        // Application data and comments; every other kind of JPEG is for the decoder.
        if (!(marker >= 0xe0 && marker <= 0xef) && marker !== 0xfe) throw new NotAsPromised();
        const length = reader.word() - 2;
        if (length < 0) throw new NotAsPromised();
        reader.skip(length);
      }
    }
    marker = reader.marker();
  }
}

/**
 * Goes through a JPEG (ITU-T T.81, Huffman coded, sequential or progressive) code by code: every table, every scan, every
 * restart marker up to the end of the image. It finds whatever makes a decoder complain, in a third of the time at most, because
 * no pixels are made; what follows the end of the image is not looked at.
 * @returns the size as shown when everything is in order; null when it is not, or of a kind that is not walked: then a
 *   decoder has to judge
 */
export function walkJpeg(readAt: ReadAt): { readonly size: PixelSize | null } | null {
  try {
    return { size: walk(new FileBytes(readAt)) };
  } catch (thrown) {
    if (thrown instanceof NotAsPromised) return null;
    throw thrown;
  }
}
