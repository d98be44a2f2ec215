/** The MIME type of bytes a browser shows by itself, by their beginning; null for everything else (TIFF, PSD, RAW …). */
export function webType(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 32));
  const text = (start: number, end: number): string => head.toString('latin1', start, end);
  if (text(0, 3) === '\u00ff\u00d8\u00ff') return 'image/jpeg';
  if (text(0, 8) === '\u0089PNG\r\n\u001a\n') return 'image/png';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  if (text(0, 5) === 'GIF87' || text(0, 5) === 'GIF89') return 'image/gif';
  if (text(4, 12) === 'ftypavif') return 'image/avif';
  return null;
}
