import type { ByteReader } from './byte-reader.ts';
import { cut, damaged, shown, type PixelSize, type Structure } from './structure.ts';

/** Sizes of the TIFF field types 1 to 18 in bytes (TIFF 6.0, section 2; BigTIFF adds 16 to 18). */
const typeSizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

const tag = {
  width: 256,
  height: 257,
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

/** Directories of one file; no camera or editor writes more. */
const mostDirectories = 256;
const mostValues = 4_000_000;
const nowhere = 0xffffffff;

export interface TiffStructure {
  readonly structure: Structure;
  readonly isDng: boolean;
}

class TiffFile {
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

interface Directory {
  readonly fields: ReadonlyMap<number, readonly number[]>;
  readonly next: number;
}

const wanted: ReadonlySet<number> = new Set(Object.values(tag));

/**
 * One directory; null when it, or a list it names, does not lie inside the file.
 * @param strict also what is not needed here must lie inside; cameras' own notes often do not
 */
async function readDirectory(file: TiffFile, start: number, strict: boolean): Promise<Directory | null> {
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

interface Extent {
  /** Bytes the directory's picture needs, and how many of them lie inside the file. */
  needed: number;
  present: number;
}

function pictureExtent(directory: Directory, fileSize: number): Extent {
  const extent: Extent = { needed: 0, present: 0 };
  const add = (offset: number, length: number): void => {
    if (offset === nowhere) return;
    extent.needed += length;
    extent.present += Math.max(0, Math.min(offset + length, fileSize) - Math.min(offset, fileSize));
  };
  for (const [offsets, counts] of [
    [tag.stripOffsets, tag.stripCounts],
    [tag.tileOffsets, tag.tileCounts],
    [tag.jpegOffset, tag.jpegLength],
  ] as const) {
    const lengths = directory.fields.get(counts) ?? [];
    const starts = directory.fields.get(offsets) ?? [];
    starts.forEach((start, index) => {
      add(start, lengths[index] ?? (start > 0 ? 1 : 0));
    });
  }
  const raw = directory.fields.get(tag.rawOffset)?.[0];
  // Panasonic's sensor data runs from here to the end of the file; other files use 280 for something small.
  if (raw !== undefined && directory.fields.get(tag.stripOffsets)?.[0] === nowhere) add(raw, 1);
  return extent;
}

/**
 * Follows every directory and sub-directory (TIFF 6.0, section 2): all strips and tiles must lie inside the file.
 * @param raw a camera's RAW file: the size is that of its largest picture instead of its first
 */
export async function tiffStructure(reader: ByteReader, raw: boolean): Promise<TiffStructure> {
  const head = await reader.bytes(0, 16);
  if (head.length < 8) return { structure: cut, isDng: false };
  const little = head.toString('latin1', 0, 2) === 'II';
  const big = (little ? head[2] : head[3]) === 43;
  if (big && head.length < 16) return { structure: cut, isDng: false };
  const file = new TiffFile(reader, little, big);
  const first = big ? file.number(head, 8, 8) : file.number(head, 4, 4);
  if (first < 8) return { structure: first === 0 ? cut : damaged, isDng: false };

  const waiting = [first];
  const seen = new Set<number>();
  const extent: Extent = { needed: 0, present: 0 };
  let orientation = 1;
  let isDng = false;
  let size: PixelSize | null = null;
  while (waiting.length > 0 && seen.size < mostDirectories) {
    const start = waiting.shift() ?? 0;
    if (start === 0 || seen.has(start)) continue;
    const directory = await readDirectory(file, start, !raw);
    if (directory === null) return { structure: cut, isDng };
    if (seen.size === 0) {
      orientation = directory.fields.get(tag.orientation)?.[0] ?? 1;
      isDng = directory.fields.has(tag.dngVersion);
    }
    seen.add(start);
    const width = directory.fields.get(tag.width)?.[0] ?? 0;
    const height = directory.fields.get(tag.height)?.[0] ?? 0;
    if (size === null || ((raw || isDng) && width * height > size.width * size.height)) {
      size = shown(width, height, 1) ?? size;
    }
    const part = pictureExtent(directory, reader.size);
    extent.needed += part.needed;
    extent.present += part.present;
    waiting.push(...(directory.fields.get(tag.subDirectories) ?? []), directory.next);
  }
  if (extent.present < extent.needed) {
    return { structure: { kind: 'cut', reached: extent.present / extent.needed }, isDng };
  }
  if (extent.needed === 0 && !raw) return { structure: damaged, isDng };
  return {
    structure: { kind: 'complete', size: size === null ? null : shown(size.width, size.height, orientation) },
    isDng,
  };
}
