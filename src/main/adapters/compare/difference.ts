import { CHANNELS, resized, type Raster } from './raster.ts';
import type { Placement } from './placement.ts';

/** How different two pictures are, pixel by pixel of the newer one; 0..1. */
export interface DifferenceMap {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
  /** 1 where the older picture has no such place. */
  readonly outside: Uint8Array;
}

/** Steps this small are noise of saving as JPEG. */
const noise = 0.03;
/** Longer side compared, in pixels. */
const comparedEdge = 800;

/** The older picture as it lies under the newer one, on the same pixels. */
function beneath(
  older: Raster,
  placement: Placement,
  width: number,
  height: number,
): { under: Raster; outside: Uint8Array } {
  const ratio = width / (placement.scale * older.width);
  const source =
    ratio < 1
      ? resized(
          older,
          Math.max(1, Math.round(older.width * ratio)),
          Math.max(1, Math.round(older.height * ratio)),
        )
      : older;
  const data = new Float32Array(width * height * CHANNELS);
  const outside = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const py = (placement.y + ((y + 0.5) / width) * placement.scale) * source.width - 0.5;
    for (let x = 0; x < width; x++) {
      const px = (placement.x + ((x + 0.5) / width) * placement.scale) * source.width - 0.5;
      if (px < -0.5 || py < -0.5 || px > source.width - 0.5 || py > source.height - 0.5) {
        outside[y * width + x] = 1;
        continue;
      }
      const x0 = Math.min(Math.max(Math.floor(px), 0), Math.max(0, source.width - 2));
      const y0 = Math.min(Math.max(Math.floor(py), 0), Math.max(0, source.height - 2));
      const fx = Math.min(1, Math.max(0, px - x0));
      const fy = Math.min(1, Math.max(0, py - y0));
      const at = (y0 * source.width + x0) * CHANNELS;
      const below = at + source.width * CHANNELS;
      for (let channel = 0; channel < CHANNELS; channel++) {
        const upper =
          (source.data[at + channel] ?? 0) * (1 - fx) + (source.data[at + CHANNELS + channel] ?? 0) * fx;
        const lower =
          (source.data[below + channel] ?? 0) * (1 - fx) +
          (source.data[below + CHANNELS + channel] ?? 0) * fx;
        data[(y * width + x) * CHANNELS + channel] = upper * (1 - fy) + lower * fy;
      }
    }
  }
  return { under: { width, height, data }, outside };
}

/** The older picture's colours moved by what changed everywhere (the median), so that a colour correction is no change of places. */
function levelled(under: Raster, newer: Raster, outside: Uint8Array): void {
  for (let channel = 0; channel < 3; channel++) {
    const gaps: number[] = [];
    for (let place = 0; place < outside.length; place += 7) {
      const at = place * CHANNELS;
      if (outside[place] === 1 || (newer.data[at + 3] ?? 0) < 0.9 || (under.data[at + 3] ?? 0) < 0.9)
        continue;
      gaps.push((newer.data[at + channel] ?? 0) - (under.data[at + channel] ?? 0));
    }
    gaps.sort((a, b) => a - b);
    const shift = gaps[gaps.length >> 1] ?? 0;
    for (let place = 0; place < outside.length; place++) {
      const at = place * CHANNELS;
      under.data[at + channel] = (under.data[at + channel] ?? 0) + shift * (under.data[at + 3] ?? 0);
    }
  }
}

/** How far a value lies outside of what the other picture has within a pixel around the place. */
function beyond(picture: Raster, x: number, y: number, at: number, other: Raster): number {
  let most = 0;
  for (let channel = 0; channel < 3; channel++) {
    let low = Infinity;
    let high = -Infinity;
    for (let row = Math.max(0, y - 1); row <= Math.min(other.height - 1, y + 1); row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(other.width - 1, x + 1); column++) {
        const value = other.data[(row * other.width + column) * CHANNELS + channel] ?? 0;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    const value = picture.data[at + channel] ?? 0;
    most = Math.max(most, low - value, value - high);
  }
  return most;
}

/** Edges that moved by less than a pixel, grain and a common colour correction do not count. */
export function differenceMap(older: Raster, newer: Raster, placement: Placement): DifferenceMap {
  const ratio = Math.min(1, comparedEdge / Math.max(newer.width, newer.height));
  const width = Math.round(newer.width * ratio);
  const height = Math.round(newer.height * ratio);
  const over = resized(newer, width, height);
  const { under, outside } = beneath(older, placement, width, height);
  levelled(under, over, outside);
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = y * width + x;
      if (outside[place] === 1) continue;
      const at = place * CHANNELS;
      const gap = Math.min(beyond(over, x, y, at, under), beyond(under, x, y, at, over));
      values[place] = Math.min(1, Math.max(0, gap - noise));
    }
  }
  return { width, height, values, outside };
}
