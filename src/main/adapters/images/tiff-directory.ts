import type { ByteReader } from './byte-reader.ts';

/** Sizes of the TIFF field types 1 to 18 in bytes (TIFF 6.0, section 2; BigTIFF adds 16 to 18). */
const typeSizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

/** The tags that are read here (TIFF 6.0; Adobe DNG; Panasonic's 280). */
export const tag = {
  width: 256,
  height: 257,
  compression: 259,
  stripOffsets: 273,
  orientation: 274,
  stripCounts: 279,
  tileOffsets: 324,
  tileCounts: 325,
  subDirectories: 330,
  jpegOffset: 513,
  jpegLength: 514,
  rawOffset: 280,
  dngVersion: 50706,
} as const;

const mostValues = 4_000_000;

/** Numbers in the byte order and width of one TIFF file. */
export class TiffFile {
  readonly reader: ByteReader;
  readonly little: boolean;
  readonly big: boolean;

  constructor(reader: ByteReader, little: boolean, big: boolean) {
    this.reader = reader;
    this.little = little;
    this.big = big;
  }

  number(bytes: Buffer, at: number, width: number): number {
    if (width === 1) return bytes.readUInt8(at);
    if (width === 2) return this.little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
    if (width === 4) return this.little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    return Number(this.little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  }
}

export interface Directory {
  readonly fields: ReadonlyMap<number, readonly number[]>;
  readonly next: number;
}

const wanted: ReadonlySet<number> = new Set(Object.values(tag));

/**
 * One directory; null when it, or a list it names, does not lie inside the file.
 * @param strict also what is not needed here must lie inside; cameras' own notes often do not
 */
export async function readDirectory(
  file: TiffFile,
  start: number,
  strict: boolean,
): Promise<Directory | null> {
  const countWidth = file.big ? 8 : 2;
  const entryWidth = file.big ? 20 : 12;
  const offsetWidth = file.big ? 8 : 4;
  const countBytes = await file.reader.bytes(start, countWidth);
  if (countBytes.length < countWidth) return null;
  const count = file.number(countBytes, 0, countWidth);
  if (count > 65_535) return null;
  const length = count * entryWidth + offsetWidth;
  const bytes = await file.reader.bytes(start + countWidth, length);
  if (bytes.length < length - offsetWidth) return null;
  const fields = new Map<number, readonly number[]>();
  for (let index = 0; index < count; index++) {
    const at = index * entryWidth;
    const id = file.number(bytes, at, 2);
    const width = typeSizes[file.number(bytes, at + 2, 2)] ?? 0;
    const values = file.number(bytes, at + 4, offsetWidth);
    const valueAt = at + 4 + offsetWidth;
    if (!wanted.has(id)) {
      // Profiles and captions often stand last in the file: they show that its end is missing.
      const outside = values * width > offsetWidth;
      if (strict && outside && file.number(bytes, valueAt, offsetWidth) + values * width > file.reader.size)
        return null;
      continue;
    }
    if (width === 0 || values > mostValues) continue;
    let list: Buffer = bytes.subarray(valueAt, valueAt + values * width);
    if (values * width > offsetWidth) {
      const offset = file.number(bytes, valueAt, offsetWidth);
      list = await file.reader.bytes(offset, values * width);
      if (list.length < values * width) return null;
    }
    if (width > 8) continue;
    fields.set(
      id,
      Array.from({ length: values }, (_, position) => file.number(list, position * width, width)),
    );
  }
  // Some cameras leave out the last word of the last directory.
  const next = bytes.length < length ? 0 : file.number(bytes, count * entryWidth, offsetWidth);
  return { fields, next };
}

/** A TIFF's byte order, kind and first directory; null when it ends before it says. */
export async function openTiff(
  reader: ByteReader,
): Promise<{ readonly file: TiffFile; readonly first: number } | null> {
  const head = await reader.bytes(0, 16);
  if (head.length < 8) return null;
  const little = head.toString('latin1', 0, 2) === 'II';
  const big = (little ? head[2] : head[3]) === 43;
  if (big && head.length < 16) return null;
  const file = new TiffFile(reader, little, big);
  return { file, first: big ? file.number(head, 8, 8) : file.number(head, 4, 4) };
}
