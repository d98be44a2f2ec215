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

const byPress = (placing: boolean): ReadonlyMap<string, KeyRow> =>
  new Map(
    KEY_TABLE.filter((row) => (row.placing === true) === placing).flatMap((row) =>
      row.presses.map((press) => [press, row] as const),
    ),
  );
const always = byPress(false);
const whilePlacing = byPress(true);

/** @param placing a reason is in the hand */
export function commandFor(press: KeyPress, placing = false): Command | null {
  const name = pressOf(press);
  const row = (placing ? whilePlacing.get(name) : undefined) ?? always.get(name);
  if (row === undefined || (press.repeat && row.repeats !== true)) return null;
  return row.command;
}
