import sharp from 'sharp';
import type { ByteReader } from './byte-reader.ts';
import { labAsSrgb } from './lab-colours.ts';
import { openTiff } from './tiff-directory.ts';

const photometricTag = 262;
/** PhotometricInterpretation (TIFF 6.0, section 23; TIFF Technical Note on ICCLab). */
const rgb = 2;
const cieLab = 8;
const iccLab = 9;
/** Beyond this the picture is not made at all rather than filling the memory. Bytes, and pixels. */
const mostBytes = 800_000_000;
const mostPixels = 120_000_000;

interface Found {
  readonly valueAt: number;
  readonly little: boolean;
  readonly signed: boolean;
}

/** Where the first directory says that its pixels are Lab; null when it says something else. */
async function labDirectory(reader: ByteReader): Promise<Found | null> {
  const opened = await openTiff(reader);
  if (opened === null) return null;
  const { file, first } = opened;
  const [countWidth, entryWidth, valueFrom] = file.big ? [8, 20, 12] : [2, 12, 8];
  const head = await reader.bytes(first, countWidth);
  if (head.length < countWidth) return null;
  const count = Math.min(file.number(head, 0, countWidth), 1000);
  const entries = await reader.bytes(first + countWidth, count * entryWidth);
  for (let at = 0; at + entryWidth <= entries.length; at += entryWidth) {
    if (file.number(entries, at, 2) !== photometricTag) continue;
    const meaning = file.number(entries, at + valueFrom, 2);
    if (meaning !== cieLab && meaning !== iccLab) return null;
    const valueAt = first + countWidth + at + valueFrom;
    return { valueAt, little: file.little, signed: meaning === cieLab };
  }
  return null;
}

/** sRGB pixels, upright. */
export interface PlainPixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/**
 * The pixels of a Lab TIFF as sRGB; null when it is no Lab TIFF, or none that can be decoded here. The decoder is told that
 * the numbers are RGB: libvips 8.18 refuses Lab of 8 bits, and takes that of 16 for colours under D65.
 */
export async function labTiffPixels(reader: ByteReader): Promise<PlainPixels | null> {
  const found = await labDirectory(reader);
  if (found === null || reader.size > mostBytes) return null;
  const bytes = Buffer.from(await reader.bytes(0, reader.size));
  if (found.little) bytes.writeUInt16LE(rgb, found.valueAt);
  else bytes.writeUInt16BE(rgb, found.valueAt);
  const picture = sharp(bytes, {
    failOn: 'none',
    autoOrient: true,
    ignoreIcc: true,
    limitInputPixels: mostPixels,
  });
  const { depth } = await picture.metadata();
  if (depth !== 'uchar' && depth !== 'ushort') return null;
  const { data, info } = await picture
    .toColourspace(depth === 'ushort' ? 'rgb16' : 'srgb')
    .raw({ depth })
    .toBuffer({ resolveWithObject: true });
  if (info.channels < 3) return null;
  const samples = depth === 'ushort' ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
  const converted = await labAsSrgb({ samples, channels: info.channels, signed: found.signed });
  return {
    data: converted,
    width: info.width,
    height: info.height,
    channels: info.channels >= 4 ? 4 : 3,
  };
}
