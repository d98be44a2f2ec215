import type { Bench } from '../bench.ts';
import type { MeasuredRow } from '../rows.ts';
import { edgeRows } from './edge-rows.ts';
import { registrationRows } from './registration.ts';
import { roomRows } from './room.ts';

/** Pairs lined up in a whole run and in a quick one. */
const pairs = { whole: 300, quick: 30 } as const;

/** Products drawn for the edge tour, each cut out seven times. */
const products = { whole: 12, quick: 2 } as const;

/** How fast and how exact the review room is; `--rows registration`, `edge`, `room`, or one of its parts: `many`, `walk`, `cold`. */
export const review: Bench = async (options) => {
  const { rows: only, quick, seed, signal, say } = options;
  const rows: MeasuredRow[] = [];
  const wanted = (name: string): boolean => only === null || only.test(name);
  if (wanted('registration')) {
    const count = quick ? pairs.quick : pairs.whole;
    say(`Lining up ${String(count)} made pairs (seed ${String(seed)}) …`);
    rows.push(...(await registrationRows(count, seed, signal)));
  }
  if (wanted('edge')) {
    const count = quick ? products.quick : products.whole;
    say(`Walking the edges of ${String(count)} drawn products (seed ${String(seed)}) …`);
    rows.push(...(await edgeRows(count, seed, signal)));
  }
  const parts = (['many', 'walk', 'cold'] as const).filter((part) => wanted('room') || wanted(part));
  if (parts.length > 0) rows.push(...(await roomRows(options, (part) => parts.includes(part))));
  return rows;
};
