import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import { Worker } from 'node:worker_threads';
import { absolute, median, type MeasuredRow } from '../rows.ts';
import type { Trial, TrialRequest } from './registration-trial.ts';

/** Further off than this, a placement that was called lined up is wrong. Pixels at 2,000 pixels width. */
const wrong = 6;
/** More threads than this only wait for memory. */
const mostThreads = 4;

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;

const shareOf = (answers: readonly (boolean | null)[]): number => {
  const tried = answers.filter((answer) => answer !== null);
  return (100 * tried.filter(Boolean).length) / Math.max(1, tried.length);
};

/** Every pair in one of a few threads; a thread that fails fails the run. */
async function trials(pairs: number, seed: number, signal: AbortSignal): Promise<readonly Trial[]> {
  const done: Trial[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    const thread = new Worker(new URL('./registration-thread.ts', import.meta.url));
    try {
      while (next < pairs) {
        const request: TrialRequest = { seed, index: next++ };
        const answered = once(thread, 'message', { signal });
        thread.postMessage(request);
        const [trial] = (await answered) as [Trial];
        done.push(trial);
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(mostThreads, availableParallelism()) }, lane));
  return done;
}

/**
 * Lines up made pairs with everything known (see `makePair`), and, to see whether it is ever sure of what cannot be, results
 * with an original they do not belong to, mirrored ones and turned ones.
 */
export async function registrationRows(
  pairs: number,
  seed: number,
  signal: AbortSignal,
): Promise<readonly MeasuredRow[]> {
  const all = await trials(pairs, seed, signal);
  const errors = all.flatMap(({ error }) => (error === null ? [] : [error]));
  const far = errors.filter((error) => error > wrong).length;
  const told = `seed ${String(seed)}; ${String(pairs)} pairs, worst corner of the frame, in pixels at 2,000 px width; of the ${String(errors.length)} called lined up`;
  const negatives = (what: string, pick: (trial: Trial) => boolean | null): MeasuredRow => {
    const answers = all.map(pick);
    return absolute({
      name: `registration: ${what} called lined up`,
      unit: '%',
      ours: shareOf(answers),
      goal: 1,
      note: `of ${String(answers.filter((answer) => answer !== null).length)}`,
    });
  };
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
      ours: (100 * far) / pairs,
      goal: 1,
      note: `more than ${String(wrong)} px off and called lined up, of all pairs`,
    }),
    negatives('strangers', (trial) => trial.strangerSure),
    negatives('mirrored', (trial) => trial.mirroredSure),
    negatives('turned by 8° or 90°', (trial) => trial.turnedSure),
    absolute({
      name: 'registration: found and confident',
      unit: '%',
      ours: (100 * errors.length) / pairs,
      goal: 90,
      better: 'more',
      note: 'the rest is said to be not sure and linked plainly',
    }),
    absolute({
      name: 'registration: time a pair',
      unit: 'ms',
      ours: median(all.map(({ time }) => time)),
      goal: 500,
      note: `processor time, decoding apart; load of the machine ${(loadavg()[0] ?? 0).toFixed(1)}`,
    }),
  ];
}
