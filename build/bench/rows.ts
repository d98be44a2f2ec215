/**
 * What one thing came to, in the form every bench of the project writes: one row of the table, one object of the array.
 */
export interface Row {
  readonly name: string;
  /** Of `ours` and `peers`: `s`, `ms`, `MB`, `files` … */
  readonly unit: string;
  readonly ours: number;
  /** The same measured for others, by name; empty when nothing else does it. */
  readonly peers: Readonly<Record<string, number>>;
  /** `ours` divided by the best of the peers; null without peers. */
  readonly ratio: number | null;
  /** The most `ratio` may be; without peers what `ours` has to reach, see `MeasuredRow.better`. */
  readonly goal: number;
  readonly ok: boolean;
}

/** A row with what only the table says. */
export interface MeasuredRow extends Row {
  readonly better: 'less' | 'more';
  /** What was counted; empty when there is nothing to say. */
  readonly note: string;
  /** Why it is above its goal, should it be: printed only then. */
  readonly why: string;
}

/** @returns the middle of the values; the mean of the two middle ones for an even number, NaN for none */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/**
 * A row that is measured beside others.
 * @param row `goal`: the most the ratio to the best peer may be; `better`: `less` unless told
 */
export function compared(
  row: Pick<Row, 'name' | 'unit' | 'ours' | 'peers' | 'goal'> & {
    readonly better?: MeasuredRow['better'];
    readonly note?: string;
    readonly why?: string;
    /** Ours was ended before it was through: it misses its goal whatever the peers needed. */
    readonly notReached?: boolean;
  },
): MeasuredRow {
  const better = row.better ?? 'less';
  const values = Object.values(row.peers);
  const best = better === 'less' ? Math.min(...values) : Math.max(...values);
  const ratio = values.length === 0 || best === 0 ? null : rounded(row.ours / best);
  return {
    name: row.name,
    unit: row.unit,
    ours: rounded(row.ours),
    peers: Object.fromEntries(Object.entries(row.peers).map(([name, value]) => [name, rounded(value)])),
    ratio,
    goal: row.goal,
    ok:
      !(row.notReached ?? false) &&
      ratio !== null &&
      (better === 'less' ? ratio <= row.goal : ratio >= row.goal),
    better,
    note: row.note ?? '',
    why: row.why ?? '',
  };
}

/** A row with nothing beside it: `ours` has to reach `goal`, from below or (`better: 'more'`) from above. */
export function absolute(
  row: Pick<Row, 'name' | 'unit' | 'ours' | 'goal'> & {
    readonly better?: MeasuredRow['better'];
    readonly note?: string;
    readonly why?: string;
  },
): MeasuredRow {
  const better = row.better ?? 'less';
  return {
    name: row.name,
    unit: row.unit,
    ours: rounded(row.ours),
    peers: {},
    ratio: null,
    goal: row.goal,
    ok: better === 'less' ? row.ours <= row.goal : row.ours >= row.goal,
    better,
    note: row.note ?? '',
    why: row.why ?? '',
  };
}

/** The row as it goes into the JSON array: exactly the members of `Row`. */
export function plainRow({ name, unit, ours, peers, ratio, goal, ok }: MeasuredRow): Row {
  return { name, unit, ours, peers, ratio, goal, ok };
}
