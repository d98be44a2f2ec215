import sharp from 'sharp';
import type { JpegStructure } from './jpeg-structure.ts';
import type { Structure } from './structure.ts';

/** libjpeg halves up to three times while it decodes: every byte is read, an eighth of the pixels is made. */
const shrink = 8;

async function complaint(
  source: string | Buffer,
  width: number,
  failOn: 'warning' | 'truncated',
): Promise<string> {
  try {
    await sharp(source, { failOn, limitInputPixels: false })
      .resize({ width: Math.max(1, Math.ceil(width / shrink)) })
      .raw()
      .toBuffer();
    return '';
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : 'unknown';
  }
}

/** Some cameras pad the data before a marker by a few bytes; thousands of them are data that lost its meaning. */
const harmlessPadding = 512;

async function isDamaged(source: string | Buffer, width: number): Promise<boolean> {
  const strict = await complaint(source, width, 'warning');
  if (strict === '') return false;
  const skipped = /(\d+) extraneous bytes/.exec(strict)?.[1];
  if (skipped !== undefined && Number(skipped) > harmlessPadding) return true;
  // Kinds of JPEG that libjpeg cannot decode (lossless, arithmetic) are somebody's good files all the same.
  const lenient = await complaint(source, width, 'truncated');
  return /premature end|corrupt jpeg data: (found|bad)|end of (file|input)|truncated/i.test(lenient);
}

/**
 * How much of a baseline JPEG is there, 0 to 1: libjpeg fills what is missing with one even grey, from where
 * the data ends down to the last row. Null when that cannot be told.
 */
async function reachedRows(source: string | Buffer, width: number): Promise<number | null> {
  let decoded;
  try {
    decoded = await sharp(source, { failOn: 'none', limitInputPixels: false })
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

/** Decodes what the markers promise, from its path or its bytes; says how far a broken one reaches when it can be told. */
export async function jpegContent(source: string | Buffer, found: JpegStructure): Promise<Structure> {
  if (found.structure.kind === 'complete') {
    return (await isDamaged(source, found.width)) ? { kind: 'damaged' } : found.structure;
  }
  if (found.structure.kind === 'cut' && found.baseline && found.width > 0) {
    return { kind: 'cut', reached: await reachedRows(source, found.width) };
  }
  return found.structure;
}
