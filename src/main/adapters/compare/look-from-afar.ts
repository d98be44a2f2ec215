import type { Frame } from '../../../preload/contract/index.ts';
import { far } from './beneath.ts';
import { contourOf, regionsOf, type ContourPoint } from './contour.ts';
import { continuesBackground } from './left-over.ts';
import { missingSeen } from './missing.ts';
import { isOpening } from './opening.ts';
import type { Box } from './product.ts';
import { isAlike, rimAt, wideRim } from './rim.ts';
import type { Scene } from './scene.ts';
import type { Seen } from './seen.ts';

/** A part of the product smaller than this share of it is a loose piece. */
const loose = 0.01;
/** Larger gaps than this share of the picture are openings, unless the original shows the product there. */
const largestUnknownHole = 0.0004;
/** What is larger than this is a missing part. */
const largestHole = 0.002;
/** Left-over background has the background's own colour to within this. */
const alikeColour = 0.035;
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
    const most = width * height * (under === null ? largestUnknownHole : largestHole);
    if (gap.touchesBorder || gap.area < least || gap.area > most) continue;
    if (isOpening(picture, mask, under, gap)) continue;
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

function edgesSeen({ picture, under }: Scene, points: readonly ContourPoint[]): Seen[] {
  const seen: Seen[] = [];
  for (const point of points) {
    const found = rimAt(picture, point, under, wideRim);
    if (found !== null) seen.push({ ...found, x: point.x, y: point.y, radius: 0, run: 1 });
  }
  return seen;
}

export interface FromAfar {
  readonly seen: readonly Seen[];
  /** Share of the edge at which product and background have nearly the same colour, 0..1; 0 without an original. */
  readonly alike: number;
}

/** Everything that shows on the reduced picture, and where nothing could. */
export function lookFromAfar(scene: Scene, frame: Frame | null, box: Box): FromAfar {
  const { picture, mask } = scene;
  const reach = Math.max(2, Math.round(picture.unit * 3));
  const points = contourOf(mask, picture.width, picture.height, reach, 3);
  const seen = [
    ...regionsSeen(scene),
    ...bordersSeen(scene, frame),
    ...edgesSeen(scene, points),
    ...missingSeen(scene, points, box),
  ];
  const isAlikeAt = (point: ContourPoint): boolean => isAlike(picture, point, scene.under);
  return { seen, alike: points.filter(isAlikeAt).length / Math.max(1, points.length) };
}
