import type { Frame, LineUp } from '../../../preload/contract/index.ts';
import {
  affineOf,
  agreementOf,
  align,
  placementOf,
  pointsOf,
  type Affine,
  type Agreement,
  type Points,
} from './align.ts';
import { decode, toRaster } from './decode.ts';
import { frameOf, type Placement } from './placement.ts';
import { findProduct, productBox, withProduct, type BackgroundKind, type Box } from './product.ts';
import { resized, type Raster } from './raster.ts';
import { search, searchGround, type Candidate, type SearchGround } from './search.ts';
import { structureField } from './structure-field.ts';

/** Longer side of the pictures looked at, in pixels. */
export const workingEdge = 1024;
/** Longer side of the results searched with, in pixels. */
const searchedEdge = 512;
const mostCandidates = 14;
/** Finer and finer, longer side of the original in pixels. */
const levels = [256, 512, 1024] as const;

/** Beyond these a placement is not trusted; tried on made pairs and on wrong, mirrored, turned and stretched ones (`npm run bench -- review`). */
const trust = { agreement: 0.7, parts: 0.75, rival: 0.96, turned: 1, inside: 0.15, bend: 5 / 2000 } as const;
/** From here on a product is as good as symmetric: that it was turned a little shows in little else than its bend. */
const symmetric = { turned: 0.9, bend: 1.5 / 2000 } as const;
/** At and above it a placement is called lined up. */
export const confident = 0.5;

/** 0 at `none`, one half at `limit`, 1 at `sure`. */
function ramp(value: number, none: number, limit: number, sure: number): number {
  const share =
    (value - limit) * (sure - limit) < 0
      ? 0.5 - (0.5 * (value - limit)) / (none - limit)
      : 0.5 + (0.5 * (value - limit)) / (sure - limit);
  return Math.min(1, Math.max(0, share));
}

const mostBendAt = (turned: number): number => (turned >= symmetric.turned ? symmetric.bend : trust.bend);

/** The weakest of what speaks for a placement decides. */
function confidenceOf(
  found: Omit<Found, 'placement' | 'originalShape' | 'resultShape' | 'confidence'>,
): number {
  const { agreement, rival, turned, bend, background } = found;
  const { inside } = agreement;
  const mostBend = mostBendAt(turned);
  return Math.min(
    ramp(agreement.overall, 0.3, trust.agreement, 0.95),
    ramp(agreement.parts, 0.3, trust.parts, 1),
    ramp(rival, 1, trust.rival, 0.7),
    // Details inside, where they agree, tell a symmetric product from its mirror image.
    background !== 'kept' && (inside ?? 0) > trust.inside * 3 ? 1 : ramp(turned, 1.1, trust.turned, 0.8),
    inside === null ? 1 : ramp(inside, -0.1, trust.inside, 0.6),
    ramp(bend, 4 * mostBend, mostBend, mostBend / 8),
    agreement.partCount >= 4 ? 1 : 0.3,
  );
}

export interface Found {
  readonly placement: Placement;
  readonly originalShape: number;
  readonly resultShape: number;
  readonly agreement: Agreement;
  /** How well the best other place fits, as a part of how well this one does; 0 when there is none. */
  readonly rival: number;
  /** The same for the result mirrored or upside down: above 1 it fits better so. */
  readonly turned: number;
  /** How far a corner of the product moves when its shape may change too, in widths of the original. */
  readonly bend: number;
  readonly background: BackgroundKind;
  readonly confidence: number;
}

export interface Prepared {
  readonly raster: Raster;
  readonly box: Box;
  readonly background: BackgroundKind;
}

function levelOf(raster: Raster, edge: number): Raster {
  const ratio = Math.min(1, edge / Math.max(raster.width, raster.height));
  return resized(raster, Math.round(raster.width * ratio), Math.round(raster.height * ratio));
}

/** The result's points with pixels as large on the original as the original's own. */
function pointsAt(result: Prepared, placement: Placement, originalWidth: number, most: number): Points {
  const ratio = Math.min((placement.scale * originalWidth) / result.raster.width, 2);
  const width = Math.max(8, Math.round(result.raster.width * ratio));
  const height = Math.max(8, Math.round(result.raster.height * ratio));
  const field = structureField(resized(result.raster, width, height), 2, result.background === 'transparent');
  return pointsOf(
    field,
    {
      left: 0,
      top: 0,
      pixelWidth: 1 / width,
      pixelHeight: result.raster.height / result.raster.width / height,
    },
    most,
  );
}

