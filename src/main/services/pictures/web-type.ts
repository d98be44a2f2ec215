/**
 * Whether a JPEG holds four inks (ITU-T T.81, B.2.2: components of the frame). Browsers show those without their profile,
 * or not at all.
 */
function isCmykJpeg(bytes: Uint8Array): boolean {
  for (let at = 2; at + 10 < bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return bytes[at + 9] === 4;
    if (marker === 0xda) return false;
    at += marker === 0xff ? 1 : 2 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0);
  }
  return false;
}

/** The MIME type of bytes a browser shows by itself, by their beginning; null for everything else (TIFF, PSD, RAW …). */
export function webType(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 32));
  const text = (start: number, end: number): string => head.toString('latin1', start, end);
  if (text(0, 3) === '\u00ff\u00d8\u00ff') return isCmykJpeg(bytes) ? null : 'image/jpeg';
  if (text(0, 8) === '\u0089PNG\r\n\u001a\n') return 'image/png';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  if (text(0, 5) === 'GIF87' || text(0, 5) === 'GIF89') return 'image/gif';
  if (text(4, 12) === 'ftypavif') return 'image/avif';
  return null;
}
