import type { ByteReader } from './byte-reader.ts';
import { mostDirectories } from './tiff-structure.ts';
import { openTiff, readDirectory, tag, type Directory } from './tiff-directory.ts';

/** Larger than any camera's preview, small enough to be held in memory. */
const mostBytes = 64 * 1024 * 1024;

export interface RawPreview {
  readonly bytes: Buffer;
  /** EXIF orientation of the RAW file; its preview seldom carries its own. */
  readonly orientation: number;
}

interface Extent {
  readonly at: number;
  readonly length: number;
}

/** Old-style and new-style JPEG compression (TIFF 6.0; TIFF Technical Note 2). */
const jpegCompressions: ReadonlySet<number> = new Set([6, 7]);

function previewsOf(directory: Directory): readonly Extent[] {
  const first = (id: number): number => directory.fields.get(id)?.[0] ?? 0;
  const extents = [{ at: first(tag.jpegOffset), length: first(tag.jpegLength) }];
  if (jpegCompressions.has(first(tag.compression)) && directory.fields.get(tag.stripOffsets)?.length === 1) {
    extents.push({ at: first(tag.stripOffsets), length: first(tag.stripCounts) });
  }
  return extents.filter((extent) => extent.at > 0 && extent.length > 100 && extent.length <= mostBytes);
}

/** The JPEGs a camera put into its RAW file, largest first; some may be sensor data that only looks like one. */
export async function* rawPreviews(reader: ByteReader, format: 'TIFF' | 'RAF'): AsyncGenerator<RawPreview> {
  const extents: Extent[] = [];
  let orientation = 1;
  if (format === 'RAF') {
    const head = await reader.bytes(84, 8);
    if (head.length === 8) extents.push({ at: head.readUInt32BE(0), length: head.readUInt32BE(4) });
  } else {
    const opened = await openTiff(reader);
    const waiting = opened === null ? [] : [opened.first];
    const seen = new Set<number>();
    while (opened !== null && waiting.length > 0 && seen.size < mostDirectories) {
      const start = waiting.shift() ?? 0;
      if (start === 0 || seen.has(start)) continue;
      const directory = await readDirectory(opened.file, start, false);
      if (directory === null) break;
      if (seen.size === 0) orientation = directory.fields.get(tag.orientation)?.[0] ?? 1;
      seen.add(start);
      extents.push(...previewsOf(directory));
      waiting.push(...(directory.fields.get(tag.subDirectories) ?? []), directory.next);
    }
  }
  for (const extent of extents.sort((left, right) => right.length - left.length)) {
    const bytes = await reader.bytes(extent.at, extent.length);
    if (bytes.length === extent.length && bytes[0] === 0xff && bytes[1] === 0xd8)
      yield { bytes, orientation };
  }
}
