import { crc32 } from 'node:zlib';
import type { ByteReader } from './byte-reader.ts';
import { cut, damaged, type Structure } from './structure.ts';

const piece = 256 * 1024;

/**
 * Walks the chunks to IEND and proves each by its checksum (PNG specification, 5.3 and 5.5): a file that was made
 * room for and not filled yet fails here, although all its chunks seem to be there.
 */
export async function pngStructure(reader: ByteReader): Promise<Structure> {
  let width = 0;
  let height = 0;
  let position = 8;
  for (;;) {
    const header = await reader.bytes(position, 8);
    if (header.length < 8) return cut;
    const length = header.readUInt32BE(0);
    const type = header.toString('latin1', 4, 8);
    if (!/^[A-Za-z]{4}$/.test(type)) return /^\0{4}$/.test(type) ? cut : damaged;
    const end = position + 8 + length;
    if (end + 4 > reader.size) return cut;
    let sum = crc32(header.subarray(4, 8));
    for (let at = position + 8; at < end;) {
      const bytes = await reader.bytes(at, Math.min(piece, end - at));
      if (bytes.length === 0) return cut;
      if (type === 'IHDR' && at === position + 8 && bytes.length >= 8) {
        width = bytes.readUInt32BE(0);
        height = bytes.readUInt32BE(4);
      }
      sum = crc32(bytes, sum);
      at += bytes.length;
    }
    const stored = await reader.bytes(end, 4);
    if (stored.readUInt32BE(0) !== sum) return damaged;
    if (type === 'IEND') {
      return width > 0 && height > 0 ? { kind: 'complete', size: { width, height } } : damaged;
    }
    position = end + 4;
  }
}
