import { lineUp } from '../../../src/main/adapters/compare/line-up.ts';
import { absolute, median, type MeasuredRow } from '../rows.ts';
import { seeded } from './draw-product.ts';
import { errorOf, makePair } from './made-pairs.ts';

/** Pixels; what the goals are counted in. */
const width = 2000;
/** Further off than this, a placement that was called lined up is wrong. Pixels at 2,000 pixels width. */
const wrong = 6;

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;

/**
 * Lines up made pairs with everything known (see `makePair`), and, to see whether it is ever sure of what cannot be, as many
 * results with an original they do not belong to.
 */
export async function registrationRows(
  pairs: number,
  seed: number,
  signal: AbortSignal,
): Promise<readonly MeasuredRow[]> {
  const errors: number[] = [];
  const times: number[] = [];
  let sure = 0;
  let wrongButSure = 0;
  let strangersSure = 0;
  let stranger: Buffer | null = null;
  for (let index = 0; index < pairs; index++) {
    signal.throwIfAborted();
    const pair = await makePair(seeded((seed % 40_000) * 100_000 + index), { width });
    const begun = process.cpuUsage();
    const found = await lineUp(pair.original, pair.result);
    const used = process.cpuUsage(begun);
    times.push((used.user + used.system) / 1000);
    if (found.kind === 'lined-up') {
      sure += 1;
      const error = errorOf(found.frame, pair.frame, 1.25);
      errors.push(error);
      if (error > wrong) wrongButSure += 1;
    }
    if (stranger !== null && (await lineUp(pair.original, stranger)).kind === 'lined-up') strangersSure += 1;
    stranger = pair.result;
  }
  const told = `${String(pairs)} pairs, worst corner of the frame, in pixels at 2,000 px width; of the ${String(sure)} called lined up`;
  return [
    absolute({ name: 'registration: median error', unit: 'px', ours: median(errors), goal: 2, note: told }),
    absolute({
      name: 'registration: 95 % within',
      unit: 'px',
      ours: percentile(errors, 0.95),
      goal: 6,
      note: told,
    }),
    absolute({
      name: 'registration: wrong but confident',
      unit: '%',
      ours: (100 * wrongButSure) / pairs,
      goal: 1,
      note: `more than ${String(wrong)} px off and called lined up, of all pairs`,
    }),
    absolute({
      name: 'registration: strangers called lined up',
      unit: '%',
      ours: (100 * strangersSure) / Math.max(1, pairs - 1),
      goal: 1,
      note: 'each result on the next pair’s original',
    }),
    absolute({
      name: 'registration: found and confident',
      unit: '%',
      ours: (100 * sure) / pairs,
      goal: 90,
      better: 'more',
      note: 'the rest is said to be not sure and linked plainly',
    }),
    absolute({
      name: 'registration: time a pair',
      unit: 'ms',
      ours: median(times),
      goal: 500,
      note: 'processor time, decoding both pictures included',
    }),
  ];
}
