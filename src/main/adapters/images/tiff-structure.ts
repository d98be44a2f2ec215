import type { ByteReader } from './byte-reader.ts';
import { cut, damaged, shown, type PixelSize, type Structure } from './structure.ts';
import { openTiff, readDirectory, tag, type Directory } from './tiff-directory.ts';

/** Directories of one file; no camera or editor writes more. */
export const mostDirectories = 256;
const nowhere = 0xffffffff;

export interface TiffStructure {
  readonly structure: Structure;
  readonly isDng: boolean;
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
  const opened = await openTiff(reader);
  if (opened === null) return { structure: cut, isDng: false };
  const { file, first } = opened;
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
