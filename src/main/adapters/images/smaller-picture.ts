import sharp from 'sharp';
import type { EncodedPicture } from '../../ports/images.ts';
import { ByteReader } from './byte-reader.ts';
import { pngChunks, pngColourNote } from './inspection/png-chunks.ts';
import { withOwnColours } from './own-colours.ts';

const quality = 90;

/** Whether a PNG says by numbers alone (cICP, gAMA) that its colours are not sRGB's: Chromium heeds that, libvips does not. */
async function hasCodedColours(bytes: Uint8Array): Promise<boolean> {
  const note = pngColourNote(await pngChunks(ByteReader.ofBytes(bytes)));
  return note !== '' && note !== 'sRGB';
}

/**
 * A web picture (JPEG, PNG, WebP …) made to fit into `edge` × `edge` pixels, upright and with the
 * colours it has; null when it fits already,
 * cannot be decoded, or would lose what it says of its colours. JPEGs are decoded at an eighth, a quarter or half of their size, which is what makes this
 * quicker than decoding them whole.
 * @param lane where the decoding of so many pixels waits for its turn; looking at the head does not
 */
export async function smallerPicture(
  bytes: Uint8Array,
  edge: number,
  lane: <Value>(pixels: number, work: () => Promise<Value>) => Promise<Value>,
): Promise<EncodedPicture | null> {
  try {
    const picture = sharp(bytes, { failOn: 'none', autoOrient: true, limitInputPixels: 1_000_000_000 });
    const metadata = await picture.metadata();
    const { width, height, hasAlpha } = metadata;
    if (Math.max(width, height) <= edge) return null;
    if (metadata.format === 'png' && metadata.icc === undefined && (await hasCodedColours(bytes)))
      return null;
    picture.resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true });
    const reduced = withOwnColours(picture, metadata);
    // Transparency is kept without loss: edges are judged on it.
    const encoded = hasAlpha
      ? reduced.webp({ quality, alphaQuality: 100, effort: 1 })
      : reduced.jpeg({ quality });
    return {
      bytes: await lane(width * height, () => encoded.toBuffer()),
      type: hasAlpha ? 'image/webp' : 'image/jpeg',
    };
  } catch {
    return null;
  }
}
