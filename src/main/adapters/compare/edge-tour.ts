import { setImmediate } from 'node:timers/promises';
import type { EdgeSpot, EdgeTour, Frame } from '../../../preload/contract/index.ts';
import { beneath } from './beneath.ts';
import { decode } from './decode.ts';
import { reasonFor, spotSentence } from './edge-words.ts';
import { fullPicture } from './full-pixels.ts';
import { lookClosely, around } from './look-closely.ts';
import { lookFromAfar } from './look-from-afar.ts';
import { findProduct, type Box, type Product } from './product.ts';
import type { Seen } from './seen.ts';

/** Longer side of the picture the whole is looked at in, in pixels; the edge is looked at in the file's own pixels too. */
const edgeOfPicture = 3000;
const mostSpots = 40;
/** Places of one kind nearer than this belong together. Fraction of the width. */
const neighbourhood = 0.05;
/** Fewer places than this along the edge (in thousandths of the width) are chance. */
const shortestRun = 7;
/** What is less suspicious is not worth a stop. */
const leastWeight = 0.4;

/** The strongest of each neighbourhood stands for it. */
function merged(seen: readonly Seen[], width: number, unit: number): Seen[] {
  const near = neighbourhood * width;
  const groups: { strongest: Seen; run: number; total: number; reach: number }[] = [];
  for (const each of seen.toSorted((a, b) => b.weight - a.weight)) {
    const group = groups.find(
      ({ strongest }) =>
        strongest.kind === each.kind &&
        (strongest.isClear ?? false) === (each.isClear ?? false) &&
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

function boxOf(mask: Uint8Array, width: number): Box {
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
 * shows by itself is found. Shapes are looked at in a reduced picture, thin rims and small pieces in every pixel of the file.
 * @throws when a picture cannot be decoded; what `signal` was aborted with
 */
export async function edgeTour(
  result: Uint8Array,
  original: { readonly bytes: Uint8Array; readonly frame: Frame } | null,
  signal: AbortSignal,
): Promise<EdgeTour> {
  const decoded = await decode(result, edgeOfPicture);
  signal.throwIfAborted();
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
  signal.throwIfAborted();
  const unit = Math.max(1, width / 1000);
  const scene = { picture: { width, height, pixels: decoded.pixels, unit, transparent }, mask, under };
  const box = boxOf(mask, width);
  const fromAfar = lookFromAfar(scene, original?.frame ?? null, box);
  await setImmediate();
  const closely = await lookClosely(
    await fullPicture(result, decoded, around),
    { ...scene, colour: product.colour, product: mask.reduce((sum, each) => sum + each, 0) },
    signal,
  );
  const spots = merged([...fromAfar, ...closely], width, unit)
    .filter((spot) => spot.weight >= leastWeight)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, mostSpots)
    .map((spot): EdgeSpot => ({
      x: spot.x / width,
      y: spot.y / height,
      radius: Math.min(0.25, Math.max(0.012, spot.radius / width)),
      kind: spot.kind,
      sentence: spotSentence(
        spot.kind,
        (spot.x - box.left) / box.width,
        (spot.y - box.top) / box.height,
        spot.kind === 'hole' && spot.isClear,
      ),
      reason: reasonFor[spot.kind],
      weight: Math.min(1, spot.weight),
    }));
  return {
    spots,
    edge: transparent ? 'transparency' : 'white-background',
    sentence: spots.length === 0 ? 'The edge is clean all around, as far as Clipdesk can tell.' : '',
  };
}
