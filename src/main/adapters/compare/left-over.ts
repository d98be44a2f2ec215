import type { Beneath } from './beneath.ts';
import type { Region } from './contour.ts';

/** 8-bit steps by which the tint of a region may differ from the background's and still be counted in part. */
const tintFree = 1;
const tintMost = 2.6;
/** Times as uneven as the background itself, likewise. */
const unevenFree = 1.35;
const unevenMost = 2.1;

const falling = (value: number, free: number, most: number): number =>
  Math.min(1, Math.max(0, (most - value) / (most - free)));

/**
 * How much a region in the background's colour continues the background, 0..1: the same tint, whatever the light, and no
 * shading of its own. A label or a sole of a colour like it has another tint; a rounded product is shaded.
 */
export function continuesBackground(
  region: Region,
  width: number,
  under: Beneath,
  belongs: (at: number) => boolean,
): number {
  const left = Math.round(region.x - region.width / 2);
  const top = Math.round(region.y - region.height / 2);
  const sum = [0, 0, 0];
  let squares = 0;
  let count = 0;
  for (let y = top; y < top + region.height; y++) {
    for (let x = left; x < left + region.width; x++) {
      if (!belongs(y * width + x)) continue;
      const colour = under.colour(x, y);
      const background = under.background(x, y);
      if (colour === null || background === null) continue;
      for (const channel of [0, 1, 2] as const)
        sum[channel] = (sum[channel] ?? 0) + colour[channel] - background[channel];
      squares += (colour[1] - background[1]) ** 2;
      count += 1;
    }
  }
  if (count === 0) return 0;
  const means = sum.map((each) => each / count);
  const tint = Math.max(...means) - Math.min(...means);
  const uneven = Math.sqrt(Math.max(0, squares / count - (means[1] ?? 0) ** 2));
  return (
    falling(tint, tintFree, tintMost) *
    falling(uneven / Math.max(1, under.unevenness), unevenFree, unevenMost)
  );
}
