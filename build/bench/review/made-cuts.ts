import sharp from 'sharp';
import type { EdgeSpotKind } from '../../../src/preload/contract/index.ts';
import { between, drawProduct, oneOf, type Random } from './draw-product.ts';

export type Defect = 'rim' | 'hair' | 'piece' | 'hole' | 'soft' | 'missing';
export const defects = ['rim', 'hair', 'piece', 'hole', 'soft', 'missing'] as const;

/** Kinds of spots that name a defect rightly. */
export const rightKinds: Readonly<Record<Defect, readonly EdgeSpotKind[]>> = {
  rim: ['light-rim', 'dark-rim', 'fringe'],
  hair: ['light-rim', 'dark-rim', 'fringe'],
  piece: ['island'],
  hole: ['hole'],
  soft: ['soft-edge'],
  missing: ['cut-off'],
};

export interface MadeCut {
  readonly result: Buffer;
  /** Where the defect is, in fractions of the result; null in a clean one and where the defect could not be drawn. */
  readonly at: { readonly x: number; readonly y: number } | null;
}

type Mask = Uint8Array;

const plane = (mask: Mask, width: number, height: number) =>
  sharp(mask, { raw: { width, height, channels: 1 } }).toColourspace('b-w');

/** The mask larger (or smaller, below 0) by so many pixels, its edge soft by about one and a half. */
async function grown(mask: Mask, width: number, height: number, by: number): Promise<Mask> {
  const sigma = Math.max(0.6, Math.abs(by));
  // A blurred straight edge has fallen to 16 % one sigma outside of where it was; there it is 0.24 / sigma steep.
  const half = by > 0 ? 0.159 : 0.841;
  const steep = sigma / 0.242 / 1.5;
  return plane(mask, width, height)
    .blur(sigma)
    .linear(steep, 127.5 - half * 255 * steep)
    .raw()
    .toBuffer();
}

async function blurred(mask: Mask, width: number, height: number, sigma: number): Promise<Mask> {
  return plane(mask, width, height).blur(sigma).raw().toBuffer();
}

function addGrain(random: Random, pixels: Buffer, sigma: number): void {
  for (let at = 0; at < pixels.length; at++)
    pixels[at] = Math.min(255, Math.max(0, (pixels[at] ?? 0) + (random() + random() - 1) * 2.45 * sigma));
}

/** A place on the outline where product and background differ clearly; null when there is none. */
function placeOnEdge(
  random: Random,
  mask: Mask,
  photograph: Buffer,
  width: number,
  height: number,
): readonly [number, number] | null {
  const radius = Math.round(width * 0.012);
  const border = Math.round(width * 0.06);
  for (let tries = 0; tries < 4_000; tries++) {
    const y = Math.floor(between(random, border, height - border));
    let x = Math.floor(between(random, border, width - border));
    const start = (mask[y * width + x] ?? 0) > 127;
    while (x < width - border && (mask[y * width + x] ?? 0) > 127 === start) x += 1;
    if (x >= width - border) continue;
    const [sums, counts] = [
      [0, 0, 0, 0, 0, 0],
      [0, 0],
    ];
    for (let down = -radius; down <= radius; down += 2) {
      for (let right = -radius; right <= radius; right += 2) {
        const at = (y + down) * width + x + right;
        const side = (mask[at] ?? 0) > 127 ? 0 : 1;
        counts[side] = (counts[side] ?? 0) + 1;
        for (let channel = 0; channel < 3; channel++) {
          const sum = side * 3 + channel;
          sums[sum] = (sums[sum] ?? 0) + (photograph[at * 3 + channel] ?? 0);
        }
      }
    }
    const mean = (index: number): number => (sums[index] ?? 0) / Math.max(1, counts[index < 3 ? 0 : 1] ?? 1);
    const gap = Math.hypot(mean(0) - mean(3), mean(1) - mean(4), mean(2) - mean(5)) / 255;
    if (gap > 0.25 && Math.min(...counts) > 4) return [x, y];
  }
  return null;
}

