/** Formats that are taken, each checked by its own structure. */
export type Format = 'JPEG' | 'PNG' | 'TIFF' | 'WebP' | 'PSD' | 'PSB' | 'HEIC' | 'AVIF' | 'CR3' | 'RAF';

export type Sniffed =
  | { readonly kind: 'format'; readonly format: Format }
  /** Nothing but zeros so far: a file that was made room for, but not written yet. */
  | { readonly kind: 'zeros' }
  | { readonly kind: 'other'; readonly what: string };

function ascii(head: Buffer, start: number, end: number): string {
  return head.toString('latin1', start, end);
}

/** ISO base media files by their brands (ISO/IEC 14496-12, 23008-12): pictures, Canon RAW, or a video. */
function isoBrand(head: Buffer): Sniffed {
  const length = Math.min(head.length, head.readUInt32BE(0));
  const brands = [ascii(head, 8, 12)];
  for (let at = 16; at + 4 <= length; at += 4) brands.push(ascii(head, at, at + 4));
  if (brands.includes('crx ')) return { kind: 'format', format: 'CR3' };
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return { kind: 'format', format: 'AVIF' };
  if (brands.some((brand) => /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand))) {
    return { kind: 'format', format: 'HEIC' };
  }
  return { kind: 'other', what: 'video' };
}

function isText(head: Buffer): boolean {
  if (head.includes(0)) {
    return head.length >= 2 && (head.readUInt16BE(0) === 0xfeff || head.readUInt16BE(0) === 0xfffe);
  }
  let odd = 0;
  for (const byte of head) if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12) odd++;
  return odd <= head.length / 100;
}

const others: readonly (readonly [RegExp, string])[] = [
  [/^GIF8[79]a/, 'GIF file'],
  [/^BM[\s\S]{12}/, 'BMP file'],
  [/^%PDF-/, 'PDF document'],
  [/^%!PS/, 'PostScript file'],
  [/^PK\u0003\u0004/, 'ZIP archive'],
  [/^Rar!/, 'RAR archive'],
  [/^7z\u00bc\u00af/, '7-Zip archive'],
  [/^\u001f\u008b/, 'compressed archive'],
  [/^(MZ|\u007fELF|\u00cf\u00fa\u00ed\u00fe)/, 'program'],
  [/^\u00d0\u00cf\u0011\u00e0/, 'Office document'],
  [/^(ID3|OggS|fLaC)/, 'sound file'],
  [/^SQLite format 3/, 'database'],
  [/^\s*(<\?xml[\s\S]*)?<svg[\s>]/, 'SVG drawing'],
];

/** What a file is by its first bytes (at least 64, better 4,096), whatever its name says. */
export function sniff(head: Buffer): Sniffed {
  const format = (name: Format): Sniffed => ({ kind: 'format', format: name });
  if (head.length >= 2 && head.readUInt16BE(0) === 0xffd8) return format('JPEG');
  if (ascii(head, 0, 8) === '\u0089PNG\r\n\u001a\n') return format('PNG');
  const four = ascii(head, 0, 4);
  // 42: TIFF, 43: BigTIFF, IIRO/IIRS/MMOR: Olympus, IIU: Panasonic.
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+', 'IIRO', 'IIRS', 'MMOR', 'IIU\0'].includes(four))
    return format('TIFF');
  if (four === 'RIFF' && ascii(head, 8, 12) === 'WEBP') return format('WebP');
  if (four === '8BPS') return format(head.length >= 6 && head.readUInt16BE(4) === 2 ? 'PSB' : 'PSD');
  if (ascii(head, 0, 15) === 'FUJIFILMCCD-RAW') return format('RAF');
  if (head.length >= 12 && ascii(head, 4, 8) === 'ftyp') return isoBrand(head);
  if (head.every((byte) => byte === 0)) return { kind: 'zeros' };
  const start = head.toString('latin1', 0, 1024);
  const other = others.find(([pattern]) => pattern.test(start));
  if (other) return { kind: 'other', what: other[1] };
  if (['moov', 'mdat', 'wide', 'free'].includes(ascii(head, 4, 8))) return { kind: 'other', what: 'video' };
  if (four === 'RIFF') {
    return { kind: 'other', what: ascii(head, 8, 11) === 'AVI' ? 'video' : 'sound file' };
  }
  return { kind: 'other', what: isText(head) ? 'text file' : 'unknown kind of file' };
}
