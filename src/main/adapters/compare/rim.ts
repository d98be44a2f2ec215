import type { EdgeSpotKind } from '../../../preload/contract/index.ts';
import { far, lightness, type Beneath, type Colour } from './beneath.ts';
import type { ContourPoint } from './contour.ts';

/** What the edge is looked at in: colours and opacity by pixel. */
export interface EdgePicture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity, interleaved. */
  readonly pixels: Uint8Array;
  /** Lengths below are in thousandths of the picture's width, at least a pixel. */
  readonly unit: number;
  readonly transparent: boolean;
}

export interface RimFound {
  readonly kind: EdgeSpotKind;
  /** 0..1 */
  readonly weight: number;
}

/** Where a rim is looked for. Depths into the product, in units. */
export interface RimLook {
  readonly rim: readonly [number, number];
  readonly inside: readonly [number, number];
  /** Here the product has its own colour again: what is wider is no hair. Null where that does not matter. */
  readonly settled: readonly [number, number] | null;
  /** Whether the original is asked too; at single pixels it does not lie exactly enough beneath. */
  readonly asksOriginal: boolean;
  /** How much closer to the background than to the product it has to be, 0..1. */
  readonly mixed: number;
}

/** How much closer to the background than to the product a rim has to be. */
const mixed = 0.42;

/** Rims that are seen when the whole picture is looked at. */
export const wideRim: RimLook = {
  rim: [1, 2.5],
  inside: [7, 10],
  settled: null,
  asksOriginal: true,
  mixed,
};
/** Rims as thin as a hair. @param skipped depth that is mixed with the new background by every soft edge */
export const hairRim = (skipped: number): RimLook => ({
  rim: [1 + skipped, 2.5 + skipped],
  inside: [8 + skipped, 11 + skipped],
  settled: [5.5 + skipped, 7 + skipped],
  asksOriginal: false,
  mixed,
});
/**
 * The outermost pixel or two of a transparent cut. Every soft edge mixes in some background there: nearly all of the colour
 * has to be the background's.
 */
export const thinnestRim: RimLook = {
  rim: [0, 1],
  inside: [5, 8],
  settled: [3.5, 5],
  asksOriginal: false,
  mixed: 0.6,
};

/** Colours nearer than this cannot be told apart reliably. */
const clearly = 0.13;
/** A rim belongs to what is outside when it differs from that by no more than this share of what the product does. */
const continued = 0.1;
/** … nor by more than this. */
const mostStep = 0.045;
/** A rim is mixed of product and background: it lies between the two, a sharpened one a little beyond… */
const mostShare = 1.3;
/** … and beside that way by no more than this share of it. */
const mostAside = 0.35;
/** Depths, out of the product, at which the background of this very place is seen: its shadows and shading too. */
const justOutside = [-4, -5, -6] as const;
/** The outermost of a thin rim is the background itself, to within this and this share of what the product differs by. */
const mostUnlike = 0.06;
const mostUnlikeShare = 0.2;
/** Softer than this, in units, no cut is on purpose. */
const softest = 7;

function meanAlong(picture: EdgePicture, point: ContourPoint, from: number, to: number): Colour | null {
  let red = 0;
  let green = 0;
  let blue = 0;
  let count = 0;
  for (let depth = from; depth <= to; depth += 0.5) {
    const x = Math.round(point.x - point.outX * depth * picture.unit);
    const y = Math.round(point.y - point.outY * depth * picture.unit);
    if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) continue;
    const at = (y * picture.width + x) * 4;
    if ((picture.pixels[at + 3] ?? 0) < 70) continue;
    red += picture.pixels[at] ?? 0;
    green += picture.pixels[at + 1] ?? 0;
    blue += picture.pixels[at + 2] ?? 0;
    count += 1;
  }
  return count === 0 ? null : [red / count, green / count, blue / count];
}

function softness(picture: EdgePicture, point: ContourPoint): number {
  let soft = 0;
  for (let depth = -10; depth <= 10; depth += 0.5) {
    const x = Math.round(point.x - point.outX * depth * picture.unit);
    const y = Math.round(point.y - point.outY * depth * picture.unit);
    if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) continue;
    const opacity = picture.pixels[(y * picture.width + x) * 4 + 3] ?? 0;
    if (opacity > 20 && opacity < 235) soft += 0.5;
  }
  return soft;
}

