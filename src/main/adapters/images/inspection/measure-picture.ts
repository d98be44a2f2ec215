import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import type { ImpureWhite, PictureMeasures, ProductBox } from '../../../ports/inspector.ts';
import type { ByteReader } from '../byte-reader.ts';
import { psdAsTiff } from '../psd-picture.ts';
import type { Format } from '../sniff.ts';
import { impurity } from './impurity.ts';
import { awayFromProduct, productMask, type SmallPicture } from './product-mask.ts';

/** Shapes are looked for on a picture of at least this many pixels along a side … */
const smallEdge = 640;
/** … and of a quarter of the file's, up to this many: what is kept away from the product stays a few pixels of the file. */
const largestEdge = 2400;
/** Small pixels kept away from the product: a soft edge is no dirt. */
const reach = 2;
const mostPixels = 1_000_000_000;

const decodable: ReadonlySet<Format> = new Set(['JPEG', 'PNG', 'TIFF', 'WebP', 'AVIF']);

/** What sharp can decode: the file itself, or what a Photoshop file holds as its merged picture. */
async function source(
  path: string,
  reader: ByteReader,
  format: Format,
  edge: number,
): Promise<string | Buffer | null> {
  if (format === 'PSD' || format === 'PSB') return psdAsTiff(reader, edge);
  return decodable.has(format) ? path : null;
}

/** As the pixels lie in the file, in its own numbers: a profile must not turn 254 into 255 or back. */
function decoded(from: string | Buffer) {
  return sharp(from, { failOn: 'none', limitInputPixels: mostPixels, ignoreIcc: true });
}

export async function smallPicture(from: string | Buffer, edge = smallEdge): Promise<SmallPicture> {
  const { data, info } = await decoded(from)
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Fractions of the stored picture as fractions of the shown one (EXIF 2.32, tag 0x0112). */
function uprightBox(box: ProductBox, orientation: number): ProductBox {
  const { left, top, right, bottom } = box;
  switch (orientation) {
    case 2:
      return { left: 1 - right, top, right: 1 - left, bottom };
    case 3:
      return { left: 1 - right, top: 1 - bottom, right: 1 - left, bottom: 1 - top };
    case 4:
      return { left, top: 1 - bottom, right, bottom: 1 - top };
    case 5:
      return { left: top, top: left, right: bottom, bottom: right };
    case 6:
      return { left: 1 - bottom, top: left, right: 1 - top, bottom: right };
    case 7:
      return { left: 1 - bottom, top: 1 - right, right: 1 - top, bottom: 1 - left };
    case 8:
      return { left: top, top: 1 - right, right: bottom, bottom: 1 - left };
    default:
      return box;
  }
}

/** See `Inspector.measure`. */
export async function measurePicture(
  path: string,
  reader: ByteReader,
  format: Format,
  orientation: number,
  signal: AbortSignal,
): Promise<PictureMeasures | null> {
  const reduced = await source(path, reader, format, smallEdge);
  if (reduced === null) return null;
  let small: SmallPicture;
  try {
    small = await smallPicture(reduced);
  } catch {
    return null;
  }
  signal.throwIfAborted();
  const { background, mask, product } = productMask(small);
  await setImmediate();
  const upright = product === null ? null : uprightBox(product, orientation);
  if (background !== 'white' || mask === null) return { background, product: upright, white: null };
  const from = await source(path, reader, format, 300_000);
  if (from === null) return { background, product: upright, white: null };
  const finer = await finerPicture(from, small);
  signal.throwIfAborted();
  const around = finer === small ? mask : (productMask(finer).mask ?? null);
  // At another size the border may not count as white any more: then the first answer stands.
  const [ground, size] = around === null ? [mask, small] : [around, finer];
  const away = awayFromProduct(ground, size.width, size.height, reach);
  return { background, product: upright, white: await impurity(decoded(from), away, size, signal, false) };
}

/** The same picture with more pixels where the file has many; itself where it has not. */
async function finerPicture(from: string | Buffer, small: SmallPicture): Promise<SmallPicture> {
  const { width, height } = await decoded(from).metadata();
  const edge = Math.min(largestEdge, Math.round(Math.max(width, height) / 4));
  return edge <= Math.max(small.width, small.height) ? small : smallPicture(from, edge);
}

/** Stored pixels as an upright PNG. */
async function uprightPng(
  data: Buffer,
  width: number,
  height: number,
  orientation: number,
): Promise<Uint8Array> {
  // The orientation is written into a plain picture first, because sharp turns only what a file says of itself.
  const stored = await sharp(data, { raw: { width, height, channels: 4 } })
    .withMetadata({ orientation })
    .png({ compressionLevel: 1 })
    .toBuffer();
  return orientation === 1
    ? stored
    : sharp(stored, { autoOrient: true }).png({ compressionLevel: 3 }).toBuffer();
}

/** Longest side of the picture that shows where the background is not white. */
const markedEdge = 2000;

/** See `Inspector.impureWhite`. */
export async function impureWhite(
  path: string,
  reader: ByteReader,
  format: Format,
  orientation: number,
  signal: AbortSignal,
): Promise<ImpureWhite | null> {
  const from = await source(path, reader, format, 300_000);
  if (from === null) return null;
  let small: SmallPicture;
  try {
    small = await smallPicture(from);
    small = await finerPicture(from, small);
  } catch {
    return null;
  }
  signal.throwIfAborted();
  const { background, mask } = productMask(small);
  if (background === 'other' || mask === null) return { background, pixels: 0, impure: 0, marked: null };
  const full = await decoded(from).metadata();
  const scale = Math.min(markedEdge, Math.max(full.width, full.height)) / Math.max(small.width, small.height);
  const width = Math.max(1, Math.round(small.width * scale));
  const height = Math.max(1, Math.round(small.height * scale));
  const marks = Buffer.alloc(width * height * 4);
  const away = awayFromProduct(mask, small.width, small.height, reach);
  const counted = await impurity(
    decoded(from),
    away,
    small,
    signal,
    background === 'transparent',
    (x, y, fullWidth, fullHeight) => {
      const column = Math.floor((x * width) / fullWidth);
      marks.writeUInt32BE(0xffffffff, (Math.floor((y * height) / fullHeight) * width + column) * 4);
    },
  );
  return { background, ...counted, marked: await uprightPng(marks, width, height, orientation) };
}

/** Largest difference a repeated save leaves between two reduced pictures. */
const savedAgain = 6;

/** See `Inspector.samePicture`. */
export async function samePixels(one: string, other: string): Promise<boolean | null> {
  let pictures: readonly SmallPicture[];
  try {
    pictures = [await smallPicture(one), await smallPicture(other)];
  } catch {
    return null;
  }
  const [left, right] = pictures;
  if (left === undefined || right === undefined) return null;
  if (left.width !== right.width || left.height !== right.height) return false;
  return left.data.every((value, at) => Math.abs(value - (right.data[at] ?? 0)) <= savedAgain);
}
