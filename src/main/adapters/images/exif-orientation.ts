/**
 * The orientation (1 to 8) of an EXIF block as JPEG's APP1 carries it ("Exif\0\0", then a TIFF header; EXIF 2.32, 4.5.4);
 * null when the block is something else or says nothing.
 */
export function exifOrientation(block: Buffer): number | null {
  if (block.length < 14 || block.toString('latin1', 0, 6) !== 'Exif\0\0') return null;
  const tiff = block.subarray(6);
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const start = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (start + 2 > tiff.length) return null;
  const count = short(start);
  for (let index = 0; index < count; index++) {
    const at = start + 2 + index * 12;
    if (at + 12 > tiff.length) return null;
    if (short(at) === 0x0112) {
      const value = short(at + 8);
      return value >= 1 && value <= 8 ? value : null;
    }
  }
  return null;
}
