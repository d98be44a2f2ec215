import { ByteReader } from '../byte-reader.ts';
import { psdLayout } from '../psd-structure.ts';
import { openTiff } from '../tiff-directory.ts';
import type { Format } from '../sniff.ts';

/** Where image resource blocks lie: a stretch of bytes in a reader. */
export interface ResourceArea {
  readonly reader: ByteReader;
  readonly start: number;
  readonly end: number;
}

export interface ResourceBlock {
  readonly id: number;
  /** The block's own name, undecoded. */
  readonly name: Buffer;
  /** Bytes from `start` of the area's reader on. */
  readonly start: number;
  readonly length: number;
}

/** `damaged`: there are blocks, but they do not follow on each other. */
export type ResourceBlocks =
  { readonly kind: 'blocks'; readonly blocks: readonly ResourceBlock[] } | { readonly kind: 'damaged' };

const photoshopMarker = 'Photoshop 3.0\0';
/** Photoshop's own limit is far lower; more is not a picture's description any more. */
const mostBytes = 64 * 1024 * 1024;
const mostBlocks = 20_000;
/** TIFF tag of the Photoshop image resources (Adobe Photoshop TIFF Technical Notes). */
const photoshopTag = 34377;

/** The image resources of a JPEG: every APP13 “Photoshop 3.0” segment before the picture data, put together. */
async function jpegArea(reader: ByteReader): Promise<ResourceArea | null> {
  const parts: Buffer[] = [];
  let total = 0;
  for (let position = 2; ;) {
    const lead = await reader.bytes(position, 4);
    if (lead.length < 4 || lead[0] !== 0xff) break;
    const marker = lead[1] ?? 0;
    if (marker === 0xff) {
      position += 1;
      continue;
    }
    if (marker === 0xda || marker === 0xd9) break;
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      position += 2;
      continue;
    }
    const length = lead.readUInt16BE(2);
    if (length < 2) break;
    if (marker === 0xed && length > photoshopMarker.length + 2) {
      const data = await reader.bytes(position + 4, length - 2);
      if (data.toString('latin1', 0, photoshopMarker.length) === photoshopMarker) {
        total += data.length;
        if (total > mostBytes) break;
        // The reader's buffer is used again for the next segment.
        parts.push(Buffer.from(data.subarray(photoshopMarker.length)));
      }
    }
    position += 2 + length;
  }
  if (parts.length === 0) return null;
  const whole = Buffer.concat(parts);
  return { reader: ByteReader.ofBytes(whole), start: 0, end: whole.length };
}

async function tiffArea(reader: ByteReader): Promise<ResourceArea | null> {
  const opened = await openTiff(reader);
  if (opened === null || opened.first < 8) return null;
  const { file, first } = opened;
  const [countWidth, entryWidth, offsetWidth] = file.big ? [8, 20, 8] : [2, 12, 4];
  const head = await reader.bytes(first, countWidth);
  if (head.length < countWidth) return null;
  const count = Math.min(file.number(head, 0, countWidth), 65_535);
  const entries = await reader.bytes(first + countWidth, count * entryWidth);
  for (let at = 0; at + entryWidth <= entries.length; at += entryWidth) {
    if (file.number(entries, at, 2) !== photoshopTag) continue;
    const length = file.number(entries, at + 4, offsetWidth);
    if (length <= offsetWidth || length > mostBytes) return null;
    const start = file.number(entries, at + 4 + offsetWidth, offsetWidth);
    return { reader, start, end: start + length };
  }
  return null;
}

/** Where the file keeps its image resources; null when it has none. */
export async function resourceArea(reader: ByteReader, format: Format): Promise<ResourceArea | null> {
  switch (format) {
    case 'JPEG':
      return jpegArea(reader);
    case 'TIFF':
      return tiffArea(reader);
    case 'PSD':
    case 'PSB': {
      const layout = await psdLayout(reader);
      if (typeof layout === 'string') return null;
      return { reader, ...layout.resources };
    }
    default:
      return null;
  }
}

/** Image resource blocks: "8BIM", id, padded name, length, padded data. */
export async function resourceBlocks(area: ResourceArea): Promise<ResourceBlocks> {
  const { reader, end } = area;
  const blocks: ResourceBlock[] = [];
  let at = area.start;
  while (at + 12 <= end && blocks.length < mostBlocks) {
    const head = await reader.bytes(at, 7);
    if (head.length < 7 || !/^(8BIM|MeSa|8B64|AgHg|PHUT|DCSR)/.test(head.toString('latin1', 0, 4))) {
      // Some programs fill the rest with zeros.
      const filler = head.length > 0 && head.every((byte) => byte === 0);
      return filler ? { kind: 'blocks', blocks } : { kind: 'damaged' };
    }
    const id = head.readUInt16BE(4);
    const nameLength = head[6] ?? 0;
    const name = Buffer.from(await reader.bytes(at + 7, nameLength));
    const lengthAt = at + 6 + 1 + nameLength + ((nameLength + 1) % 2);
    const lengthBytes = await reader.bytes(lengthAt, 4);
    if (lengthBytes.length < 4) return { kind: 'damaged' };
    const length = lengthBytes.readUInt32BE(0);
    const start = lengthAt + 4;
    if (start + length > end) return { kind: 'damaged' };
    blocks.push({ id, name, start, length });
    at = start + length + (length % 2);
  }
  return { kind: 'blocks', blocks };
}