/** Changes the mask where the defect is. @returns the place; null when this product has none for it */
async function spoil(
  random: Random,
  defect: Defect,
  mask: Mask,
  photograph: Buffer,
  width: number,
  height: number,
): Promise<MadeCut['at']> {
  const edge = placeOnEdge(random, mask, photograph, width, height);
  if (edge === null) return null;
  const [x, y] = edge;
  const unit = width / 1000;
  /** Everything around a place is taken from another mask, softly. */
  const takeFrom = (other: Mask, reach: number): void => {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const away = Math.hypot(column - x, row - y);
        if (away > reach) continue;
        const at = row * width + column;
        const share = Math.min(1, (reach - away) / (reach * 0.2));
        mask[at] = (other[at] ?? 0) * share + (mask[at] ?? 0) * (1 - share);
      }
    }
  };
  const dot = (middleX: number, middleY: number, radius: number, value: number): void => {
    for (let row = -radius - 1; row <= radius + 1; row++) {
      for (let column = -radius - 1; column <= radius + 1; column++) {
        const share = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(row, column)));
        const at = Math.round(middleY + row) * width + Math.round(middleX + column);
        if (share > 0) mask[at] = value * share + (mask[at] ?? 0) * (1 - share);
      }
    }
  };
  const done = { x: x / width, y: y / height };
  switch (defect) {
    case 'rim':
      takeFrom(
        await grown(mask, width, height, Math.round(unit * between(random, 4, 9))),
        width * between(random, 0.05, 0.12),
      );
      return done;
    case 'hair':
      takeFrom(
        await grown(mask, width, height, Math.round(between(random, 3.5, 6))),
        width * between(random, 0.06, 0.12),
      );
      return done;
    case 'soft':
      takeFrom(await blurred(mask, width, height, unit * between(random, 6, 10)), width * 0.08);
      return done;
    case 'missing':
      takeFrom(new Uint8Array(mask.length), width * between(random, 0.05, 0.08));
      return done;
    case 'piece':
    case 'hole': {
      const radius = between(random, 2, 12);
      for (let tries = 0; tries < 500; tries++) {
        const angle = random() * 2 * Math.PI;
        const [atX, atY] = [x + Math.cos(angle) * width * 0.05, y + Math.sin(angle) * width * 0.05];
        const wanted = defect === 'piece' ? 0 : 255;
        let fits = true;
        for (let turn = 0; turn < 12; turn++) {
          const way = (turn / 12) * 2 * Math.PI;
          const at =
            Math.round(atY + Math.sin(way) * (radius + 12)) * width +
            Math.round(atX + Math.cos(way) * (radius + 12));
          if (mask[at] !== wanted) fits = false;
        }
        if (!fits) continue;
        dot(atX, atY, radius, 255 - wanted);
        return { x: atX / width, y: atY / height };
      }
      return null;
    }
  }
}

/** A photograph of a drawn product, and where the product is on it. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** RGB, interleaved. */
  readonly photograph: Buffer;
  /** Opacity of a clean cut-out. */
  readonly mask: Uint8Array;
  readonly original: Buffer;
}

export async function drawScene(random: Random, width: number): Promise<Scene> {
  const height = Math.round(width * 1.25);
  const drawing = drawProduct(random, width, height);
  const drawn = await sharp(Buffer.from(drawing.product))
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer();
  const raw = { width, height, channels: 4 as const };
  // No lens draws an edge within one pixel.
  const photograph = await sharp(Buffer.from(drawing.background))
    .composite([{ input: drawn, raw }])
    .removeAlpha()
    .toColourspace('srgb')
    .blur(between(random, 0.5, 1.2))
    .raw()
    .toBuffer();
  addGrain(random, photograph, between(random, 0.5, 3));
  const outline = await sharp(drawn, { raw }).extractChannel(3).raw().toBuffer();
  return {
    width,
    height,
    photograph,
    // Editors cut a little inside of the edge.
    mask: await grown(outline, width, height, -oneOf(random, [1, 1.5, 2])),
    original: await sharp(photograph, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 92 })
      .toBuffer(),
  };
}

/** The scene's cut-out, clean or with one defect at a known place. */
export async function makeCut(
  scene: Scene,
  random: Random,
  defect: Defect | null,
  ground: 'transparent' | 'white',
): Promise<MadeCut> {
  const { width, height, photograph } = scene;
  const mask = Buffer.from(scene.mask);
  const at = defect === null ? null : await spoil(random, defect, mask, photograph, width, height);
  const cut = sharp(photograph, { raw: { width, height, channels: 3 } }).joinChannel(mask, {
    raw: { width, height, channels: 1 },
  });
  const transparent = await cut.png({ compressionLevel: 1 }).toBuffer();
  return {
    result:
      ground === 'transparent'
        ? transparent
        : await sharp(transparent)
            .flatten({ background: '#fff' })
            .jpeg({ quality: 94, chromaSubsampling: '4:4:4' })
            .toBuffer(),
    at,
  };
}
