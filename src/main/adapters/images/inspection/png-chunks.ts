import type { ByteReader } from '../byte-reader.ts';

/** Chunks that describe a PNG and stand before its pixels. */
const described = new Set(['pHYs', 'cICP', 'sRGB', 'gAMA', 'cHRM']);
const mostLength = 4096;

/** What stands before the pixels of a PNG, by chunk name (PNG specification, 5.6: these come before IDAT). */
export async function pngChunks(reader: ByteReader): Promise<ReadonlyMap<string, Buffer>> {
  const chunks = new Map<string, Buffer>();
  for (let position = 8; ;) {
    const header = await reader.bytes(position, 8);
    if (header.length < 8) return chunks;
    const length = header.readUInt32BE(0);
    const type = header.toString('latin1', 4, 8);
    if (type === 'IDAT' || type === 'IEND') return chunks;
    if (described.has(type) && length <= mostLength)
      chunks.set(type, Buffer.from(await reader.bytes(position + 8, length)));
    position += 12 + length;
  }
}

const primaries: Readonly<Record<number, string>> = { 1: 'sRGB', 9: 'Rec. 2020', 12: 'Display P3' };

/** Which colours the chunks say the numbers mean, where there is no profile; empty when they say nothing. */
export function pngColourNote(chunks: ReadonlyMap<string, Buffer>): string {
  const code = chunks.get('cICP');
  if (code !== undefined && code.length >= 4) return `${primaries[code[0] ?? 0] ?? 'coded colours'} (cICP)`;
  if (chunks.has('sRGB')) return 'sRGB';
  const gamma = chunks.get('gAMA');
  if (gamma === undefined || gamma.length < 4) return '';
  const value = 100_000 / gamma.readUInt32BE(0);
  return Number.isFinite(value) && Math.abs(value - 2.2) > 0.05 ? `gamma ${value.toFixed(2)}` : '';
}
