/** Which rows of a list are worth drawing: pure, so that it can be proven without a browser. */
export class RowOffsets {
  readonly #tops: Float64Array;

  /** `heights`: pixels per row. */
  constructor(heights: readonly number[]) {
    this.#tops = new Float64Array(heights.length + 1);
    let top = 0;
    for (const [index, height] of heights.entries()) {
      this.#tops[index] = top;
      top += height;
    }
    this.#tops[heights.length] = top;
  }

  get count(): number {
    return this.#tops.length - 1;
  }

  /** Pixels of the whole list. */
  get total(): number {
    return this.#tops[this.count] ?? 0;
  }

  top(index: number): number {
    return this.#tops[Math.min(Math.max(index, 0), this.count)] ?? 0;
  }

  /** The row at a distance from the top; the last one below the end. */
  at(y: number): number {
    let low = 0;
    let high = Math.max(this.count - 1, 0);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.top(middle) <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** First and one-past-last row that touch the window `[from, to)`, widened by `extra` rows on both sides. */
  window(from: number, to: number, extra: number): { readonly start: number; readonly end: number } {
    if (this.count === 0) return { start: 0, end: 0 };
    return {
      start: Math.max(0, this.at(from) - extra),
      end: Math.min(this.count, this.at(Math.max(from, to - 1)) + 1 + extra),
    };
  }
}

/** Shortest thumb that can still be grasped, pixels. */
const SHORTEST_THUMB = 32;

/** Where the thumb of a scroll bar lies, pixels from the top of the view; height 0 when everything fits. */
export function thumbBox(
  viewHeight: number,
  fullHeight: number,
  scrollTop: number,
): { readonly top: number; readonly height: number } {
  const hidden = fullHeight - viewHeight;
  if (viewHeight <= 0 || hidden <= 1) return { top: 0, height: 0 };
  const height = Math.max(Math.min(SHORTEST_THUMB, viewHeight), (viewHeight * viewHeight) / fullHeight);
  const way = Math.min(1, Math.max(0, scrollTop / hidden));
  return { top: (viewHeight - height) * way, height };
}
