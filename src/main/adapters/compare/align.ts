import type { Placement } from './placement.ts';
import type { StructureField } from './structure-field.ts';

/** Places of a result with their structure, in widths of the result. */
export interface Points {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly re: Float32Array;
  readonly im: Float32Array;
  readonly weight: Float32Array;
  /** 1 for points away from the product's outline. */
  readonly inside: Uint8Array;
  readonly centreX: number;
  readonly centreY: number;
}

/** How the field's pixels lie in the result: unit of `Points`, the result's width. */
export interface FieldPlace {
  readonly left: number;
  readonly top: number;
  readonly pixelWidth: number;
  readonly pixelHeight: number;
}

/** The points of a field that belong to the product, at most about `most` of them, evenly thinned. */
export function pointsOf(field: StructureField, place: FieldPlace, most: number): Points {
  const counted = field.weight.reduce((sum, weight) => sum + (weight > 0.3 ? 1 : 0), 0);
  const step = Math.max(1, counted / most);
  const size = Math.min(counted, Math.ceil(counted / step) + 1);
  const [x, y, re, im, weight] = [0, 1, 2, 3, 4].map(() => new Float32Array(size)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const inside = new Uint8Array(size);
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  let strength = 0;
  let seen = 0;
  let wanted = 0;
  for (let row = 0; row < field.height; row++) {
    for (let column = 0; column < field.width; column++) {
      const at = row * field.width + column;
      const counts = field.weight[at] ?? 0;
      if (counts <= 0.3 || seen++ < wanted || count >= size) continue;
      wanted += step;
      const here = { re: field.re[at] ?? 0, im: field.im[at] ?? 0 };
      x[count] = place.left + (column + 0.5) * place.pixelWidth;
      y[count] = place.top + (row + 0.5) * place.pixelHeight;
      re[count] = here.re;
      im[count] = here.im;
      weight[count] = counts;
      inside[count] = field.inside[at] ?? 0;
      const length = counts * Math.hypot(here.re, here.im);
      sumX += length * (x[count] ?? 0);
      sumY += length * (y[count] ?? 0);
      strength += length;
      count += 1;
    }
  }
  return {
    count,
    x,
    y,
    re,
    im,
    weight,
    inside,
    centreX: strength === 0 ? place.left : sumX / strength,
    centreY: strength === 0 ? place.top : sumY / strength,
  };
}

/** Full linear map around the points' centre; `Placement` is the special case a = d, b = c = 0. */
export interface Affine {
  readonly x: number;
  readonly y: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

export function affineOf(points: Points, placement: Placement): Affine {
  return {
    x: placement.x + placement.scale * points.centreX,
    y: placement.y + placement.scale * points.centreY,
    a: placement.scale,
    b: 0,
    c: 0,
    d: placement.scale,
  };
}

export function placementOf(points: Points, affine: Affine): Placement {
  const scale = (affine.a + affine.d) / 2;
  return { x: affine.x - scale * points.centreX, y: affine.y - scale * points.centreY, scale };
}

/** Solves a small symmetric system by elimination; null when it says too little. */
function solve(matrix: number[][], right: number[]): number[] | null {
  const size = right.length;
  for (let pivot = 0; pivot < size; pivot++) {
    let best = pivot;
    for (let row = pivot + 1; row < size; row++)
      if (Math.abs(matrix[row]?.[pivot] ?? 0) > Math.abs(matrix[best]?.[pivot] ?? 0)) best = row;
    const [upper, lower] = [matrix[pivot] ?? [], matrix[best] ?? []];
    matrix[pivot] = lower;
    matrix[best] = upper;
    [right[pivot], right[best]] = [right[best] ?? 0, right[pivot] ?? 0];
    const value = lower[pivot] ?? 0;
    if (Math.abs(value) < 1e-9) return null;
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const line = matrix[row] ?? [];
      const factor = (line[pivot] ?? 0) / value;
      if (factor === 0) continue;
      for (let column = pivot; column < size; column++)
        line[column] = (line[column] ?? 0) - factor * (lower[column] ?? 0);
      right[row] = (right[row] ?? 0) - factor * (right[pivot] ?? 0);
    }
  }
  return right.map((value, index) => value / (matrix[index]?.[index] ?? 1));
}

/** Structures differing by more than this stop to pull: they are other things (Geman-McClure). Squared length. */
const outlier = 0.4;

/**
 * Moves the points onto the original's structure: Gauss-Newton on the complex field with robust weights, the direct
 * method of Lucas and Kanade (1981) with the compositional parameters of Baker and Matthews (2004).
 * @param free `similar`: place and scale; `affine`: all six, to see whether the shape was changed
 */
export function align(
  original: StructureField,
  points: Points,
  start: Affine,
  free: 'similar' | 'affine',
  rounds: number,
): Affine {
  const { width, height, re, im } = original;
  const unknowns = free === 'similar' ? 3 : 6;
  const jx = new Float64Array(6);
  const jy = new Float64Array(6);
  let now = start;
  for (let round = 0; round < rounds; round++) {
    const normal = Array.from({ length: unknowns }, () => new Array<number>(unknowns).fill(0));
    const right = new Array<number>(unknowns).fill(0);
    const sums = new Float64Array(unknowns * unknowns);
    const sides = new Float64Array(unknowns);
    for (let index = 0; index < points.count; index++) {
      const tRe = points.re[index] ?? 0;
      const tIm = points.im[index] ?? 0;
      if (tRe * tRe + tIm * tIm < 0.01) continue;
      const u = (points.x[index] ?? 0) - points.centreX;
      const v = (points.y[index] ?? 0) - points.centreY;
      const px = (now.x + now.a * u + now.b * v) * width - 0.5;
      const py = (now.y + now.c * u + now.d * v) * width - 0.5;
      const x0 = Math.floor(px);
      const y0 = Math.floor(py);
      if (x0 < 0 || y0 < 0 || x0 >= width - 1 || y0 >= height - 1) continue;
      const fx = px - x0;
      const fy = py - y0;
      const at = y0 * width + x0;
      const r00 = re[at] ?? 0;
      const r10 = re[at + 1] ?? 0;
      const r01 = re[at + width] ?? 0;
      const r11 = re[at + width + 1] ?? 0;
      const i00 = im[at] ?? 0;
      const i10 = im[at + 1] ?? 0;
      const i01 = im[at + width] ?? 0;
      const i11 = im[at + width + 1] ?? 0;
      const rTop = r00 + (r10 - r00) * fx;
      const rLow = r01 + (r11 - r01) * fx;
      const iTop = i00 + (i10 - i00) * fx;
      const iLow = i01 + (i11 - i01) * fx;
      const gapRe = tRe - (rTop + (rLow - rTop) * fy);
      const gapIm = tIm - (iTop + (iLow - iTop) * fy);
      const rX = (r10 - r00) * (1 - fy) + (r11 - r01) * fy;
      const iX = (i10 - i00) * (1 - fy) + (i11 - i01) * fy;
      const rY = rLow - rTop;
      const iY = iLow - iTop;
      const doubt = 1 + (gapRe * gapRe + gapIm * gapIm) / outlier;
      const weight = (points.weight[index] ?? 0) / (doubt * doubt);
      if (unknowns === 3) {
        jx[0] = rX;
        jx[1] = rY;
        jx[2] = rX * u + rY * v;
        jy[0] = iX;
        jy[1] = iY;
        jy[2] = iX * u + iY * v;
      } else {
        jx[0] = rX;
        jx[1] = rY;
        jx[2] = rX * u;
        jx[3] = rX * v;
        jx[4] = rY * u;
        jx[5] = rY * v;
        jy[0] = iX;
        jy[1] = iY;
        jy[2] = iX * u;
        jy[3] = iX * v;
        jy[4] = iY * u;
        jy[5] = iY * v;
      }
      for (let row = 0; row < unknowns; row++) {
        const a = weight * (jx[row] ?? 0);
        const b = weight * (jy[row] ?? 0);
        sides[row] = (sides[row] ?? 0) + a * gapRe + b * gapIm;
        for (let column = row; column < unknowns; column++) {
          const cell = row * unknowns + column;
          sums[cell] = (sums[cell] ?? 0) + a * (jx[column] ?? 0) + b * (jy[column] ?? 0);
        }
      }
    }
    for (let row = 0; row < unknowns; row++) {
      right[row] = sides[row] ?? 0;
      for (let column = 0; column < unknowns; column++) {
        const cell = Math.min(row, column) * unknowns + Math.max(row, column);
        const line = normal[row];
        if (line) line[column] = sums[cell] ?? 0;
      }
    }
    for (let row = 0; row < unknowns; row++) {
      const line = normal[row];
      if (line) line[row] = (line[row] ?? 0) * 1.0001 + 1e-9;
    }
    const step = solve(normal, right);
    if (step === null) return now;
    const [dx = 0, dy = 0, third = 0, b = 0, c = 0, d = 0] = step.map((value) => value / width);
    now = {
      x: now.x + dx,
      y: now.y + dy,
      a: now.a + third,
      b: now.b + b,
      c: now.c + c,
      d: now.d + (unknowns === 3 ? third : d),
    };
    if (Math.abs(dx) + Math.abs(dy) < 1e-5 && Math.abs(third) < 1e-5) break;
  }
  return now;
}

export interface Agreement {
  /** -1..1: how well the structures under the points are the points' own; 1 is the same. */
  readonly overall: number;
  /** Share of the structure that lies in parts (of a grid over the product) that agree by themselves. */
  readonly parts: number;
  /** Number of parts with structure of their own. */
  readonly partCount: number;
  /** The same as `overall` away from the outline, which many products share; null when there is nothing to be seen there. */
  readonly inside: number | null;
}

const grid = 6;
const partAgrees = 0.45;
/** Share of all structure that has to lie inside for it to say anything. */
const seenInside = 0.06;

/** How well the points match the original when laid on it so. */
export function agreementOf(original: StructureField, points: Points, affine: Affine): Agreement {
  const { width, height, re, im } = original;
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (let index = 0; index < points.count; index++) {
    const x = points.x[index] ?? 0;
    const y = points.y[index] ?? 0;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const both = new Float64Array(grid * grid);
  const own = new Float64Array(grid * grid);
  const under = new Float64Array(grid * grid);
  let insideBoth = 0;
  let insideOwn = 0;
  let insideUnder = 0;
  for (let index = 0; index < points.count; index++) {
    const x = points.x[index] ?? 0;
    const y = points.y[index] ?? 0;
    const u = x - points.centreX;
    const v = y - points.centreY;
    const px = (affine.x + affine.a * u + affine.b * v) * width - 0.5;
    const py = (affine.y + affine.c * u + affine.d * v) * width - 0.5;
    const x0 = Math.floor(px);
    const y0 = Math.floor(py);
    let oRe = 0;
    let oIm = 0;
    if (x0 >= 0 && y0 >= 0 && x0 < width - 1 && y0 < height - 1) {
      const fx = px - x0;
      const fy = py - y0;
      const at = y0 * width + x0;
      const mix = (field: Float32Array): number =>
        ((field[at] ?? 0) * (1 - fx) + (field[at + 1] ?? 0) * fx) * (1 - fy) +
        ((field[at + width] ?? 0) * (1 - fx) + (field[at + width + 1] ?? 0) * fx) * fy;
      oRe = mix(re);
      oIm = mix(im);
    }
    const tRe = points.re[index] ?? 0;
    const tIm = points.im[index] ?? 0;
    const weight = points.weight[index] ?? 0;
    if (points.inside[index] === 1) {
      insideBoth += weight * (tRe * oRe + tIm * oIm);
      insideOwn += weight * (tRe * tRe + tIm * tIm);
      insideUnder += weight * (oRe * oRe + oIm * oIm);
    }
    const part =
      Math.min(grid - 1, Math.floor(((y - top) / (bottom - top + 1e-9)) * grid)) * grid +
      Math.min(grid - 1, Math.floor(((x - left) / (right - left + 1e-9)) * grid));
    both[part] = (both[part] ?? 0) + weight * (tRe * oRe + tIm * oIm);
    own[part] = (own[part] ?? 0) + weight * (tRe * tRe + tIm * tIm);
    under[part] = (under[part] ?? 0) + weight * (oRe * oRe + oIm * oIm);
  }
  let sumBoth = 0;
  let sumOwn = 0;
  let sumUnder = 0;
  for (let part = 0; part < grid * grid; part++) {
    sumBoth += both[part] ?? 0;
    sumOwn += own[part] ?? 0;
    sumUnder += under[part] ?? 0;
  }
  let agreeing = 0;
  let partCount = 0;
  for (let part = 0; part < grid * grid; part++) {
    const energy = own[part] ?? 0;
    if (energy > sumOwn * 0.004) partCount += 1;
    if ((both[part] ?? 0) > partAgrees * Math.sqrt(energy * (under[part] ?? 0)) && energy > 0)
      agreeing += energy;
  }
  return {
    overall: sumOwn * sumUnder === 0 ? 0 : sumBoth / Math.sqrt(sumOwn * sumUnder),
    parts: sumOwn === 0 ? 0 : agreeing / sumOwn,
    partCount,
    inside:
      insideOwn < sumOwn * seenInside || insideUnder === 0
        ? null
        : insideBoth / Math.sqrt(insideOwn * insideUnder),
  };
}
