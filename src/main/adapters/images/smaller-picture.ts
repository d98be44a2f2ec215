import sharp from 'sharp';
import type { EncodedPicture } from '../../ports/images.ts';

const quality = 90;

/**
 * A web picture (JPEG, PNG, WebP …) made to fit into `edge` × `edge` pixels, upright and in sRGB; null when it fits already
 * or cannot be decoded. JPEGs are decoded at an eighth, a quarter or half of their size, which is what makes this
 * quicker than decoding them whole.
 */
export async function smallerPicture(bytes: Uint8Array, edge: number): Promise<EncodedPicture | null> {
  try {
    const picture = sharp(bytes, { failOn: 'none', autoOrient: true, limitInputPixels: 1_000_000_000 });
    const { width, height, hasAlpha } = await picture.metadata();
    if (Math.max(width, height) <= edge) return null;
    const reduced = picture
      .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb');
    // Transparency is kept without loss: edges are judged on it.
    const data = await (
      hasAlpha ? reduced.webp({ quality, alphaQuality: 100, effort: 1 }) : reduced.jpeg({ quality })
    ).toBuffer();
    return { bytes: data, type: hasAlpha ? 'image/webp' : 'image/jpeg' };
  } catch {
    return null;
  }
}
