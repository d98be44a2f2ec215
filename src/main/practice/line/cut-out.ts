import sharp from 'sharp';
import { applyMask, backgroundFill, type Box, type FillLimits } from './background-fill.ts';

/** A picture larger than this is not worked on. Pixels. */
const MOST_PIXELS = 120_000_000;

/** How a picture is cut: the first try keeps the frame; every redo looks closer and frames the product. */
interface Manner {
  readonly limits: FillLimits;
  /** Room left around the product, as a share of its longer side; null keeps the whole frame. */
  readonly margin: number | null;
}

function mannerOf(attempt: number): Manner {
  return attempt === 0
    ? { limits: { step: 3.5, brighter: 15, darker: 62, tint: 6 }, margin: null }
    : {
        limits: { step: 3, brighter: 13 + (attempt % 3), darker: 70 + 4 * (attempt % 4), tint: 7 },
        margin: 0.05 + 0.01 * attempt,
      };
}

function framed(box: Box, margin: number, width: number, height: number): Box {
  const room = Math.round(Math.max(box.width, box.height) * margin);
  const left = Math.max(0, box.left - room);
  const top = Math.max(0, box.top - room);
  return {
    left,
    top,
    width: Math.min(width, box.left + box.width + room) - left,
    height: Math.min(height, box.top + box.height + room) - top,
  };
}

/**
 * Cuts a product out of its background: a PNG with transparency, upright, in sRGB.
 * @param attempt 0 for the first time, counting up with every redo; each gives another picture
 * @throws when the picture cannot be decoded
 */
export async function cutOut(path: string, attempt: number): Promise<Buffer> {
  const { data, info } = await sharp(path, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
    .rotate()
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const manner = mannerOf(attempt);
  const pixels = { data, width, height };
  const box = applyMask(pixels, backgroundFill(pixels, manner.limits));
  let picture = sharp(data, { raw: { width, height, channels: 4 } });
  if (box !== null && manner.margin !== null)
    picture = picture.extract(framed(box, manner.margin, width, height));
  // Little compression: a practice studio is judged by its pace, and nothing leaves this computer.
  return picture.png({ compressionLevel: 2 }).toBuffer();
}
