import { far, type Beneath, type Colour } from './beneath.ts';
import type { EdgePicture } from './rim.ts';

/** Directions in which the product around a gap is looked at. */
const ways = 16;

/** Mean colour of the product just around a gap; null when there is none. */
function around(picture: EdgePicture, mask: Uint8Array, x: number, y: number, radius: number): Colour | null {
  const sum = [0, 0, 0];
  let count = 0;
  for (let way = 0; way < ways; way++) {
    const angle = (way / ways) * 2 * Math.PI;
    const column = Math.round(x + Math.cos(angle) * (radius + 3));
    const row = Math.round(y + Math.sin(angle) * (radius + 3));
    if (column < 0 || row < 0 || column >= picture.width || row >= picture.height) continue;
    const at = row * picture.width + column;
    if (mask[at] !== 1) continue;
    for (const channel of [0, 1, 2])
      sum[channel] = (sum[channel] ?? 0) + (picture.pixels[at * 4 + channel] ?? 0);
    count += 1;
  }
  return count === 0 ? null : [(sum[0] ?? 0) / count, (sum[1] ?? 0) / count, (sum[2] ?? 0) / count];
}

/**
 * A gap through which the original shows its background, and not the product: an opening that belongs there.
 * @param x, y middle of the gap in pixels of the picture, as its radius
 */
export function isOpening(
  picture: EdgePicture,
  mask: Uint8Array,
  under: Beneath | null,
  x: number,
  y: number,
  radius: number,
): boolean {
  const seen = under?.colour(x, y) ?? null;
  const background = under?.background(x, y) ?? null;
  if (seen === null || background === null) return false;
  const product = around(picture, mask, x, y, radius);
  return product !== null && far(seen, background) < far(seen, product);
}
