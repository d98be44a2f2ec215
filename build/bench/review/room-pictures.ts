import sharp from 'sharp';
import { seededRandom } from '../random.ts';
import { between, drawProduct } from './draw-product.ts';
import type { RoomPictures } from './far-room.ts';

/** 45.4 million pixels, the shape of a 45-megapixel camera. */
const large = { width: 8256, height: 5504 };

async function photograph(seed: number, width: number, height: number): Promise<Buffer> {
  const drawing = drawProduct(seededRandom(seed), 1200, Math.round((1200 * height) / width));
  const small = await sharp(Buffer.from(drawing.background))
    .composite([{ input: Buffer.from(drawing.product) }])
    .removeAlpha()
    .png()
    .toBuffer();
  return sharp(small).resize(width, height, { fit: 'fill' }).jpeg({ quality: 92 }).toBuffer();
}

async function reduced(full: Buffer, edge: number): Promise<Buffer> {
  return sharp(full).resize(edge, edge, { fit: 'inside' }).jpeg({ quality: 85 }).toBuffer();
}

/** What services usually give: a thumbnail, a preview of 1,600 pixels, and the file. */
export async function usualPictures(seed: number): Promise<RoomPictures> {
  const full = await photograph(seed, 2400, 3000);
  return { thumbnail: await reduced(full, 240), preview: await reduced(full, 1600), full };
}

/** 45 megapixels, with nothing smaller but a thumbnail: the preview is the file itself. */
export async function largePictures(seed: number): Promise<RoomPictures> {
  const grain = await sharp({
    create: {
      ...large,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: between(seededRandom(seed), 24, 30) },
    },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const full = await sharp(await photograph(seed, large.width, large.height))
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 90 })
    .toBuffer();
  return { thumbnail: await reduced(full, 240), preview: full, full };
}
