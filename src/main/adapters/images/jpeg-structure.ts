import type { ByteReader } from './byte-reader.ts';
import { cut, damaged, shown, type Structure } from './structure.ts';
import { exifOrientation } from './exif-orientation.ts';

/** What the markers of a JPEG say (ITU-T T.81). */
export interface JpegStructure {
  readonly structure: Structure;
  /** Stored width and height, before orientation. */
  readonly width: number;
  readonly height: number;
  /** One scan from top to bottom: how far it reaches can be told. */
  readonly baseline: boolean;
}

/** SOF0 to SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Where the next marker that is not part of the picture data begins; null when the file ends first. */
async function afterEntropyData(reader: ByteReader, from: number): Promise<number | null> {
  let position = from;
  while (position < reader.size - 1) {
    const chunk = await reader.some(position);
    let at = chunk.indexOf(0xff);
    while (at >= 0 && at < chunk.length - 1) {
      const next = chunk[at + 1] ?? 0;
      // FF00 is a stuffed byte, FFFF is fill, D0 to D7 are restart markers.
      if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return position + at;
      at = chunk.indexOf(0xff, at + 1);
    }
    position += at === chunk.length - 1 ? at : chunk.length;
    if (chunk.length < 2) return null;
  }
  return null;
}

/** Walks the markers to the end-of-image marker. What follows it (gain maps, previews of phones) is not looked at. */
export async function jpegStructure(reader: ByteReader): Promise<JpegStructure> {
  let width = 0;
  let height = 0;
  let baseline = false;
  let orientation = 1;
  let scans = 0;
  const answer = (structure: Structure): JpegStructure => ({ structure, width, height, baseline });
  let position = 2;
  for (;;) {
    const lead = await reader.bytes(position, 4);
    if (lead.length < 2) return answer(cut);
    if (lead[0] !== 0xff) {
      if (scans === 0) return answer(damaged);
      const next = await afterEntropyData(reader, position);
      if (next === null) return answer(cut);
      position = next;
      continue;
    }
    const marker = lead[1] ?? 0;
    if (marker === 0xff) {
      position += 1;
      continue;
    }
    if (marker === 0xd9) {
      return answer(
        scans > 0 && width > 0 ? { kind: 'complete', size: shown(width, height, orientation) } : damaged,
      );
    }
    if (marker === 0x01 || marker === 0xd8 || (marker >= 0xd0 && marker <= 0xd7)) {
      position += 2;
      continue;
    }
    if (lead.length < 4) return answer(cut);
    const length = lead.readUInt16BE(2);
    if (length < 2) return answer(damaged);
    if (position + 2 + length > reader.size) return answer(cut);
    if (isFrame(marker)) {
      const frame = await reader.bytes(position + 4, 6);
      if (frame.length < 6) return answer(cut);
      height = frame.readUInt16BE(1);
      width = frame.readUInt16BE(3);
      baseline = marker === 0xc0 || marker === 0xc1;
    } else if (marker === 0xe1 && scans === 0) {
      orientation = exifOrientation(await reader.bytes(position + 4, length - 2)) ?? orientation;
    }
    position += 2 + length;
    if (marker === 0xda) {
      scans += 1;
      const next = await afterEntropyData(reader, position);
      if (next === null) return answer(cut);
      position = next;
    }
  }
}
