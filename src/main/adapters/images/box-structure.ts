import type { ByteReader } from './byte-reader.ts';
import { cut, damaged, type Structure } from './structure.ts';

/**
 * The boxes of a HEIC, AVIF or CR3 file (ISO/IEC 14496-12, 4.2): each must lie inside the file, and the one that
 * describes the picture (`meta`, or `moov` in CR3) and the one that holds it (`mdat` or `idat`) must be there.
 * Width and height come from the largest `ispe` property, turned by `irot`.
 */
export async function boxStructure(reader: ByteReader, describedBy: 'meta' | 'moov'): Promise<Structure> {
  let described = false;
  let data = false;
  let size: { width: number; height: number } | null = null;
  let position = 0;
  while (position < reader.size) {
    const header = await reader.bytes(position, 16);
    if (header.length < 8) return position === 0 || !described || !data ? cut : { kind: 'complete', size };
    const type = header.toString('latin1', 4, 8);
    if (type === '\0\0\0\0') return described && data ? { kind: 'complete', size } : cut;
    if (!/^[\x20-\x7e\u00a9]{4}$/.test(type)) return damaged;
    let length = header.readUInt32BE(0);
    let lead = 8;
    if (length === 1) {
      if (header.length < 16) return cut;
      length = Number(header.readBigUInt64BE(8));
      lead = 16;
    } else if (length === 0) {
      length = reader.size - position;
    }
    if (length < lead) return damaged;
    if (position + length > reader.size) {
      return {
        kind: 'cut',
        reached: type === 'mdat' && described ? (reader.size - position) / length : null,
      };
    }
    if (type === describedBy) {
      described = true;
      if (length < 16 * 1024 * 1024) {
        const box = await reader.bytes(position, length);
        size = largestExtent(box);
        data ||= box.includes('idat', 0, 'latin1');
      }
    }
    data ||= type === 'mdat';
    position += length;
  }
  return described && data ? { kind: 'complete', size } : cut;
}

/** The largest image spatial extents property (`ispe`; ISO/IEC 23008-12, 6.5.3). */
function largestExtent(box: Buffer): { width: number; height: number } | null {
  let best: { width: number; height: number } | null = null;
  for (let at = box.indexOf('ispe', 0, 'latin1'); at >= 0; at = box.indexOf('ispe', at + 4, 'latin1')) {
    if (at + 16 > box.length) break;
    const width = box.readUInt32BE(at + 8);
    const height = box.readUInt32BE(at + 12);
    if (width < 1 || height < 1 || width > 100_000 || height > 100_000) continue;
    if (best === null || width * height > best.width * best.height) best = { width, height };
  }
  // Image rotation (`irot`, 6.5.10): a quarter turn swaps the sides.
  const rotation = box.indexOf('irot', 0, 'latin1');
  const quarter = rotation >= 0 && ((box[rotation + 4] ?? 0) & 1) === 1;
  return best !== null && quarter ? { width: best.height, height: best.width } : best;
}
