import type { Frame } from '../../../preload/contract/index.ts';
import type { Decoded } from './decode.ts';

export type Colour = readonly [number, number, number];

export const far = (one: Colour, other: Colour): number =>
  Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]) / 255;

/** Relative lightness, 0..1, near enough for sRGB values. */
export const lightness = (colour: Colour): number =>
  (0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]) / 255;

/** The original as it lies under the result: colours by the result's own pixels. */
export interface Beneath {
  /** The original's colour at a pixel of the result; null outside the original. */
  colour(x: number, y: number): Colour | null;
  /** The original's background near a pixel of the result, from where the result shows none of the product. */
  background(x: number, y: number): Colour | null;
  /** How much the background differs from that by its own grain and shading, 8-bit steps. */
  readonly unevenness: number;
}

/** Cells along a side for which the background is known. */
const cells = 12;
/** A cell this far from the usual background shows something else. */
const strange = 0.35;

function medianOf(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0;
}

/** @param outside pixels of the result that show nothing of the product */
export function beneath(
  original: Decoded,
  frame: Frame,
  width: number,
  height: number,
  outside: Uint8Array,
): Beneath {
  const colour = (x: number, y: number): Colour | null => {
    const column = Math.floor((frame.x + ((x + 0.5) / width) * frame.width) * original.width);
    const row = Math.floor((frame.y + ((y + 0.5) / height) * frame.height) * original.height);
    if (column < 0 || row < 0 || column >= original.width || row >= original.height) return null;
    const at = (row * original.width + column) * 4;
    return [original.pixels[at] ?? 0, original.pixels[at + 1] ?? 0, original.pixels[at + 2] ?? 0];
  };
  const samples: [number[], number[], number[]][] = Array.from({ length: cells * cells }, () => [[], [], []]);
  const step = Math.max(1, Math.round(width / 300));
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      if (outside[y * width + x] !== 1) continue;
      const found = colour(x, y);
      const cell = samples[Math.floor((y / height) * cells) * cells + Math.floor((x / width) * cells)];
      if (found === null || cell === undefined) continue;
      cell[0].push(found[0]);
      cell[1].push(found[1]);
      cell[2].push(found[2]);
    }
  }
  const usual: Colour = [
    medianOf(samples.flatMap(([red]) => red)),
    medianOf(samples.flatMap(([, green]) => green)),
    medianOf(samples.flatMap(([, , blue]) => blue)),
  ];
  const known = samples.map(([red, green, blue]): Colour | null => {
    if (red.length < 12) return null;
    const colour: Colour = [medianOf(red), medianOf(green), medianOf(blue)];
    // A part of the product that is missing in the result is no background.
    return far(colour, usual) > strange ? null : colour;
  });
  const spreads = samples.flatMap(([, green], index) => {
    const usualGreen = known[index]?.[1];
    if (usualGreen === undefined) return [];
    return [Math.sqrt(green.reduce((sum, each) => sum + (each - usualGreen) ** 2, 0) / green.length)];
  });
  const nearest = known.map((own, index): Colour | null => {
    if (own !== null) return own;
    let best: Colour | null = null;
    let least = Infinity;
    known.forEach((other, place) => {
      if (other === null) return;
      const gap = Math.hypot(
        (place % cells) - (index % cells),
        Math.floor(place / cells) - Math.floor(index / cells),
      );
      if (gap >= least) return;
      least = gap;
      best = other;
    });
    return best;
  });
  return {
    colour,
    unevenness: medianOf(spreads),
    background(x, y) {
      const column = Math.min(cells - 1, Math.max(0, Math.floor((x / width) * cells)));
      const row = Math.min(cells - 1, Math.max(0, Math.floor((y / height) * cells)));
      return nearest[row * cells + column] ?? null;
    },
  };
}
