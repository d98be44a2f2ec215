import type { Pixels } from './background-model.ts';
import { distances } from './mask-shape.ts';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A mask that was drawn on a smaller picture. */
export interface Mask {
  /** 1 product, 0 background. */
  readonly mask: Uint8Array;
  readonly small: Pixels;
}

/** The edge is looked for from here to there. Pixels of the small picture, counted into the product. */
const OUTER = -0.5;
const INNER = 3.5;
/** The edge, when the colours on both sides do not tell. */
const MIDDLE = 1.2;
/** How far around the colours of both sides are looked up. Pixels of the small picture. */
const AROUND = 5;
/** Difference of colour (0..255 per channel, straight distance) below which it tells nothing, and above which it decides. */
const SILENT = 14;
const CERTAIN = 40;

function clamp(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

/** Distance from the edge of the mask, positive in the product, smoothed so that the steps of its pixels do not show. */
function depths({ mask, small: { width, height } }: Mask): Float32Array {
  const inside = distances(mask, width, height, (value) => value === 0);
  const outside = distances(mask, width, height, (value) => value === 1);
  for (let at = 0; at < inside.length; at += 1)
    inside[at] = Math.max(-9, Math.min(9, (inside[at] ?? 0) - (outside[at] ?? 0)));
  for (let round = 0; round < 2; round += 1) {
    outside.set(inside);
    for (let at = 1; at < inside.length - 1; at += 1)
      outside[at] = ((inside[at - 1] ?? 0) + (inside[at] ?? 0) + (inside[at + 1] ?? 0)) / 3;
    for (let at = width; at < inside.length - width; at += 1)
      inside[at] = ((outside[at - width] ?? 0) + (outside[at] ?? 0) + (outside[at + width] ?? 0)) / 3;
  }
  return inside;
}

/** Mean colours of the product and of the background near each pixel of the small picture's edge. */
interface Sides {
  /** Six numbers per entry: red, green, blue of the product, then of the background. */
  readonly colours: Float32Array;
  /** Entry of each pixel; -1 away from the edge. */
  readonly entry: Int32Array;
}

function sidesOf({ data, width, height }: Pixels, depth: Float32Array): Sides {
  const entry = new Int32Array(width * height).fill(-1);
  let count = 0;
  for (let at = 0; at < depth.length; at += 1) {
    const here = depth[at] ?? 0;
    if (here <= OUTER - 2 || here >= INNER + 2) continue;
    entry[at] = count;
    count += 1;
  }
  const colours = new Float32Array(count * 6);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const slot = entry[y * width + x] ?? -1;
      if (slot < 0) continue;
      const sums = [0, 0, 0, 0, 0, 0];
      let product = 0;
      let background = 0;
      for (let dy = -AROUND; dy <= AROUND; dy += 1) {
        const row = y + dy;
        if (row < 0 || row >= height) continue;
        for (let dx = -AROUND; dx <= AROUND; dx += 1) {
          const column = x + dx;
          if (column < 0 || column >= width) continue;
          const at = row * width + column;
          const here = depth[at] ?? 0;
          const own = here > 0;
          if (!own && here > OUTER) continue;
          // What is deep in the product shows its colour best; thin parts have nothing deep, and their middle counts.
          const weight = own ? Math.min(here, 4.5) ** 4 : 1;
          const base = own ? 0 : 3;
          for (let channel = 0; channel < 3; channel += 1)
            sums[base + channel] = (sums[base + channel] ?? 0) + weight * (data[at * 4 + channel] ?? 0);
          if (own) product += weight;
          else background += weight;
        }
      }
      for (let index = 0; index < 6; index += 1) {
        const weight = index < 3 ? product : background;
        const other = index < 3 ? (sums[index + 3] ?? 0) / background : (sums[index - 3] ?? 0) / product;
        colours[slot * 6 + index] = weight > 0 ? (sums[index] ?? 0) / weight : other;
      }
    }
  return { colours, entry };
}

/**
 * Writes the mask into the alpha channel of the large picture: within a narrow band the edge lies where the colour turns
 * from the background's to the product's, soft over about one pixel. Colour of the background is taken out of the edge
 * and cleared from what is fully transparent, so that none of it is left in the file.
 * @param pixels changed
 * @returns the smallest box around the product; null when nothing is left of the picture
 */
export function applyMask({ data, width, height }: Pixels, drawn: Mask): Box | null {
  const { small } = drawn;
  const depth = depths(drawn);
  const { colours, entry } = sidesOf(small, depth);
  const scaleX = small.width / width;
  const scaleY = small.height / height;
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y += 1) {
    const v = Math.min(small.height - 1, Math.max(0, (y + 0.5) * scaleY - 0.5));
    const row = Math.min(small.height - 2, Math.floor(v)) * small.width;
    const down = v - row / small.width;
    for (let x = 0; x < width; x += 1) {
      const u = Math.min(small.width - 1, Math.max(0, (x + 0.5) * scaleX - 0.5));
      const column = Math.min(small.width - 2, Math.floor(u));
      const along = u - column;
      const corner = row + column;
      const at = (y * width + x) * 4;
      const slot = entry[corner] ?? -1;
      let alpha = (depth[corner] ?? 0) > 0 ? 1 : 0;
      if (slot >= 0) {
        const above = (depth[corner] ?? 0) * (1 - along) + (depth[corner + 1] ?? 0) * along;
        const below =
          (depth[corner + small.width] ?? 0) * (1 - along) + (depth[corner + small.width + 1] ?? 0) * along;
        const here = above * (1 - down) + below * down;
        let difference = 0;
        let share = 0;
        for (let channel = 0; channel < 3; channel += 1) {
          const background = colours[slot * 6 + 3 + channel] ?? 0;
          const way = (colours[slot * 6 + channel] ?? 0) - background;
          difference += way * way;
          share += way * ((data[at + channel] ?? 0) - background);
        }
        const told = difference > 0 ? clamp((share / difference - 0.2) / 0.6) : 0;
        const trust = clamp((Math.sqrt(difference) - SILENT) / (CERTAIN - SILENT));
        const drawnAlpha = clamp((here - MIDDLE) / scaleX + 0.5);
        const mixed = told * trust + drawnAlpha * (1 - trust);
        alpha = Math.min(clamp(here - OUTER), Math.max(clamp(here - INNER + 1), mixed));
        if (alpha > 0 && alpha < 1)
          for (let channel = 0; channel < 3; channel += 1) {
            const product = colours[slot * 6 + channel] ?? 0;
            data[at + channel] = Math.round(product + ((data[at + channel] ?? 0) - product) * alpha * alpha);
          }
      }
      const opacity = Math.min(Math.round(alpha * 255), data[at + 3] ?? 255);
      data[at + 3] = opacity;
      if (opacity === 0) {
        data[at] = 0;
        data[at + 1] = 0;
        data[at + 2] = 0;
        continue;
      }
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}
