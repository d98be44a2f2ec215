import { CHANNELS, type Raster } from './raster.ts';

/**
 * Where the edges of a picture are and how they run: one complex number a pixel, its angle twice the edge's angle, its
 * length 0 (nothing) to about 1 (a clear edge). Twice the angle makes it blind to which side is lighter, and dividing by
 * the strength around it makes it blind to contrast and colour, so that a product looks the same on another background.
 * After the structure tensor of Bigün and Granlund (1987) and the orientation correlation of Fitch, Kadyrov, Christmas
 * and Kittler (BMVC 2002).
 */
export interface StructureField {
  readonly width: number;
  readonly height: number;
  readonly re: Float32Array;
  readonly im: Float32Array;
  /** How much each pixel counts: 1 on and around the product, 0 far from it. */
  readonly weight: Float32Array;
  /** 1 where only the product is near, 0 at its outline and outside. */
  readonly inside: Uint8Array;
}

/** Differences between neighbouring pixels (0..1, three colours together) much smaller than this are taken for noise. */
const noise = 0.035;
/** Half the side, in pixels, of the region whose contrast an edge is measured against. */
const reach = 6;
/** A line across that region has this many times the region's mean: it gets length 1. */
const lineShare = 3;

/** [1 2 1] / 4 along rows and columns, in place, `times` times. */
export function smooth(values: Float32Array, width: number, height: number, times: number): void {
  for (let round = 0; round < times; round++) {
    for (let y = 0; y < height; y++) {
      const row = y * width;
      let before = values[row] ?? 0;
      for (let x = 0; x < width; x++) {
        const here = values[row + x] ?? 0;
        const after = x + 1 < width ? (values[row + x + 1] ?? 0) : here;
        values[row + x] = 0.25 * before + 0.5 * here + 0.25 * after;
        before = here;
      }
    }
    const above = values.slice(0, width);
    for (let y = 0; y < height; y++) {
      const row = y * width;
      const below = y + 1 < height ? row + width : row;
      for (let x = 0; x < width; x++) {
        const here = values[row + x] ?? 0;
        const under = below === row ? here : (values[below + x] ?? 0);
        values[row + x] = 0.25 * (above[x] ?? 0) + 0.5 * here + 0.25 * under;
        above[x] = here;
      }
    }
  }
}

/** Mean over a square of `2 * reach + 1` pixels (fewer at the border), by running sums. */
export function regional(values: Float32Array, width: number, height: number, reach: number): Float32Array {
  const rows = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let x = 0; x < Math.min(reach, width); x++) sum += values[row + x] ?? 0;
    for (let x = 0; x < width; x++) {
      if (x + reach < width) sum += values[row + x + reach] ?? 0;
      if (x > reach) sum -= values[row + x - reach - 1] ?? 0;
      rows[row + x] = sum;
    }
  }
  const means = new Float32Array(values.length);
  const sums = new Float64Array(width);
  const area = (2 * reach + 1) ** 2;
  for (let y = 0; y < Math.min(reach, height); y++)
    for (let x = 0; x < width; x++) sums[x] = (sums[x] ?? 0) + (rows[y * width + x] ?? 0);
  for (let y = 0; y < height; y++) {
    const entering = (y + reach) * width;
    const leaving = (y - reach - 1) * width;
    for (let x = 0; x < width; x++) {
      let sum = sums[x] ?? 0;
      if (y + reach < height) sum += rows[entering + x] ?? 0;
      if (y > reach) sum -= rows[leaving + x] ?? 0;
      sums[x] = sum;
      means[y * width + x] = sum / area;
    }
  }
  return means;
}

/**
 * @param smoothing how often the structure is smoothed; more makes a wider basin and a coarser answer
 * @param outlined the product's share counts as a fourth colour, so that a white product laid over white has an outline
 */
export function structureField(raster: Raster, smoothing: number, outlined = false): StructureField {
  const channels = outlined ? CHANNELS : CHANNELS - 1;
  const { width, height, data } = raster;
  const count = width * height;
  const re = new Float32Array(count);
  const im = new Float32Array(count);
  const strength = new Float32Array(count);
  const weight = new Float32Array(count);
  const stride = width * CHANNELS;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = (y * width + x) * CHANNELS;
      let difference = 0;
      let cross = 0;
      let energy = 0;
      for (let channel = 0; channel < channels; channel++) {
        const here = at + channel;
        const across = (data[here + CHANNELS] ?? 0) - (data[here - CHANNELS] ?? 0);
        const down = (data[here + stride] ?? 0) - (data[here - stride] ?? 0);
        difference += across * across - down * down;
        cross += 2 * across * down;
        energy += across * across + down * down;
      }
      if (energy === 0) continue;
      const place = y * width + x;
      const length = Math.sqrt(energy);
      re[place] = difference / length;
      im[place] = cross / length;
      strength[place] = length;
    }
  }
  for (let place = 0; place < count; place++) weight[place] = data[place * CHANNELS + 3] ?? 0;
  smooth(re, width, height, smoothing);
  smooth(im, width, height, smoothing);
  const around = regional(strength, width, height, reach);
  for (let place = 0; place < count; place++) {
    const length = lineShare * (around[place] ?? 0) + noise;
    re[place] = (re[place] ?? 0) / length;
    im[place] = (im[place] ?? 0) / length;
  }
  const share = regional(weight, width, height, reach);
  const inside = new Uint8Array(count);
  for (let place = 0; place < count; place++) inside[place] = (share[place] ?? 0) > 0.97 ? 1 : 0;
  // The outline itself lies on both sides of the product's border.
  smooth(weight, width, height, 2);
  for (let place = 0; place < count; place++) weight[place] = Math.min(1, (weight[place] ?? 0) * 6);
  return { width, height, re, im, weight, inside };
}