/** Mean of the original's colours at these depths into the product (negative: out of it); null beyond the original. */
export function beneathAlong(
  picture: EdgePicture,
  point: ContourPoint,
  under: Beneath,
  depths: readonly number[],
): Colour | null {
  const colours = depths.flatMap((depth) => {
    const x = point.x - point.outX * depth * picture.unit;
    const y = point.y - point.outY * depth * picture.unit;
    return under.colour(x, y) ?? [];
  });
  const count = colours.length / 3;
  if (count === 0) return null;
  const mean = (channel: number): number =>
    colours.reduce((sum, value, at) => sum + (at % 3 === channel ? value : 0), 0) / count;
  return [mean(0), mean(1), mean(2)];
}

/**
 * The original shows the same on both sides of the cut: it lies outside the product. A light or dark border of the product
 * itself differs from what is just outside of it.
 */
function outsideProduct(picture: EdgePicture, point: ContourPoint, under: Beneath, span: number): boolean {
  const rim = beneathAlong(picture, point, under, [1, 1.5, 2]);
  const near = beneathAlong(picture, point, under, [-2.5, -3.25, -4]);
  if (rim === null || near === null) return false;
  return far(rim, near) < Math.min(mostStep, span * continued);
}

/** Of the way from `inside` to `background`, the share `colour` has gone; and how far it lies beside that way. */
export function along(colour: Colour, inside: Colour, background: Colour): { share: number; aside: number } {
  const span = far(background, inside);
  const share =
    ((colour[0] - inside[0]) * (background[0] - inside[0]) +
      (colour[1] - inside[1]) * (background[1] - inside[1]) +
      (colour[2] - inside[2]) * (background[2] - inside[2])) /
    (span * 255) ** 2;
  return { share, aside: Math.sqrt(Math.max(0, far(colour, inside) ** 2 - (share * span) ** 2)) };
}

/** What is wrong at one place of the edge; null when nothing is seen. */
export function rimAt(
  picture: EdgePicture,
  point: ContourPoint,
  under: Beneath | null,
  look: RimLook,
): RimFound | null {
  if (picture.transparent && look.settled === null) {
    const soft = softness(picture, point);
    if (soft > softest) return { kind: 'soft-edge', weight: Math.min(0.6, 0.2 + (soft - softest) / 20) };
  }
  const rim = meanAlong(picture, point, ...look.rim);
  const inside = meanAlong(picture, point, ...look.inside);
  if (rim === null || inside === null) return null;
  const settled = look.settled === null ? inside : meanAlong(picture, point, ...look.settled);
  if (settled === null) return null;
  const background =
    under === null
      ? null
      : (beneathAlong(picture, point, under, justOutside) ??
        under.background(point.x + point.outX * 15, point.y + point.outY * 15));
  // Without the original nobody knows what its background was: only a rim lighter or darker than any shading is told.
  if (background === null) {
    const step = lightness(rim) - lightness(inside);
    if (Math.abs(step) < 0.3 || Math.abs(lightness(settled) - lightness(inside)) > Math.abs(step) / 3)
      return null;
    return { kind: step > 0 ? 'light-rim' : 'dark-rim', weight: Math.min(0.6, Math.abs(step)) };
  }
  const span = far(background, inside);
  if (span < clearly) return null;
  const { share, aside } = along(rim, inside, background);
  if (share < look.mixed || share > mostShare || aside > mostAside * share * span) return null;
  if (look.settled !== null && far(settled, inside) > (share * span) / 3) return null;
  if (!look.asksOriginal) {
    const outermost = meanAlong(picture, point, look.rim[0], look.rim[0] + 0.5);
    if (outermost === null || far(outermost, background) > Math.min(mostUnlike, span * mostUnlikeShare))
      return null;
  }
  if (under !== null && look.asksOriginal && !outsideProduct(picture, point, under, span)) return null;
  const step = lightness(rim) - lightness(inside);
  const kind = Math.abs(step) < 0.06 ? 'fringe' : step > 0 ? 'light-rim' : 'dark-rim';
  return { kind, weight: Math.min(1, 0.25 + share * span) };
}

/** Product and what is beside it have nearly the same colour here: neither a rim nor a missing part can be told. */
export function isAlike(picture: EdgePicture, point: ContourPoint, under: Beneath | null): boolean {
  if (under === null) return false;
  const inside = meanAlong(picture, point, 4, 7);
  const beside = beneathAlong(picture, point, under, justOutside);
  const background = under.background(point.x + point.outX * 15, point.y + point.outY * 15);
  if (inside === null || beside === null || background === null) return false;
  // Beside a missing part only the first is true.
  return far(beside, inside) < clearly && far(background, inside) < clearly;
}