interface Tried {
  readonly placement: Placement;
  readonly agreement: Agreement;
}

const value = (agreement: Agreement): number => agreement.overall * (0.5 + 0.5 * agreement.parts);

function sameSpot(a: Placement, b: Placement): boolean {
  return (
    Math.abs(a.scale - b.scale) < 0.06 * Math.max(a.scale, b.scale) &&
    Math.abs(a.x + a.scale / 2 - b.x - b.scale / 2) < 0.03 &&
    Math.abs(a.y + a.scale / 2 - b.y - b.scale / 2) < 0.03
  );
}

function settle(ground: SearchGround, candidates: readonly Candidate[]): Tried[] {
  const settled: Tried[] = [];
  for (const { placement, points } of candidates) {
    const moved = align(ground.field, points, affineOf(points, placement), 'similar', 12);
    const tried = {
      placement: placementOf(points, moved),
      agreement: agreementOf(ground.field, points, moved),
    };
    const known = settled.findIndex((other) => sameSpot(other.placement, tried.placement));
    const before = settled[known];
    if (before === undefined) settled.push(tried);
    else if (value(tried.agreement) > value(before.agreement)) settled[known] = tried;
  }
  return settled.sort((a, b) => value(b.agreement) - value(a.agreement));
}

/** Largest move of the box's corners between two maps, in widths of the original. */
function cornerMove(a: Affine, b: Affine, points: Points): number {
  let most = 0;
  const spanX = extent(points.x, points.centreX);
  const spanY = extent(points.y, points.centreY);
  for (const u of spanX) {
    for (const v of spanY) {
      const x = a.x + a.a * u + a.b * v - (b.x + b.a * u + b.b * v);
      const y = a.y + a.c * u + a.d * v - (b.y + b.c * u + b.d * v);
      most = Math.max(most, Math.hypot(x, y));
    }
  }
  return most;
}

function extent(values: Float32Array, centre: number): readonly [number, number] {
  let least = Infinity;
  let most = -Infinity;
  for (const each of values) {
    least = Math.min(least, each);
    most = Math.max(most, each);
  }
  return [least - centre, most - centre];
}

/** The raster mirrored, or turned by half a turn. */
function flipped(raster: Raster, across: boolean, down: boolean): Raster {
  const data = new Float32Array(raster.data.length);
  for (let y = 0; y < raster.height; y++) {
    for (let x = 0; x < raster.width; x++) {
      const from =
        ((down ? raster.height - 1 - y : y) * raster.width + (across ? raster.width - 1 - x : x)) * 4;
      data.set(raster.data.subarray(from, from + 4), (y * raster.width + x) * 4);
    }
  }
  return { ...raster, data };
}

/** Agreement of the result mirrored or turned, at about the same place and size: a symmetric product fits both ways. */
function otherWays(ground: SearchGround, result: Prepared, placement: Placement): number {
  let best = 0;
  for (const [across, down] of [
    [true, false],
    [true, true],
    [false, true],
  ] as const) {
    const small = levelOf(result.raster, 256);
    const turned: Prepared = { ...result, raster: flipped(small, across, down) };
    const points = pointsAt(turned, placement, ground.field.width, 6_000);
    const straight = pointsAt({ ...result, raster: small }, placement, ground.field.width, 6_000);
    // Turned about the middle of the product, not of the frame.
    const start = {
      ...affineOf(points, placement),
      x: placement.x + placement.scale * straight.centreX,
      y: placement.y + placement.scale * straight.centreY,
    };
    const moved = align(ground.field, points, start, 'similar', 8);
    best = Math.max(best, value(agreementOf(ground.field, points, moved)));
  }
  return best;
}

