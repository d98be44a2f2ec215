import type { ByteReader } from './byte-reader.ts';
import { cut, damaged, type PixelSize, type Structure } from './structure.ts';

/** Canvas size from the first chunk (WebP container specification; RFC 6386 9.1; lossless bitstream, 3). */
function canvas(type: string, data: Buffer): PixelSize | null {
  if (type === 'VP8X' && data.length >= 10) {
    return { width: data.readUIntLE(4, 3) + 1, height: data.readUIntLE(7, 3) + 1 };
  }
  if (type === 'VP8 ' && data.length >= 10) {
    return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
  }
  if (type === 'VP8L' && data.length >= 5) {
    const bits = data.readUInt32LE(1);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  return null;
}

/** The RIFF length and every chunk of it must lie inside the file. */
export async function webpStructure(reader: ByteReader): Promise<Structure> {
  const head = await reader.bytes(0, 12);
  if (head.length < 12) return cut;
  const total = head.readUInt32LE(4) + 8;
  if (total > reader.size) return { kind: 'cut', reached: reader.size / total };
  let size: PixelSize | null = null;
  let pixels = false;
  for (let position = 12; position + 8 <= total;) {
    const header = await reader.bytes(position, 18);
    const type = header.toString('latin1', 0, 4);
    const length = header.readUInt32LE(4);
    if (position + 8 + length > total) return damaged;
    size ??= canvas(type, header.subarray(8));
    pixels ||= type === 'VP8 ' || type === 'VP8L' || type === 'ANMF';
    position += 8 + length + (length % 2);
  }
  return pixels ? { kind: 'complete', size } : damaged;
}
