import type { Decoded } from './decode.ts';
import { CHANNELS, type Raster } from './raster.ts';

export type BackgroundKind = 'transparent' | 'flat' | 'kept';

/** How far a pixel's colour may be from the background's to belong to it; 8-bit steps of the largest channel. */
const tolerance = 9;
/** So much of the picture's border has to have one colour for it to count as a flat background. */
const flatShare = 0.55;
/** Enclosed parts in the background's colour that are larger than this share of the picture are openings. */
const openingShare = 0.004;
/** Marks, while looking, enclosed parts that are too small for an opening. */
const enclosed = 254;

export interface Product {
  readonly background: BackgroundKind;
  /** The flat background's colour, 0..255; white elsewhere. */
  readonly colour: readonly [number, number, number];
  /** 0 background, 255 product, between them a soft edge. */
  readonly share: Uint8Array;
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0;
}

function borderOf(width: number, height: number): number[] {
  const places: number[] = [];
  for (let x = 0; x < width; x++) places.push(x, (height - 1) * width + x);
  for (let y = 1; y < height - 1; y++) places.push(y * width, y * width + width - 1);
  return places;
}

/** Which pixels show the product: by opacity, or what a flat background around it does not reach, or all. */
export function findProduct(picture: Decoded): Product {
  const { width, height, pixels } = picture;
  const share = new Uint8Array(width * height).fill(255);
  const white = [255, 255, 255] as const;
  if (picture.hasTransparency) {
    for (let at = 0; at < share.length; at++) share[at] = pixels[at * 4 + 3] ?? 255;
    return { background: 'transparent', colour: white, share };
  }
  const border = borderOf(width, height);
  const channel = (offset: number): number => median(border.map((place) => pixels[place * 4 + offset] ?? 0));
  const colour = [channel(0), channel(1), channel(2)] as const;
  const near = (place: number): boolean =>
    Math.abs((pixels[place * 4] ?? 0) - colour[0]) <= tolerance &&
    Math.abs((pixels[place * 4 + 1] ?? 0) - colour[1]) <= tolerance &&
    Math.abs((pixels[place * 4 + 2] ?? 0) - colour[2]) <= tolerance;
  const seeds = border.filter(near);
  if (seeds.length < border.length * flatShare) return { background: 'kept', colour: white, share };

  const waiting = new Int32Array(width * height);
  let last = 0;
  const take = (place: number): void => {
    if (share[place] !== 255 || !near(place)) return;
    share[place] = 0;
    waiting[last++] = place;
  };
  seeds.forEach(take);
  const spread = (from: number): void => {
    for (let first = from; first < last; first++) {
      const place = waiting[first] ?? 0;
      const x = place % width;
      if (x > 0) take(place - 1);
      if (x < width - 1) take(place + 1);
      if (place >= width) take(place - width);
      if (place < share.length - width) take(place + width);
    }
  };
  /** Background seen through openings: as flat as the one outside, and not small. */
  const takeEnclosed = (): void => {
    for (let place = 0; place < share.length; place++) {
      if (share[place] !== 255 || !near(place)) continue;
      const start = last;
      take(place);
      spread(start);
      if (last - start >= share.length * openingShare) continue;
      for (let at = start; at < last; at++) share[waiting[at] ?? 0] = enclosed;
      last = start;
    }
    for (let place = 0; place < share.length; place++) if (share[place] === enclosed) share[place] = 255;
  };
  spread(0);
  takeEnclosed();
  // Nearly nothing left is a plain picture, not a product on a plain background.
  if (last > share.length * 0.985) {
    share.fill(255);
    return { background: 'kept', colour: white, share };
  }
  return { background: 'flat', colour, share };
}

/** Writes the product's share into the raster it was found on. */
export function withProduct(raster: Raster, product: Product): Raster {
  for (let at = 0; at < product.share.length; at++)
    raster.data[at * CHANNELS + 3] = (product.share[at] ?? 0) / 255;
  return raster;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest box around the product; null when there is none. */
export function productBox(raster: Raster): Box | null {
  let left = raster.width;
  let right = -1;
  let top = raster.height;
  let bottom = -1;
  for (let y = 0; y < raster.height; y++) {
    for (let x = 0; x < raster.width; x++) {
      if ((raster.data[(y * raster.width + x) * CHANNELS + 3] ?? 0) < 0.2) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  return right < left ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}
