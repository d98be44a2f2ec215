import type { EdgeSpot, EdgeSpotKind, EdgeTour, Frame } from '../../../preload/contract/index.ts';
import { beneath, far, type Beneath } from './beneath.ts';
import { contourOf, regionsOf } from './contour.ts';
import { decode } from './decode.ts';
import { reasonFor, spotSentence } from './edge-words.ts';
import { continuesBackground } from './left-over.ts';
import { findProduct, type Box, type Product } from './product.ts';
import { rimAt, type EdgePicture } from './rim.ts';

/** Longer side looked at, in pixels; a rim one pixel wide on a larger picture is half a pixel on the screen. */
const edgeOfPicture = 3000;
const mostSpots = 40;
/** Places of one kind nearer than this belong together. Fraction of the width. */
const neighbourhood = 0.05;
/** Fewer places than this along the edge (in thousandths of the width) are chance. */
const shortestRun = 7;
/** A part of the product smaller than this share of it is a loose piece. */
const loose = 0.01;
/** Left-over background has the background's own colour to within this. */
const alikeColour = 0.035;
/** What differs from the background by this much and is no shadow under the product belongs to it. */
const productColour = 0.42;
/** What is less suspicious is not worth a stop. */
const leastWeight = 0.4;

interface Seen {
  readonly kind: EdgeSpotKind;
  readonly x: number;
  readonly y: number;
  readonly weight: number;
  /** Pixels; 0 for one place on the edge. */
  readonly radius: number;
  /** Places along the edge it stands for; whole regions need no company. */
  readonly run: number;
}

interface Scene {
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
    seen.push({
      kind: 'hole',
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
  const isProduct = (at: number): boolean => {
    if (mask[at] === 1) return false;
    const x = at % width;
    const y = (at - x) / width;
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
    const found = rimAt(picture, point, under);
    if (found !== null) seen.push({ ...found, x: point.x, y: point.y, radius: 0, run: 1 });
  }
  return seen;
}

/** The strongest of each neighbourhood stands for it. */
function merged(seen: readonly Seen[], width: number, unit: number): Seen[] {
  const near = neighbourhood * width;
  const groups: { strongest: Seen; run: number; total: number; reach: number }[] = [];
  for (const each of seen.toSorted((a, b) => b.weight - a.weight)) {
    const group = groups.find(
      ({ strongest }) =>
        strongest.kind === each.kind &&
        Math.hypot(strongest.x - each.x, strongest.y - each.y) < Math.max(near, strongest.radius),
    );
    if (group === undefined)
      groups.push({ strongest: each, run: each.run, total: each.weight, reach: each.radius });
    else {
      group.run += each.run;
      group.total += each.weight;
      group.reach = Math.max(
        group.reach,
        Math.hypot(group.strongest.x - each.x, group.strongest.y - each.y) + each.radius,
      );
    }
  }
  return groups
    .filter((group) => group.run >= shortestRun * unit)
    .map((group) => ({
      ...group.strongest,
      radius: group.reach,
      // A long rim is worse than a short one as strong.
      weight:
        group.strongest.weight *
        (group.run === Infinity ? 1 : Math.min(1, 0.6 + (0.4 * group.run) / (60 * unit))),
    }));
}

function boxOf(
  mask: Uint8Array,
  width: number,
): { left: number; top: number; width: number; height: number } {
  let left = width;
  let right = 0;
  let top = Infinity;
  let bottom = 0;
  mask.forEach((share, at) => {
    if (share !== 1) return;
    const x = at % width;
    const y = (at - x) / width;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  });
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

function nothingToWalk(product: Product): EdgeTour | null {
  if (product.background === 'transparent') return null;
  if (product.background === 'flat' && product.colour.every((value) => value >= 240)) return null;
  return {
    spots: [],
    edge: 'none',
    sentence:
      'This result has neither a transparent nor a white background, so there is no cut edge to walk along.',
  };
}

/**
 * Walks the edge of a cut-out: rims in the colour of the old background, soft edges, loose pieces, left-over background, and
 * places where the product was cut off. What lies beneath is known where the original was lined up; without it only what
 * shows by itself is found.
 * @throws when a picture cannot be decoded
 */
export async function edgeTour(
  result: Uint8Array,
  original: { readonly bytes: Uint8Array; readonly frame: Frame } | null,
): Promise<EdgeTour> {
  const decoded = await decode(result, edgeOfPicture);
  const product = findProduct(decoded);
  const nothing = nothingToWalk(product);
  if (nothing !== null) return nothing;
  const { width, height } = decoded;
  const mask = product.share.map((share) => (share >= 128 ? 1 : 0));
  const outside = product.share.map((share) => (share < 3 ? 1 : 0));
  const transparent = product.background === 'transparent';
  const under =
    original === null
      ? null
      : beneath(await decode(original.bytes, edgeOfPicture), original.frame, width, height, outside);
  const unit = Math.max(1, width / 1000);
  const scene: Scene = { picture: { width, height, pixels: decoded.pixels, unit, transparent }, mask, under };
  const box = boxOf(mask, width);
  const seen = [
    ...regionsSeen(scene),
    ...bordersSeen(scene, original?.frame ?? null),
    ...edgesSeen(scene),
    ...missingSeen(scene, box),
  ];
  const spots = merged(seen, width, unit)
    .filter((spot) => spot.weight >= leastWeight)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, mostSpots)
    .map((spot): EdgeSpot => ({
      x: spot.x / width,
      y: spot.y / height,
      radius: Math.min(0.25, Math.max(0.012, spot.radius / width)),
      kind: spot.kind,
      sentence: spotSentence(spot.kind, (spot.x - box.left) / box.width, (spot.y - box.top) / box.height),
      reason: reasonFor[spot.kind],
      weight: Math.min(1, spot.weight),
    }));
  return {
    spots,
    edge: transparent ? 'transparency' : 'white-background',
    sentence: spots.length === 0 ? cleanSentence(Math.max(decoded.fullWidth, decoded.fullHeight)) : '',
  };
}

/** @param longerSide pixels of the result itself; what is larger was looked at reduced, and that is said */
function cleanSentence(longerSide: number): string {
  const clean = 'The edge is clean all around, as far as Clipdesk can tell.';
  return longerSide <= edgeOfPicture
    ? clean
    : `${clean} It was looked at reduced to ${edgeOfPicture.toLocaleString('en')} pixels: a rim as thin as a hair may still be there.`;
}