/** Everything there is to find; null when the result has too little to look for. */
export function findPlacement(original: Raster, result: Prepared): Found | null {
  const ground = searchGround(original);
  const small = levelOf(result.raster, searchedEdge);
  const candidates = search(
    ground,
    small,
    productBox(small) ?? result.box,
    result.background === 'transparent',
  );
  const [first, second] = settle(ground, candidates.slice(0, mostCandidates));
  if (first === undefined) return null;
  const { parts } = first.agreement;
  const rival = (second === undefined ? 0 : value(second.agreement)) / Math.max(0.01, value(first.agreement));
  const turned =
    parts < trust.parts
      ? 0
      : otherWays(ground, result, first.placement) / Math.max(0.01, value(first.agreement));
  const fine = refine(original, result, first.placement);
  const { placement, agreement } = fine;
  const doubts = { agreement, rival, turned, bend: fine.bend, background: result.background };
  return {
    ...doubts,
    placement,
    originalShape: original.height / original.width,
    resultShape: result.raster.height / result.raster.width,
    confidence: confidenceOf(doubts),
  };
}

function refine(original: Raster, result: Prepared, start: Placement): Tried & { readonly bend: number } {
  let tried: Tried = { placement: start, agreement: { overall: 0, parts: 0, partCount: 0, inside: null } };
  let bend = 0;
  for (const level of levels) {
    const raster = levelOf(original, level);
    const field = structureField(raster, 2);
    const points = pointsAt(result, tried.placement, raster.width, level === levels[0] ? 12_000 : 24_000);
    const moved = align(field, points, affineOf(points, tried.placement), 'similar', 8);
    tried = { placement: placementOf(points, moved), agreement: agreementOf(field, points, moved) };
    if (level === levels.at(-1)) bend = cornerMove(moved, align(field, points, moved, 'affine', 6), points);
  }
  return { ...tried, bend };
}

export async function prepareOriginal(bytes: Uint8Array): Promise<Raster> {
  return toRaster(await decode(bytes, workingEdge));
}

/** The result with its product marked; null when nothing is to be seen in it. */
export async function prepareResult(bytes: Uint8Array): Promise<Prepared | null> {
  const decoded = await decode(bytes, workingEdge);
  const product = findProduct(decoded);
  const raster = withProduct(toRaster(decoded), product);
  const box = productBox(raster);
  return box === null ? null : { raster, box, background: product.background };
}

/**
 * Finds where a result's frame lies on its original, when it was cropped, enlarged, moved, recoloured, or its background
 * replaced; turned, mirrored and stretched ones are refused. Every scale and place is tried on small pictures by
 * correlating what edges there are and how they run (`structureField`), only where the result shows the product; the best
 * are moved into place on finer and finer pictures (`align`), to a fraction of a pixel.
 * @throws when a picture cannot be decoded
 */
export async function lineUp(original: Uint8Array, result: Uint8Array): Promise<LineUp> {
  const prepared = await prepareResult(result);
  if (prepared === null) return { kind: 'not-sure', sentence: 'Nothing is to be seen in this result.' };
  const found = findPlacement(await prepareOriginal(original), prepared);
  if (found === null)
    return { kind: 'not-sure', sentence: 'There is too little to be seen in this result to line it up.' };
  if (found.confidence < confident) return { kind: 'not-sure', sentence: whyNot(found) };
  const frame = frameOf(found.placement, found.originalShape, found.resultShape);
  return { kind: 'lined-up', frame, confidence: found.confidence, isSame: isWhole(frame) };
}

/** Within a pixel or two of a thousand. */
function isWhole(frame: Frame): boolean {
  const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) < 0.002;
  return near(frame.x, 0) && near(frame.y, 0) && near(frame.width, 1) && near(frame.height, 1);
}

function whyNot(found: Found): string {
  if (found.agreement.overall > 0.6 && found.turned >= trust.turned)
    return 'This result may be mirrored or turned, so it is not lined up with the original.';
  if (found.agreement.overall > 0.5 && found.bend > mostBendAt(found.turned))
    return 'This result is turned or stretched against the original, so it is not lined up.';
  if (found.agreement.overall > 0.6 && found.rival >= trust.rival)
    return 'The product could lie in more than one place of the original, so it is not lined up.';
  return 'Clipdesk is not sure where this result lies on the original, so it is not lined up.';
}
