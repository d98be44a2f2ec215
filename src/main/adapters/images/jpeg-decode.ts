import sharp from 'sharp';
import type { JpegStructure } from './jpeg-structure.ts';
import { type Structure } from './structure.ts';

/** libjpeg halves up to three times while it decodes: every byte is read, an eighth of the pixels is made. */
const shrink = 8;

async function decodes(path: string, width: number): Promise<boolean> {
  try {
    await sharp(path, { failOn: 'truncated', limitInputPixels: false })
      .resize({ width: Math.max(1, Math.ceil(width / shrink)) })
      .raw()
      .toBuffer();
    return true;
  } catch (thrown) {
    // Kinds of JPEG that libjpeg cannot decode (lossless, arithmetic) are somebody's good files all the same.
    return !(
      thrown instanceof Error && /corrupt|premature|truncat|marker|huffman|end of/i.test(thrown.message)
    );
  }
}

/**
 * How much of a baseline JPEG is there, 0 to 1: libjpeg fills what is missing with one even grey, from where
 * the data ends down to the last row. Null when that cannot be told.
 */
async function reachedRows(path: string, width: number): Promise<number | null> {
  let decoded;
  try {
    decoded = await sharp(path, { failOn: 'none', limitInputPixels: false })
      .resize({ width: Math.max(1, Math.ceil(width / shrink)) })
      .raw()
      .toBuffer({ resolveWithObject: true });
  } catch {
    return null;
  }
  const { data, info } = decoded;
  const stride = info.width * info.channels;
  const last = (info.height - 1) * stride;
  let filled = 0;
  for (let row = info.height - 1; row >= 0; row--) {
    let even = true;
    for (let at = 0; at < stride && even; at++) {
      const fill = data[last + (at % info.channels)] ?? 0;
      even = Math.abs((data[row * stride + at] ?? 0) - fill) <= 2;
    }
    if (!even) break;
    filled += 1;
  }
  return filled === 0 ? null : 1 - filled / info.height;
}

/** Decodes what the markers promise; says how far a broken one reaches when it can be told. */
export async function jpegContent(path: string, found: JpegStructure): Promise<Structure> {
  if (found.structure.kind === 'complete') {
    return (await decodes(path, found.width)) ? found.structure : { kind: 'damaged' };
  }
  if (found.structure.kind === 'cut' && found.baseline && found.width > 0) {
    return { kind: 'cut', reached: await reachedRows(path, found.width) };
  }
  return found.structure;
}
