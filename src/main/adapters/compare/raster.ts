/** Pixels as floats: red, green, blue (0..1, sRGB, laid over white) and the product's share (0..1), interleaved. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

export const CHANNELS = 4;

interface Tap {
  readonly first: Int32Array;
  readonly weights: Float32Array;
  readonly most: number;
}

/** Which source pixels make up each target pixel: the area it covers, or (enlarging) the two around its centre. */
function tapsOf(from: number, to: number): Tap {
  const ratio = from / to;
  const most = ratio <= 1 ? 2 : Math.ceil(ratio) + 1;
  const first = new Int32Array(to);
  const weights = new Float32Array(to * most);
  for (let target = 0; target < to; target++) {
    if (ratio <= 1) {
      const centre = Math.min(Math.max((target + 0.5) * ratio - 0.5, 0), from - 1);
      const start = Math.min(Math.floor(centre), Math.max(0, from - 2));
      first[target] = start;
      weights[target * 2] = 1 - (centre - start);
      if (from > 1) weights[target * 2 + 1] = centre - start;
      continue;
    }
    const begin = target * ratio;
    const end = begin + ratio;
    const start = Math.floor(begin);
    first[target] = start;
    for (let tap = 0; tap < most; tap++) {
      const covered = Math.min(end, start + tap + 1) - Math.max(begin, start + tap);
      if (covered > 0 && start + tap < from) weights[target * most + tap] = covered / ratio;
    }
  }
  return { first, weights, most };
}

/** The raster at another size: each pixel the mean of the area it covers, linear in between when enlarged. */
export function resized(source: Raster, width: number, height: number): Raster {
  if (source.width === width && source.height === height) return source;
  const across = tapsOf(source.width, width);
  const down = tapsOf(source.height, height);
  const rows = new Float32Array(width * source.height * CHANNELS);
  for (let row = 0; row < source.height; row++) {
    const line = row * source.width;
    for (let column = 0; column < width; column++) {
      const start = (line + (across.first[column] ?? 0)) * CHANNELS;
      const out = (row * width + column) * CHANNELS;
      let red = 0;
      let green = 0;
      let blue = 0;
      let share = 0;
      for (let tap = 0; tap < across.most; tap++) {
        const weight = across.weights[column * across.most + tap] ?? 0;
        if (weight === 0) continue;
        const at = start + tap * CHANNELS;
        red += weight * (source.data[at] ?? 0);
        green += weight * (source.data[at + 1] ?? 0);
        blue += weight * (source.data[at + 2] ?? 0);
        share += weight * (source.data[at + 3] ?? 0);
      }
      rows[out] = red;
      rows[out + 1] = green;
      rows[out + 2] = blue;
      rows[out + 3] = share;
    }
  }
  const data = new Float32Array(width * height * CHANNELS);
  const stride = width * CHANNELS;
  for (let row = 0; row < height; row++) {
    const out = row * stride;
    for (let tap = 0; tap < down.most; tap++) {
      const weight = down.weights[row * down.most + tap] ?? 0;
      if (weight === 0) continue;
      const from = ((down.first[row] ?? 0) + tap) * stride;
      for (let at = 0; at < stride; at++)
        data[out + at] = (data[out + at] ?? 0) + weight * (rows[from + at] ?? 0);
    }
  }
  return { width, height, data };
}

/** A part of the raster; the box has to lie inside it. */
export function cut(source: Raster, left: number, top: number, width: number, height: number): Raster {
  const data = new Float32Array(width * height * CHANNELS);
  for (let row = 0; row < height; row++) {
    const start = ((top + row) * source.width + left) * CHANNELS;
    data.set(source.data.subarray(start, start + width * CHANNELS), row * width * CHANNELS);
  }
  return { width, height, data };
}
