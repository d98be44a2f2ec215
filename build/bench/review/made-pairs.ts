import sharp from 'sharp';
import type { Frame } from '../../../src/preload/contract/index.ts';
import { between, drawProduct, oneOf, type Random } from './draw-product.ts';

export type Ground = 'transparent' | 'white' | 'kept';

export interface MadePair {
  readonly original: Buffer;
  readonly result: Buffer;
  /** Where the result's frame really lies on the original. */
  readonly frame: Frame;
  readonly ground: Ground;
  /** Result pixels per original pixel. */
  readonly scale: number;
  /** Share of width and of height that was cut away. */
  readonly cropped: readonly [number, number];
}

export interface PairOptions {
  /** Width of the original in pixels; its height is 1.25 times that. */
  readonly width: number;
  readonly ground?: Ground;
}

/** Grain of a sensor: added to the colours, in place. */
function addNoise(random: Random, pixels: Buffer, sigma: number): void {
  for (let at = 0; at < pixels.length; at += 4) {
    // Two even numbers make a triangle, near enough to a bell.
    const grain = (random() + random() - 1) * 2.45 * sigma;
    for (let channel = 0; channel < 3; channel++)
      pixels[at + channel] = Math.min(255, Math.max(0, (pixels[at + channel] ?? 0) + grain));
  }
}

/**
 * An original and its result as an editor would deliver it, with everything that differs known: 10 to 60 % of the width
 * and of the height cut away anywhere around the product, 0.4 to 1.6 times as large, colours shifted, background
 * transparent, white or kept, saved as JPEG or PNG.
 */
export async function makePair(random: Random, options: PairOptions): Promise<MadePair> {
  const { width } = options;
  const height = Math.round(width * 1.25);
  const drawing = drawProduct(random, width, height);
  const raw = { width, height, channels: 4 as const };
  const product = await sharp(Buffer.from(drawing.product))
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer();
  const photograph = await sharp(Buffer.from(drawing.background))
    .composite([{ input: product, raw }])
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer();
  addNoise(random, photograph, between(random, 0.5, 5));

  const ground =
    options.ground ?? oneOf<Ground>(random, ['transparent', 'white', 'kept', 'transparent', 'white']);
  const keptWidth = Math.round(width * between(random, 0.4, 0.9));
  const keptHeight = Math.round(height * between(random, 0.4, 0.9));
  // The middle of the product stays in the picture.
  const within = (middle: number, kept: number, whole: number): number =>
    Math.round(Math.min(whole - kept, Math.max(0, middle - kept * between(random, 0.3, 0.7))));
  const left = within(drawing.x, keptWidth, width);
  const top = within(drawing.y, keptHeight, height);
  const scale = between(random, 0.4, 1.6);
  const gains = [0, 1, 2].map(() => between(random, 0.88, 1.12));
  const lifts = [0, 1, 2].map(() => between(random, -12, 12));

  const cutOut = await sharp(ground === 'kept' ? photograph : product, { raw })
    .extract({ left, top, width: keptWidth, height: keptHeight })
    .raw()
    .toBuffer();
  const { data, info } = await sharp(cutOut, { raw: { width: keptWidth, height: keptHeight, channels: 4 } })
    .resize(Math.round(keptWidth * scale), Math.round(keptHeight * scale), { fit: 'fill' })
    .linear([...gains, 1], [...lifts, 0])
    .raw()
    .toBuffer({ resolveWithObject: true });
  const edited = sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } });
  const result =
    ground === 'transparent'
      ? await edited.png({ compressionLevel: 1 }).toBuffer()
      : await edited.flatten({ background: '#fff' }).jpeg({ quality: 86 }).toBuffer();
  return {
    original: await sharp(photograph, { raw }).removeAlpha().jpeg({ quality: 90 }).toBuffer(),
    result,
    frame: { x: left / width, y: top / height, width: keptWidth / width, height: keptHeight / height },
    ground,
    scale,
    cropped: [1 - keptWidth / width, 1 - keptHeight / height],
  };
}

/** How far the worst corner of the result's frame is from where it belongs, in pixels of an original 2,000 pixels wide. */
export function errorOf(found: Frame, truth: Frame, shape: number): number {
  const corner = (right: number, bottom: number): number =>
    Math.hypot(
      found.x + right * found.width - truth.x - right * truth.width,
      (found.y + bottom * found.height - truth.y - bottom * truth.height) * shape,
    );
  return 2000 * Math.max(corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1));
}
