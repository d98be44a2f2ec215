import type { Frame } from '../../../preload/contract/index.ts';
import { far, type Beneath } from './beneath.ts';
import { contourOf, regionsOf } from './contour.ts';
import { continuesBackground } from './left-over.ts';
import { isOpening } from './opening.ts';
import type { Box } from './product.ts';
import { rimAt, wideRim, type EdgePicture } from './rim.ts';
import type { Seen } from './seen.ts';

/** A part of the product smaller than this share of it is a loose piece. */
const loose = 0.01;
/** Left-over background has the background's own colour to within this. */
const alikeColour = 0.035;
/** What differs from the background by this much and is no shadow under the product belongs to it. */
const productColour = 0.42;
/** Units beside the cut that belong to it, missing or not. */
const besideCut = 5;

/** A reduced picture, its product and what lies beneath. */
export interface Scene {
  readonly picture: EdgePicture;
  readonly mask: Uint8Array;
  readonly under: Beneath | null;
}

const radiusOf = (width: number, height: number): number => Math.hypot(width, height) / 2;

/** Loose pieces, pinholes and left-over background. */
function regionsSeen({ picture, mask, under }: Scene): Seen[] {
  const { width, height } = picture;
  const seen: Seen[] = [];
  const parts = regionsOf(width, height, (at) => mask[at] === 1);
  const product = parts.reduce((sum, part) => sum + part.area, 0);
  const least = Math.max(4, picture.unit * picture.unit * 3);
  for (const part of parts) {
    if (part.area > product * loose || part.area < least) continue;
    const weight = 0.5 + Math.min(0.4, part.area / (product * loose));
    seen.push({
      kind: 'island',
      x: part.x,
      y: part.y,
      weight,
      radius: radiusOf(part.width, part.height),
      run: Infinity,
    });
  }
  for (const gap of regionsOf(width, height, (at) => mask[at] === 0)) {
    if (gap.touchesBorder || gap.area < least || gap.area > width * height * 0.0004) continue;
    if (isOpening(picture, mask, under, gap.x, gap.y, radiusOf(gap.width, gap.height) / 2)) continue;
    seen.push({
      kind: 'hole',
      isClear: true,
      x: gap.x,
      y: gap.y,
      weight: 0.45,
      radius: radiusOf(gap.width, gap.height),
      run: Infinity,
    });
  }
  if (under === null) return seen;
  const isBackground = (at: number): boolean => {
    if (mask[at] !== 1) return false;
    const x = at % width;
    const y = (at - x) / width;
    const colour = under.colour(x, y);
    const background = under.background(x, y);
    return colour !== null && background !== null && far(colour, background) < alikeColour;
  };
  const alike = regionsOf(width, height, isBackground);
  // A product in the background's own colour: nothing can be told this way.
  if (alike.reduce((sum, region) => sum + region.area, 0) > product * 0.35) return seen;
  for (const region of alike) {
    const filled = region.area / (region.width * region.height);
    if (region.area < width * height * 0.0008 || filled < 0.35) continue;
    const likeness = continuesBackground(region, width, under, isBackground);
    const weight = Math.min(1, 0.7 + (region.area / product) * 4) * likeness;
    seen.push({
      kind: 'hole',
      x: region.x,
      y: region.y,
      weight,
      radius: radiusOf(region.width, region.height) * 0.8,
      run: Infinity,
    });
  }
  return seen;
}

/** Parts that the original shows beside the cut-out, and the result does not. */
function missingSeen({ picture, mask, under }: Scene, box: Box): Seen[] {
  if (under === null) return [];
  const { width, height, unit } = picture;
  const floor = box.top + box.height * 0.8;
  const seen: Seen[] = [];
  const apart = Math.round(besideCut * unit);
  const isCut = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && mask[y * width + x] === 1;
  const isProduct = (at: number): boolean => {
    if (mask[at] === 1) return false;
    const x = at % width;
    const y = (at - x) / width;
    // Every cut runs a little inside of the edge: what is left of it all around is no missing part.
    if (isCut(x - apart, y) || isCut(x + apart, y) || isCut(x, y - apart) || isCut(x, y + apart))
      return false;
    // Under the product a dark place is its shadow.
    if (y > floor) return false;
    const colour = under.colour(x, y);
    const background = under.background(x, y);
    return colour !== null && background !== null && far(colour, background) > productColour;
  };
  for (const region of regionsOf(width, height, isProduct)) {
    if (Math.min(region.width, region.height) < 6 * unit || region.area < 80 * unit * unit) continue;
    const radius = radiusOf(region.width, region.height);
    const close = region.x > box.left - radius * 2 && region.x < box.left + box.width + radius * 2;
    if (!close || region.y < box.top - radius * 3) continue;
    seen.push({ kind: 'cut-off', x: region.x, y: region.y, weight: 0.8, radius, run: Infinity });
  }
  return seen;
}

/** Where the product runs out of the picture although the original shows more of it. */
function bordersSeen({ picture, mask, under }: Scene, frame: Frame | null): Seen[] {
  const { width, height } = picture;
  const sides = [
    {
      length: width,
      at: (step: number) => step,
      x: (step: number) => step,
      y: () => 0,
      open: frame === null || frame.y > 0.01,
    },
    {
      length: width,
      at: (step: number) => (height - 1) * width + step,
      x: (step: number) => step,
      y: () => height - 1,
      open: frame === null || frame.y + frame.height < 0.99,
    },
    {
      length: height,
      at: (step: number) => step * width,
      x: () => 0,
      y: (step: number) => step,
      open: frame === null || frame.x > 0.01,
    },
    {
      length: height,
      at: (step: number) => step * width + width - 1,
      x: () => width - 1,
      y: (step: number) => step,
      open: frame === null || frame.x + frame.width < 0.99,
    },
  ];
  const seen: Seen[] = [];
  for (const side of sides) {
    let start = -1;
    for (let step = 0; step <= side.length; step++) {
      const inside = step < side.length && mask[side.at(step)] === 1;
      if (inside && start < 0) start = step;
      if (inside || start < 0) continue;
      const run = step - start;
      const middle = Math.floor((start + step) / 2);
      if (side.open && run > side.length * 0.01) {
        const weight = under === null ? 0.5 : 0.85;
        seen.push({
          kind: 'cut-off',
          x: side.x(middle),
          y: side.y(middle),
          weight,
          radius: run / 2,
          run: Infinity,
        });
      }
      start = -1;
    }
  }
  return seen;
}

function edgesSeen({ picture, mask, under }: Scene): Seen[] {
  const { width, height, unit } = picture;
  const points = contourOf(mask, width, height, Math.max(2, Math.round(unit * 3)), 3);
  const seen: Seen[] = [];
  for (const point of points) {
    const found = rimAt(picture, point, under, wideRim);
    if (found !== null) seen.push({ ...found, x: point.x, y: point.y, radius: 0, run: 1 });
  }
  return seen;
}

/** Everything that shows on the reduced picture. */
export function lookFromAfar(scene: Scene, frame: Frame | null, box: Box): readonly Seen[] {
  return [
    ...regionsSeen(scene),
    ...bordersSeen(scene, frame),
    ...edgesSeen(scene),
    ...missingSeen(scene, box),
  ];
}
