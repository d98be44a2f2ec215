/** What hangs together, counted while the rows of a picture go by. */
export interface Part {
  /** Pixels that belong to it for certain; those that only connect are not counted. */
  readonly solid: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Growing extends Part {
  solid: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** What it has grown together with; itself while it stands for itself. */
  into: Growing | null;
  lastRow: number;
}

interface Run {
  readonly start: number;
  readonly end: number;
  readonly part: Growing;
}

function root(part: Growing): Growing {
  let top = part;
  while (top.into !== null) top = top.into;
  // What was long on the way is short the next time.
  for (let at = part; at.into !== null;) {
    const next = at.into;
    at.into = top;
    if (next === top) break;
    at = next;
  }
  return top;
}

function join(one: Growing, other: Growing): Growing {
  const [kept, gone] = [root(one), root(other)];
  if (kept === gone) return kept;
  gone.into = kept;
  kept.solid += gone.solid;
  kept.left = Math.min(kept.left, gone.left);
  kept.right = Math.max(kept.right, gone.right);
  kept.top = Math.min(kept.top, gone.top);
  kept.bottom = Math.max(kept.bottom, gone.bottom);
  return kept;
}

/**
 * Connected parts (four neighbours) of a picture whose rows come one after the other. Only what touches the last row is
 * held, so that memory does not grow with the picture.
 */
export class RowParts {
  readonly #done: (part: Part) => void;
  #above: readonly Run[] = [];

  /** @param done told of each part when no further row can belong to it */
  constructor(done: (part: Part) => void) {
    this.#done = done;
  }

  /** @param kind of a column: 0 not part of anything, 1 connects, 2 counts too */
  row(y: number, width: number, kind: (x: number) => 0 | 1 | 2): void {
    const runs: Run[] = [];
    let above = 0;
    for (let x = 0; x < width; x++) {
      if (kind(x) === 0) continue;
      const start = x;
      let solid = 0;
      for (let now = kind(x); now !== 0; now = x < width ? kind(x) : 0) {
        if (now === 2) solid += 1;
        x += 1;
      }
      const end = x - 1;
      let part: Growing = { solid, left: start, right: end, top: y, bottom: y, into: null, lastRow: y };
      while (above > 0 && (this.#above[above - 1]?.end ?? -1) >= start) above -= 1;
      for (; above < this.#above.length; above++) {
        const other = this.#above[above];
        if (other === undefined || other.start > end) break;
        if (other.end >= start) part = join(other.part, part);
      }
      part.bottom = y;
      part.lastRow = y;
      runs.push({ start, end, part });
    }
    this.#settle(y);
    this.#above = runs;
  }

  /** No more rows come. */
  end(): void {
    this.#settle(Infinity);
    this.#above = [];
  }

  #settle(y: number): void {
    for (const { part } of this.#above) {
      const known = root(part);
      if (known.lastRow >= y || known.lastRow < 0) continue;
      // Told of once, however many runs of the row are its own.
      known.lastRow = -1;
      this.#done(known);
    }
  }
}
