import type { ByteReader } from '../byte-reader.ts';

const centimetresPerInch = 2.54;

function whole(value: number): number | null {
  return Number.isFinite(value) && value > 0 && value < 100_000 ? Math.round(value * 100) / 100 : null;
}

/** A field of the first directory of an EXIF block: a rational (type 5) or a short (type 3) as a number. */
function exifNumber(block: Buffer, wanted: number): number | null {
  const tiff = block.toString('latin1', 0, 6) === 'Exif\0\0' ? block.subarray(6) : block;
  if (tiff.length < 8) return null;
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number): number => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const start = long(4);
  if (start + 2 > tiff.length) return null;
  for (let index = 0; index < short(start); index++) {
    const at = start + 2 + index * 12;
    if (at + 12 > tiff.length) return null;
    if (short(at) !== wanted) continue;
    if (short(at + 2) === 3) return short(at + 8);
    const value = long(at + 8);
    if (short(at + 2) !== 5 || value + 8 > tiff.length) return null;
    return long(value) / long(value + 4);
  }
  return null;
}

/** Pixels per inch of an EXIF block (EXIF 2.32: XResolution 282, ResolutionUnit 296); null when it does not say. */
export function exifResolution(block: Buffer): number | null {
  const value = exifNumber(block, 282);
  if (value === null) return null;
  return whole(exifNumber(block, 296) === 3 ? value * centimetresPerInch : value);
}

/** Pixels per inch of a JFIF header (ITU-T T.871, 10.1); null when there is none or it gives only a ratio. */
export async function jfifResolution(reader: ByteReader): Promise<number | null> {
  const head = await reader.bytes(2, 16);
  if (head.length < 16 || head.readUInt16BE(0) !== 0xffe0 || head.toString('latin1', 4, 9) !== 'JFIF\0')
    return null;
  const unit = head[11];
  const density = head.readUInt16BE(12);
  if (unit === 1) return whole(density);
  return unit === 2 ? whole(density * centimetresPerInch) : null;
}

/** Pixels per inch of a PNG's pHYs chunk (PNG specification, 11.3.4.3); null when it does not say. */
export function pngResolution(data: Buffer): number | null {
  if (data.length < 9 || data[8] !== 1) return null;
  return whole((data.readUInt32BE(0) * centimetresPerInch) / 100);
}

/** Pixels per inch of Photoshop's ResolutionInfo (resource 1005): 16.16 fixed point, always per inch. */
export function photoshopResolution(data: Buffer): number | null {
  return data.length < 4 ? null : whole(data.readUInt32BE(0) / 65_536);
}
