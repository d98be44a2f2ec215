import sharp from 'sharp';
import type { EncodedPicture } from '../../ports/images.ts';

const quality = 90;

/**
 * A web picture (JPEG, PNG, WebP …) made to fit into `edge` × `edge` pixels, upright and in sRGB; null when it fits already
 * or cannot be decoded. JPEGs are decoded at an eighth, a quarter or half of their size, which is what makes this
 * quicker than decoding them whole.
 * @param lane where the decoding waits for its turn; looking at the head does not
 */
export async function smallerPicture(
  bytes: Uint8Array,
  edge: number,
  lane: <Value>(work: () => Promise<Value>) => Promise<Value>,
): Promise<EncodedPicture | null> {
  try {
    const picture = sharp(bytes, { failOn: 'none', autoOrient: true, limitInputPixels: 1_000_000_000 });
    const { width, height, hasAlpha } = await picture.metadata();
    if (Math.max(width, height) <= edge) return null;
    const reduced = picture
      .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb');
    // Transparency is kept without loss: edges are judged on it.
    const encoded = hasAlpha
      ? reduced.webp({ quality, alphaQuality: 100, effort: 1 })
      : reduced.jpeg({ quality });
    return { bytes: await lane(() => encoded.toBuffer()), type: hasAlpha ? 'image/webp' : 'image/jpeg' };
  } catch {
    return null;
  }
}
