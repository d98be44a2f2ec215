import type { Command } from './command.ts';
import { KEY_TABLE } from './key-table.ts';
import type { KeyRow } from './key-table.ts';

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
}

/** The press as the table writes it. What Shift makes of a sign is in the sign already: `?`, `+`. */
function pressOf({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyPress): string {
  const name = key.toLowerCase();
  const sign = name.length === 1 && name === name.toUpperCase() && name !== ' ';
  const held = [
    ctrlKey || metaKey ? 'Ctrl+' : '',
    altKey ? 'Alt+' : '',
    shiftKey && !sign ? 'Shift+' : '',
  ].join('');
  return `${held}${name}`;
}

/** What the person is doing; the same key can mean something else then. */
export type Doing = 'looking' | 'placing' | 'fixing';

const byPress = (counts: (row: KeyRow) => boolean): ReadonlyMap<string, KeyRow> =>
  new Map(KEY_TABLE.filter(counts).flatMap((row) => row.presses.map((press) => [press, row] as const)));

const looking = byPress((row) => row.when === undefined);
const rows: Readonly<Record<Doing, ReadonlyMap<string, KeyRow>>> = {
  looking,
  placing: new Map([...looking, ...byPress((row) => row.when === 'placing')]),
  fixing: byPress((row) => row.when === 'fixing' || row.also === true),
};

export function commandFor(press: KeyPress, doing: Doing = 'looking'): Command | null {
  const row = rows[doing].get(pressOf(press));
  if (row === undefined || (press.repeat && row.repeats !== true)) return null;
  return row.command;
}
