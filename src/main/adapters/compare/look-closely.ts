import type { Beneath } from './beneath.ts';
import type { ContourPoint } from './contour.ts';
import { upright, type FullPicture, type Strip } from './full-pixels.ts';
import { isOpening } from './opening.ts';
import { hairRim, rimAt, thinnestRim } from './rim.ts';
import { RowParts, type Part } from './row-parts.ts';
import type { Scene } from './scene.ts';
import type { Seen } from './seen.ts';

/** Rows beside a strip: as far as a place of its edge is looked at. */
export const around = 48;
/** Pixels of the file per unit of depth: one for a hair, three for what is too thin for the reduced picture. */
const scales = [1, 3] as const;
/** A rim of single pixels is less suspicious than one that is seen from afar. */
const hairWeight = 0.8;
/** Fewer pixels than this are no loose piece and no hole. */
const leastPart = 6;
/** From this opacity on a pixel holds together what is beside it, and is seen. */
const holds = 20;
const seenFrom = 100;
/** Up to this opacity a pixel is seen through; what is less solid than the second belongs to a soft edge. */
const clearUpTo = 60;
const softUpTo = 220;
/** More pieces than this are a texture: fur, lace, leaves. */
const mostParts = 60;
/** Half the side of the square over which the direction out of the product is found, in pixels. */
const reach = 4;

/** What is known of the picture from looking at it reduced. */
export interface Overview extends Scene {
  /** The colour of a flat background, 0..255. */
  readonly colour: readonly [number, number, number];
  /** Pixels of the product in the reduced picture. */
  readonly product: number;
}

/** How far a pixel may be from a flat background's colour and still belong to it. */
const tolerance = 9;

function isProduct(strip: Strip, at: number, overview: Overview): boolean {
  const { pixels } = strip;
  if (overview.picture.transparent) return (pixels[at + 3] ?? 0) >= 128;
  const [red, green, blue] = overview.colour;
  return (
    Math.abs((pixels[at] ?? 0) - red) > tolerance ||
    Math.abs((pixels[at + 1] ?? 0) - green) > tolerance ||
    Math.abs((pixels[at + 2] ?? 0) - blue) > tolerance
  );
}

/** The direction out of the product; null where there is none. */
function wayOut(strip: Strip, x: number, y: number, overview: Overview): ContourPoint | null {
  let outX = 0;
  let outY = 0;
  for (let down = -reach; down <= reach; down++) {
    for (let right = -reach; right <= reach; right++) {
      if (isProduct(strip, ((y + down) * strip.width + x + right) * 4, overview)) continue;
      outX += right;
      outY += down;
    }
  }
  const length = Math.hypot(outX, outY);
  return length < reach ? null : { x, y, outX: outX / length, outY: outY / length };
}

