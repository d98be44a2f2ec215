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

/** Libjpeg's words for an end marker before the last block: what a copying program leaves that closes what it cut off. */
const endsEarly = /premature end of data segment/i;

/** @param strict what libjpeg complains of when it is asked to mind everything; not empty */
async function isDamaged(source: string | Buffer, width: number, strict: string): Promise<boolean> {
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
    const strict = await complaint(source, found.width, 'warning');
    if (strict === '') return found.structure;
    if (await isDamaged(source, found.width, strict)) return { kind: 'damaged' };
    // Some programs leave out the last bits of a whole picture: it is cut off where rows of it are missing.
    const reached = endsEarly.test(strict) && found.baseline ? await reachedRows(source, found.width) : null;
    return reached === null ? found.structure : { kind: 'cut', reached };
  }
  if (found.structure.kind === 'cut' && found.baseline && found.width > 0) {
    return { kind: 'cut', reached: await reachedRows(source, found.width) };
  }
  return found.structure;
}
