import { far, type Beneath, type Colour } from './beneath.ts';
import { regionsOf, type ContourPoint, type Region } from './contour.ts';
import type { Box } from './product.ts';
import { along, beneathAlong } from './rim.ts';
import type { Scene } from './scene.ts';
import type { Seen } from './seen.ts';

/** Units beside the cut that belong to it, missing or not: every cut runs a little inside of the edge. */
const besideCut = 5;
/** Depths into the product at which its colour beside the cut is known, and out of it at which it would have to go on. */
const within = [4, 5, 6] as const;
const beyond = [
  [-5, -6],
  [-7, -8],
  [-9, -10],
] as const;
/** The product goes on where the colour beyond the cut has gone less than this share of the way to the background. */
const goneLess = 0.35;
/** Background and product nearer than this cannot be told apart; nor when nearer than so many times the background's grain. */
const clearly = 0.1;
const grains = 5;
/** Fewer places of the cut than this, in units, where the product goes on, are chance. */
const leastPlaces = 7;
/** What lies apart from the product has to differ from the background by this much… */
const plainly = 0.42;
/** … and to have a colour the product has elsewhere, to within this: a second piece of it. */
const productColour = 0.1;
/** What has the background's tint to within this, and is darker, may be a shadow. */
const shadowTint = 0.07;

const radiusOf = (width: number, height: number): number => Math.hypot(width, height) / 2;

/** The background made darker. */
function isShadow(colour: Colour, background: Colour): boolean {
  const length = background.reduce((sum, each) => sum + each * each, 0);
  const share =
    (colour[0] * background[0] + colour[1] * background[1] + colour[2] * background[2]) / Math.max(1, length);
  const [red, green, blue] = background;
  return share < 1 && far(colour, [red * share, green * share, blue * share]) < shadowTint;
}

/** The smallest difference from the background that is more than its own grain. 0..1 */
const leastDifference = (under: Beneath): number => Math.max(clearly, (grains * under.unevenness) / 255);

/** At this place of the cut the original shows the product on both sides. */
function goesOn({ picture }: Scene, point: ContourPoint, under: Beneath, floor: number): boolean {
  const inside = beneathAlong(picture, point, under, within);
  const background = under.background(
    point.x + point.outX * 15 * picture.unit,
    point.y + point.outY * 15 * picture.unit,
  );
  if (inside === null || background === null) return false;
  if (far(inside, background) < leastDifference(under)) return false;
  return beyond.every((depths) => {
    const colour = beneathAlong(picture, point, under, depths);
    if (colour === null) return false;
    // Under the product a dark place is its shadow.
    if (point.y > floor && isShadow(colour, background)) return false;
    const { share, aside } = along(colour, inside, background);
    return share < goneLess && aside < goneLess * far(inside, background);
  });
}

/** Parts that the original shows beside the cut-out, and the result does not. */
export function missingSeen(scene: Scene, points: readonly ContourPoint[], box: Box): Seen[] {
  const { picture, mask, under } = scene;
  if (under === null) return [];
  const { width, height, unit } = picture;
  const floor = box.top + box.height * 0.8;
  const apart = Math.round(besideCut * unit);
  const least = leastDifference(under);
  const isCut = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && mask[y * width + x] === 1;
  const isProduct = (at: number): boolean => {
    if (mask[at] === 1) return false;
    const x = at % width;
    const y = (at - x) / width;
    if (isCut(x - apart, y) || isCut(x + apart, y) || isCut(x, y - apart) || isCut(x, y + apart))
      return false;
    const colour = under.colour(x, y);
    const background = under.background(x, y);
    if (colour === null || background === null || far(colour, background) < least) return false;
    return y <= floor || !isShadow(colour, background);
  };
  const going = points.filter((point) => goesOn(scene, point, under, floor));
  /** The product runs into the region: along the cut beside it, the original shows no edge. */
  const isBroken = (region: Region): boolean => {
    const reachX = region.width / 2 + apart * 2;
    const reachY = region.height / 2 + apart * 2;
    const isBeside = ({ x, y }: ContourPoint): boolean =>
      Math.abs(x - region.x) < reachX && Math.abs(y - region.y) < reachY;
    return going.filter(isBeside).length >= leastPlaces * unit;
  };
  /** A piece of its own in a colour of the product. */
  const isSecondPiece = (region: Region): boolean => {
    const colour = under.colour(region.x, region.y);
    const background = under.background(region.x, region.y);
    if (colour === null || background === null || region.y > floor) return false;
    if (far(colour, background) < plainly) return false;
    return under.productColours.some((each) => far(each, colour) < productColour);
  };
  const seen: Seen[] = [];
  for (const region of regionsOf(width, height, isProduct)) {
    if (Math.min(region.width, region.height) < 6 * unit || region.area < 80 * unit * unit) continue;
    const radius = radiusOf(region.width, region.height);
    const close = region.x > box.left - radius * 2 && region.x < box.left + box.width + radius * 2;
    if (!close || region.y < box.top - radius * 3) continue;
    if (!isBroken(region) && !isSecondPiece(region)) continue;
    seen.push({ kind: 'cut-off', x: region.x, y: region.y, weight: 0.8, radius, run: Infinity });
  }
  return seen;
}
