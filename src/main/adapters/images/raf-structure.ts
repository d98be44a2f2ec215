import type { ByteReader } from './byte-reader.ts';
import { cut, damaged, type Structure } from './structure.ts';

/** Fujifilm RAF: the header names where the preview, the sizes and the sensor data lie (offsets 84 to 108, big-endian). */
export async function rafStructure(reader: ByteReader): Promise<Structure> {
  const head = await reader.bytes(0, 108);
  if (head.length < 108) return cut;
  const sections = [84, 92, 100].map((at) => ({
    start: head.readUInt32BE(at),
    length: head.readUInt32BE(at + 4),
  }));
  if (sections.every((section) => section.length === 0)) return damaged;
  const end = Math.max(...sections.map((section) => section.start + section.length));
  if (end > reader.size) return { kind: 'cut', reached: reader.size / end };
  return { kind: 'complete', size: null };
}
