/** Places of the film strip, CSS pixels from its left end. The current picture is bigger and has room around it. */
export const CELL = 60;
export const CELL_NOW = 68;
export const GAP = 6;
const AROUND_NOW = 8;
/** The ring around the current picture must not be cut off at either end. */
export const ENDS = 6;

const STRIDE = CELL + GAP;
const EXTRA = CELL_NOW - CELL + 2 * AROUND_NOW;

/** Left edge of a cell. */
export function cellLeft(index: number, now: number): number {
  const before = ENDS + index * STRIDE;
  if (index < now) return before;
  return index === now ? before + AROUND_NOW : before + EXTRA;
}

/** Length of the whole strip. */
export function filmLength(count: number): number {
  return count === 0 ? 0 : 2 * ENDS + count * STRIDE - GAP + EXTRA;
}

/** First and one-past-last cell worth drawing for a window `[from, from + width)` of the strip. */
export function cellsIn(
  from: number,
  width: number,
  count: number,
): { readonly start: number; readonly end: number } {
  const start = Math.max(0, Math.floor((from - ENDS - EXTRA) / STRIDE) - 2);
  return { start: Math.min(start, count), end: Math.min(count, Math.ceil((from + width) / STRIDE) + 2) };
}

/** How far to scroll so that the current picture is in the middle, within the strip's ends. */
export function scrollToMiddle(now: number, count: number, width: number): number {
  const middle = cellLeft(now, now) + CELL_NOW / 2;
  return Math.max(0, Math.min(filmLength(count) - width, middle - width / 2));
}
