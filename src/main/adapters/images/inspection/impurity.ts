import { setImmediate } from 'node:timers/promises';
import type { Sharp } from 'sharp';
import { BitRows } from './bit-rows.ts';

/** After this many pixels everything else has its turn. */
const turn = 2_000_000;

/**
 * Counts the pixels of the background, and those of them that are not white, on every pixel of the file. What is white is
 * one bit a pixel while it is counted: 13 MB for a hundred megapixels, decoded row by row.
 * @param mask 1 where the background is, in a picture of the size of `small`
 * @param overWhite what is seen through is laid over white first; else transparency is left out of account
 * @throws what `signal` was aborted with
 */
export async function impurity(
  picture: Sharp,
  mask: Uint8Array,
  small: { readonly width: number; readonly height: number },
  signal: AbortSignal,
  overWhite: boolean,
  mark: ((x: number, y: number, width: number, height: number) => void) | null = null,
): Promise<{ readonly pixels: number; readonly impure: number }> {
  const white = new BitRows(
    await (overWhite ? picture.flatten({ background: '#ffffff' }) : picture.removeAlpha())
      .threshold(255, { greyscale: false })
      .bandbool('and')
      .toColourspace('b-w')
      .tiff({ bitdepth: 1, compression: 'none', predictor: 'none' })
      .toBuffer(),
  );
  signal.throwIfAborted();
  const { width, height } = white;
  let pixels = 0;
  let impure = 0;
  let since = 0;
  const columns = Int32Array.from({ length: width }, (_, x) =>
    Math.min(small.width - 1, Math.floor((x * small.width) / width)),
  );
  for (let y = 0; y < height; y++) {
    const row = Math.min(small.height - 1, Math.floor((y * small.height) / height)) * small.width;
    const bits = white.row(y);
    for (let x = 0; x < width; x++) {
      if (mask[row + (columns[x] ?? 0)] !== 1) continue;
      pixels += 1;
      if ((((bits[x >> 3] ?? 0) >> (7 - (x & 7))) & 1) === 1) continue;
      impure += 1;
      mark?.(x, y, width, height);
    }
    since += width;
    if (since < turn) continue;
    since = 0;
    await setImmediate();
    signal.throwIfAborted();
  }
  return { pixels, impure };
}
