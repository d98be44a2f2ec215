import { regional } from './structure-field.ts';

/** A place on the outline of a mask, with the direction out of the product (length 1). Pixels. */
export interface ContourPoint {
  readonly x: number;
  readonly y: number;
  readonly outX: number;
  readonly outY: number;
}

/** @param mask 1 product, 0 not; @param reach over how many pixels the direction is averaged; @param margin kept free at the picture's border */
export function contourOf(
  mask: Uint8Array,
  width: number,
  height: number,
  reach: number,
  margin: number,
): readonly ContourPoint[] {
  const around = regional(Float32Array.from(mask), width, height, reach);
  const points: ContourPoint[] = [];
  for (let y = margin; y < height - margin; y++) {
    for (let x = margin; x < width - margin; x++) {
      const at = y * width + x;
      if (mask[at] !== 1) continue;
      if (mask[at - 1] === 1 && mask[at + 1] === 1 && mask[at - width] === 1 && mask[at + width] === 1)
        continue;
      const right = around[at + 1] ?? 0;
      const left = around[at - 1] ?? 0;
      const below = around[at + width] ?? 0;
      const above = around[at - width] ?? 0;
      const length = Math.hypot(right - left, below - above);
      if (length < 1e-4) continue;
      points.push({ x, y, outX: (left - right) / length, outY: (above - below) / length });
    }
  }
  return points;
}

export interface Region {
  /** Number of pixels. */
  readonly area: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly touchesBorder: boolean;
}

/** Connected parts (four neighbours) of the pixels for which `belongs` says yes. */
export function regionsOf(
  width: number,
  height: number,
  belongs: (at: number) => boolean,
): readonly Region[] {
  const seen = new Uint8Array(width * height);
  const waiting = new Int32Array(width * height);
  const regions: Region[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] === 1 || !belongs(start)) continue;
    let last = 0;
    let left = width;
    let right = 0;
    let top = height;
    let bottom = 0;
    const take = (at: number): void => {
      if (seen[at] === 1 || !belongs(at)) return;
      seen[at] = 1;
      waiting[last++] = at;
    };
    take(start);
    for (let first = 0; first < last; first++) {
      const at = waiting[first] ?? 0;
      const x = at % width;
      const y = (at - x) / width;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      if (x > 0) take(at - 1);
      if (x < width - 1) take(at + 1);
      if (y > 0) take(at - width);
      if (y < height - 1) take(at + width);
    }
    regions.push({
      area: last,
      x: (left + right + 1) / 2,
      y: (top + bottom + 1) / 2,
      width: right - left + 1,
      height: bottom - top + 1,
      touchesBorder: left === 0 || top === 0 || right === width - 1 || bottom === height - 1,
    });
  }
  return regions;
}