/** Thin rims along the edge, and pieces and holes of few pixels, on every pixel of the file. */
export async function lookClosely(
  full: FullPicture,
  overview: Overview,
  signal: AbortSignal,
): Promise<readonly Seen[]> {
  const { mask, under, picture } = overview;
  const { width, height, transparent } = picture;
  const seen: Seen[] = [];
  const place = (x: number, y: number): readonly [number, number] => {
    const [across, down] = upright(x / full.width, y / full.height, full.orientation);
    return [across * width, down * height];
  };
  const turned = full.orientation >= 5;
  /** Pixels of the file for one of the reduced picture. */
  const ratio = (turned ? full.height : full.width) / width;
  // What is nearly as wide as what is seen from afar was looked for there, with the original's word.
  const units = scales.filter((scale) => scale === 1 || scale * 1.5 < (width / 1000) * ratio);

  const [islands, holes]: [Part[], Part[]] = [[], []];
  const most = overview.product * ratio * ratio * 0.002;
  const keep =
    (into: Part[]) =>
    (part: Part): void => {
      if (part.solid >= leastPart && part.solid <= most) into.push(part);
    };
  const pieces = new RowParts(keep(islands));
  const gaps = new RowParts((part) => {
    const isInside =
      part.left > 0 && part.top > 0 && part.right < full.width - 1 && part.bottom < full.height - 1;
    if (isInside) keep(holes)(part);
  });

  /** Both the product and what is beside it are near in the reduced picture: no texture inside of it. */
  const isOutline = (x: number, y: number): boolean => {
    const [column, row] = place(x, y).map(Math.floor);
    if (column === undefined || row === undefined) return false;
    for (let down = -2; down <= 2; down++) {
      for (let right = -2; right <= 2; right++) {
        const [at, line] = [column + right, row + down];
        if (at < 0 || line < 0 || at >= width || line >= height) continue;
        if (mask[line * width + at] === 0) return true;
      }
    }
    return false;
  };

  /** The reduced picture's background, asked for at a place of a strip. */
  const beneathOf = (strip: Strip): Beneath | null =>
    under === null
      ? null
      : {
          ...under,
          colour: (x, y) => under.colour(...place(x, y + strip.top)),
          background: (x, y) => under.background(...place(x, y + strip.top)),
        };

  const rimsOf = (strip: Strip): void => {
    const beneath = beneathOf(strip);
    const looks = units.map((unit) => ({
      look: hairRim(transparent ? 0 : 2 / unit),
      strip: { ...strip, unit, transparent },
    }));
    if (transparent) looks.push({ look: thinnestRim, strip: { ...strip, unit: 1, transparent } });
    const first = Math.max(strip.from, reach + 1) - strip.top;
    const last = Math.min(strip.to, full.height - reach - 1) - strip.top;
    for (let y = first; y < last; y++) {
      for (let x = reach + 1 + (y & 1); x < strip.width - reach - 1; x += 2) {
        const at = (y * strip.width + x) * 4;
        if (!isProduct(strip, at, overview)) continue;
        const inside =
          isProduct(strip, at - 4, overview) &&
          isProduct(strip, at + 4, overview) &&
          isProduct(strip, at - strip.width * 4, overview) &&
          isProduct(strip, at + strip.width * 4, overview);
        if (inside || !isOutline(x, y + strip.top)) continue;
        const point = wayOut(strip, x, y, overview);
        if (point === null) continue;
        for (const { look, strip: pixels } of looks) {
          const found = rimAt(pixels, point, beneath, look);
          if (found === null) continue;
          const [column, row] = place(x, y + strip.top);
          // Every second place of the edge was looked at.
          const run = 2 / ratio;
          seen.push({
            kind: found.kind,
            weight: found.weight * hairWeight,
            x: column,
            y: row,
            radius: 0,
            run,
          });
          break;
        }
      }
    }
  };

  const partsOf = (strip: Strip): void => {
    for (let y = strip.from; y < strip.to; y++) {
      const line = (y - strip.top) * strip.width;
      const opacity = (x: number): number => strip.pixels[(line + x) * 4 + 3] ?? 0;
      pieces.row(y, strip.width, (x) => (opacity(x) < holds ? 0 : opacity(x) < seenFrom ? 1 : 2));
      gaps.row(y, strip.width, (x) => (opacity(x) > softUpTo ? 0 : opacity(x) > clearUpTo ? 1 : 2));
    }
  };

  for await (const strip of full.strips(signal)) {
    if (transparent) partsOf(strip);
    rimsOf(strip);
  }
  pieces.end();
  gaps.end();
  const partSeen = (part: Part, kind: 'island' | 'hole'): Seen => {
    const [x, y] = place((part.left + part.right + 1) / 2, (part.top + part.bottom + 1) / 2);
    const side = Math.max(part.right - part.left, part.bottom - part.top) + 1;
    const weight = 0.42 + Math.min(0.1, part.solid / 2000);
    return { kind, x, y, weight, radius: side / ratio / 2, run: Infinity, isClear: kind === 'hole' };
  };
  const isWrong = ({ x, y, radius }: Seen): boolean =>
    !isOpening(picture, mask, under, { x, y, width: radius * 2, height: radius * 2 });
  return [
    ...seen,
    ...(islands.length > mostParts ? [] : islands.map((part) => partSeen(part, 'island'))),
    ...(holes.length > mostParts ? [] : holes.map((part) => partSeen(part, 'hole')).filter(isWrong)),
  ];
}
