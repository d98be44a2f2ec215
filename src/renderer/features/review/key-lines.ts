import { KEY_TABLE } from './key-table.ts';
import type { KeyGroup } from './key-table.ts';

/** One line of the list of keys. */
export interface KeyLine {
  readonly words: string;
  readonly caps: readonly string[];
}

/** Three and more caps in a row of digits read as a range: 1 – 9. */
function range(caps: readonly string[]): readonly string[] {
  const first = caps[0];
  const last = caps.at(-1);
  const digits = caps.length > 2 && caps.every((cap) => /^\d$/.test(cap));
  return digits && first !== undefined && last !== undefined ? [first, '–', last] : caps;
}

/** The lines of one group, in the table's order; keys that do the same to both sides share one. */
export function linesOf(group: KeyGroup): readonly KeyLine[] {
  const lines = new Map<string, string[]>();
  for (const row of KEY_TABLE) {
    if (row.group !== group) continue;
    lines.set(row.words, [...(lines.get(row.words) ?? []), ...row.caps]);
  }
  return [...lines].map(([words, caps]) => ({ words, caps: range(caps) }));
}
