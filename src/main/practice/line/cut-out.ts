import sharp from 'sharp';
import { backgroundFill, type FillLimits } from './background-fill.ts';
import { tidyMask } from './mask-shape.ts';
import { applyMask, type Box } from './soft-edge.ts';

/** A picture larger than this is not worked on. Pixels. */
const MOST_PIXELS = 120_000_000;
/** The outline is looked for on a picture of at most this many pixels along a side, so time and memory stay bounded. */
const OUTLINE_SIDE = 1250;
/** What covers less than this share of the picture is a crumb, not a product. */
const CRUMB = 0.001;
/** Gaps and spurs of the outline narrower than twice this are smoothed away. Pixels of the small picture. */
const SMOOTHING = 2.2;

/** How a picture is cut: the first try keeps the frame; every redo looks closer and frames the product. */
interface Manner {
  readonly limits: FillLimits;
  /** Room left around the product, as a share of its longer side; null keeps the whole frame. */
  readonly margin: number | null;
}

function mannerOf(attempt: number): Manner {
  const limits = {
    slope: 1.5,
    step: 3,
    shadowSlope: 10,
    brighter: 9,
    darker: 110,
    tint: 3.5,
    shadowTint: 14,
    gap: 3,
  };
  return attempt === 0
    ? { limits, margin: null }
    : {
        limits: { ...limits, step: 2.8 + 0.1 * (attempt % 5), shadowSlope: 9 + (attempt % 4), gap: 2 },
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
  const reduced = await sharp(data, { raw: { width, height, channels: 4 } })
    .resize(OUTLINE_SIDE, OUTLINE_SIDE, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const small = { data: reduced.data, width: reduced.info.width, height: reduced.info.height };
  const filled = backgroundFill(small, manner.limits);
  const crumb = CRUMB * small.width * small.height;
  const mask = tidyMask(filled, small.width, small.height, SMOOTHING, crumb);
  const box = applyMask({ data, width, height }, { mask, small });
  let picture = sharp(data, { raw: { width, height, channels: 4 } });
  if (box !== null && manner.margin !== null)
    picture = picture.extract(framed(box, manner.margin, width, height));
  // Little compression: a practice studio is judged by its pace, and nothing leaves this computer.
  return picture.png({ compressionLevel: 2 }).toBuffer();
}
