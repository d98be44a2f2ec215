import type { Bench } from '../bench.ts';
import type { MeasuredRow } from '../rows.ts';
import { roomRows } from './room.ts';
import { registrationRows } from './registration.ts';

/** Pairs lined up in a whole run and in a quick one. */
const pairs = { whole: 300, quick: 30 } as const;

/** How fast and how exact the review room is; `--rows registration` or `--rows room` for one half. */
export const review: Bench = async (options) => {
  const { rows: only, quick, seed, signal, say } = options;
  const rows: MeasuredRow[] = [];
  const wanted = (name: string): boolean => only === null || only.test(name);
  if (wanted('registration')) {
    const count = quick ? pairs.quick : pairs.whole;
    say(`Lining up ${String(count)} made pairs (seed ${String(seed)}) …`);
    rows.push(...(await registrationRows(count, seed, signal)));
  }
  if (wanted('room')) rows.push(...(await roomRows(options)));
  return rows;
};
