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
  /** The colours the original has where the result shows the product, one for each part of it. */
  readonly productColours: readonly Colour[];
}

/** Cells along a side for which the background is known. */
const cells = 12;
/** A cell this far from the usual background shows something else. */
const strange = 0.35;
/** A cell beside the product that differs from the background further off by more than this… */
const unlikeBackground = 0.1;
/** … and from the product by less than this share of what background and product differ by shows a missing part of it. */
const likeProduct = 0.4;
/** Samples in a cell from which its colour is known. */
const leastSamples = 12;

function medianOf(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0;
}

type Samples = readonly [number[], number[], number[]];

const noSamples = (): Samples[] => Array.from({ length: cells * cells }, () => [[], [], []]);

/** The middle colour of a cell; null where too little of it was seen. */
const colourOf = ([red, green, blue]: Samples): Colour | null =>
  red.length < leastSamples ? null : [medianOf(red), medianOf(green), medianOf(blue)];

const cellsApart = (one: number, other: number): number =>
  Math.hypot((one % cells) - (other % cells), Math.floor(one / cells) - Math.floor(other / cells));

/** For every cell the value of the nearest one that has any. */
function fromNearest(known: readonly (Colour | null)[]): (Colour | null)[] {
  return known.map((own, index): Colour | null => {
    if (own !== null) return own;
    let best: Colour | null = null;
    let least = Infinity;
    known.forEach((other, place) => {
      if (other === null || cellsApart(place, index) >= least) return;
      least = cellsApart(place, index);
      best = other;
    });
    return best;
  });
}

/** A large missing part fills whole cells: without this its colour would pass for the background's. */
function withoutMissingParts(
  known: readonly (Colour | null)[],
  product: readonly (Colour | null)[],
): (Colour | null)[] {
  const beside = known.map((_, index) =>
    product.filter((colour, place): colour is Colour => colour !== null && cellsApart(place, index) < 1.5),
  );
  const farOff = fromNearest(known.map((own, index) => (beside[index]?.length === 0 ? own : null)));
  return known.map((own, index) => {
    const background = farOff[index] ?? null;
    if (own === null || background === null || far(own, background) < unlikeBackground) return own;
    const isMissing = beside[index]?.some(
      (colour) => far(own, colour) < likeProduct * far(background, colour),
    );
    return isMissing === true ? null : own;
  });
}

/** @param outside pixels of the result that show nothing of the product; @param inside those that show it */
export function beneath(
  original: Decoded,
  frame: Frame,
  width: number,
  height: number,
  outside: Uint8Array,
  inside: Uint8Array,
): Beneath {
  const colour = (x: number, y: number): Colour | null => {
    const column = Math.floor((frame.x + ((x + 0.5) / width) * frame.width) * original.width);
    const row = Math.floor((frame.y + ((y + 0.5) / height) * frame.height) * original.height);
    if (column < 0 || row < 0 || column >= original.width || row >= original.height) return null;
    const at = (row * original.width + column) * 4;
    return [original.pixels[at] ?? 0, original.pixels[at + 1] ?? 0, original.pixels[at + 2] ?? 0];
  };
  const samples = noSamples();
  const ofProduct = noSamples();
  const step = Math.max(1, Math.round(width / 300));
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      const at = y * width + x;
      const into = outside[at] === 1 ? samples : inside[at] === 1 ? ofProduct : null;
      const found = into === null ? null : colour(x, y);
      const cell = into?.[Math.floor((y / height) * cells) * cells + Math.floor((x / width) * cells)];
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
  const productCells = ofProduct.map(colourOf);
  const known = withoutMissingParts(
    samples.map(colourOf).map((each) => (each === null || far(each, usual) > strange ? null : each)),
    productCells,
  );
  const spreads = samples.flatMap(([, green], index) => {
    const usualGreen = known[index]?.[1];
    if (usualGreen === undefined) return [];
    return [Math.sqrt(green.reduce((sum, each) => sum + (each - usualGreen) ** 2, 0) / green.length)];
  });
  const nearest = fromNearest(known);
  return {
    colour,
    unevenness: medianOf(spreads),
    productColours: productCells.filter((each) => each !== null),
    background(x, y) {
      const column = Math.min(cells - 1, Math.max(0, Math.floor((x / width) * cells)));
      const row = Math.min(cells - 1, Math.max(0, Math.floor((y / height) * cells)));
      return nearest[row * cells + column] ?? null;
    },
  };
}
