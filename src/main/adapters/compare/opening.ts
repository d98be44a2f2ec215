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

/** A gap in the product, in pixels of the picture. */
interface Gap {
  /** The middle of its box. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A gap is looked through at so many places across and down. */
const looks = 5;

/** A gap through which the original shows its background, and not the product: an opening that belongs there. */
export function isOpening(picture: EdgePicture, mask: Uint8Array, under: Beneath | null, gap: Gap): boolean {
  if (under === null) return false;
  const product = around(picture, mask, gap.x, gap.y, Math.hypot(gap.width, gap.height) / 4);
  if (product === null) return false;
  let votes = 0;
  let background = 0;
  for (let down = 0; down < looks; down++) {
    for (let right = 0; right < looks; right++) {
      const x = gap.x + ((right + 0.5) / looks - 0.5) * gap.width;
      const y = gap.y + ((down + 0.5) / looks - 0.5) * gap.height;
      const isMiddle = right === (looks - 1) / 2 && down === right;
      if (mask[Math.floor(y) * picture.width + Math.floor(x)] !== 0 && !isMiddle) continue;
      const seen = under.colour(x, y);
      const usual = under.background(x, y);
      if (seen === null || usual === null) continue;
      votes += 1;
      if (far(seen, usual) < far(seen, product)) background += 1;
    }
  }
  return background * 2 > votes;
}
