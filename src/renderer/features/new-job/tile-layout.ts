/** Pixels; the space beside and between tiles is part of the design. */
const MARGIN = 24;
const GAP = 12;
const CAPTION = 20;
const BELOW = 14;
const WIDEST_TILE = 122;

export interface GridShape {
  readonly columns: number;
  /** Pixels. */
  readonly pictureHeight: number;
  readonly rowHeight: number;
}

/** As many columns as fit with tiles of 4:5 no wider than in the design. */
export function gridShape(width: number): GridShape {
  const inner = Math.max(0, width - 2 * MARGIN);
  const columns = Math.max(2, Math.ceil((inner + GAP) / (WIDEST_TILE + GAP)));
  const tile = Math.max(0, (inner - GAP * (columns - 1)) / columns);
  const pictureHeight = Math.round((tile * 5) / 4);
  return { columns, pictureHeight, rowHeight: pictureHeight + CAPTION + BELOW };
}

export function chunk<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const rows: Item[][] = [];
  for (let start = 0; start < items.length; start += size) rows.push(items.slice(start, start + size));
  return rows;
}

/** Where an arrow key leads in a grid of `total` tiles; null when the key is no move. */
export function moveInGrid(key: string, from: number, total: number, columns: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    PageDown: columns * 3,
    PageUp: -columns * 3,
    Home: -total,
    End: total,
  };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  if (step === undefined || total === 0) return null;
  const to = from + step;
  // Straight up or down off the edge stays where it is, as in every picture browser.
  if ((key === 'ArrowUp' && to < 0) || (key === 'ArrowDown' && from + columns > total - 1 + columns))
    return from;
  return Math.min(total - 1, Math.max(0, to));
}
