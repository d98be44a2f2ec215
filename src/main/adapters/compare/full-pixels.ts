import sharp from 'sharp';
import { setImmediate } from 'node:timers/promises';
import type { Decoded } from './decode.ts';

/** Rows of a picture at its own size, as they lie in the file. */
export interface Strip {
  readonly width: number;
  /** Rows in `pixels`, those beside the own ones included. */
  readonly height: number;
  /** Red, green, blue, opacity, interleaved; sRGB, 8 bit, not multiplied. */
  readonly pixels: Uint8Array;
  /** First row of `pixels` in the picture. */
  readonly top: number;
  /** The rows this strip stands for, of the picture; what `pixels` has beyond them only surrounds them. */
  readonly from: number;
  readonly to: number;
}

export interface FullPicture {
  readonly width: number;
  readonly height: number;
  /** EXIF 2.32, tag 0x0112: how the stored rows have to be turned to stand upright. */
  readonly orientation: number;
  strips(signal: AbortSignal): AsyncIterable<Strip>;
}

/** Pixels held at once: 96 MB of them, whatever the picture's size. */
const mostPixels = 24_000_000;
/** Larger pictures are not worked on. */
const largest = 1_000_000_000;

/** A place of the stored picture, fractions, as a place of the upright one. */
export function upright(x: number, y: number, orientation: number): readonly [number, number] {
  switch (orientation) {
    case 2:
      return [1 - x, y];
    case 3:
      return [1 - x, 1 - y];
    case 4:
      return [x, 1 - y];
    case 5:
      return [y, x];
    case 6:
      return [1 - y, x];
    case 7:
      return [1 - y, 1 - x];
    case 8:
      return [y, 1 - x];
    default:
      return [x, y];
  }
}

/**
 * Every pixel of a picture, in strips that overlap by `around` rows. Each strip is decoded from the beginning of the file,
 * which costs time and no memory: no format of pictures lets a decoder begin in the middle.
 * @param known the same picture decoded upright: used as it is when nothing was reduced
 * @throws when it cannot be decoded
 */
export async function fullPicture(
  bytes: Uint8Array,
  known: Decoded,
  around: number,
  most = mostPixels,
): Promise<FullPicture> {
  if (known.width === known.fullWidth && known.height === known.fullHeight) {
    const { width, height, pixels } = known;
    const whole: Strip = { width, height, pixels, top: 0, from: 0, to: height };
    const strips = async function* (): AsyncGenerator<Strip> {
      yield whole;
    };
    return { width, height, orientation: 1, strips };
  }
  const open = () => sharp(bytes, { failOn: 'none', limitInputPixels: largest, sequentialRead: true });
  const { width, height, orientation = 1 } = await open().metadata();
  const rows = Math.max(1, Math.floor(most / width) - 2 * around);
  const count = Math.ceil(height / rows);
  const each = Math.ceil(height / count);
  return {
    width,
    height,
    orientation,
    async *strips(signal) {
      for (let from = 0; from < height; from += each) {
        signal.throwIfAborted();
        const to = Math.min(height, from + each);
        const top = Math.max(0, from - around);
        const rowsHere = Math.min(height, to + around) - top;
        const { data } = await open()
          .extract({ left: 0, top, width, height: rowsHere })
          .toColourspace('srgb')
          .ensureAlpha()
          .raw({ depth: 'uchar' })
          .toBuffer({ resolveWithObject: true });
        signal.throwIfAborted();
        yield { width, height: rowsHere, pixels: data, top, from, to };
        await setImmediate();
      }
    },
  };
}
