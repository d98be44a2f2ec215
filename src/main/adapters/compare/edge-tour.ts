import { setImmediate } from 'node:timers/promises';
import type { EdgeSpot, EdgeTour, Frame } from '../../../preload/contract/index.ts';
import { beneath } from './beneath.ts';
import { decode } from './decode.ts';
import { reasonFor, spotSentence, tourSentence } from './edge-words.ts';
import { fullPicture } from './full-pixels.ts';
import { lookClosely, around } from './look-closely.ts';
import { lookFromAfar } from './look-from-afar.ts';
import { neighbourhoods } from './neighbourhoods.ts';
import { findProduct, type Box, type Product } from './product.ts';

/** Longer side of the picture the whole is looked at in, in pixels; the edge is looked at in the file's own pixels too. */
const edgeOfPicture = 3000;
const mostSpots = 40;
/** What is less suspicious is not worth a stop. */
const leastWeight = 0.4;

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
      : beneath(await decode(original.bytes, edgeOfPicture), original.frame, width, height, outside, mask);
  signal.throwIfAborted();
  const unit = Math.max(1, width / 1000);
  const scene = { picture: { width, height, pixels: decoded.pixels, unit, transparent }, mask, under };
  const box = boxOf(mask, width);
  const { seen: fromAfar, alike } = lookFromAfar(scene, original?.frame ?? null, box);
  await setImmediate();
  const closely = await lookClosely(
    await fullPicture(result, decoded, around),
    { ...scene, colour: product.colour, product: mask.reduce((sum, each) => sum + each, 0) },
    signal,
  );
  const spots = neighbourhoods([...fromAfar, ...closely], width, unit)
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
    sentence: tourSentence(spots.length, alike),
  };
}
