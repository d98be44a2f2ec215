import type { Plan } from './plan.ts';
import { run } from './run.ts';
import type { Breakage } from './world/computer.ts';

/** Runs at most, so that a stubborn seed does not hold up the others. */
const MOST_RUNS = 250;

/** What went wrong, without the names and numbers that change when something else is left out. */
function kindOf(violation: string): string {
  return violation.replaceAll(/[\d.]+|why-\S+|order-\S+|p\d+\.jpg/g, '#');
}

/**
 * Leaves out moves and faults as long as the same promise stays broken: halves first, then single ones.
 * @returns the shortest plan found, and its trace
 */
export async function shrink(
  plan: Plan,
  violations: readonly string[],
  breakage: Breakage = {},
): Promise<{ readonly plan: Plan; readonly trace: readonly string[] }> {
  const wanted = new Set(violations.map(kindOf));
  let best = plan;
  let trace: readonly string[] = [];
  let runs = 0;

  const stillFails = async (candidate: Plan): Promise<boolean> => {
    runs += 1;
    const outcome = await run(candidate, breakage);
    if (!outcome.violations.some((violation) => wanted.has(kindOf(violation)))) return false;
    best = candidate;
    trace = outcome.trace;
    return true;
  };

  const leaveOut = async (part: 'moves' | 'faults'): Promise<void> => {
    for (let size = Math.max(1, best[part].length >> 1); size >= 1; size >>= 1) {
      for (let from = 0; from < best[part].length && runs < MOST_RUNS;) {
        const rest = [...best[part].slice(0, from), ...best[part].slice(from + size)];
        if (!(await stillFails({ ...best, [part]: rest }))) from += size;
      }
    }
  };

  await stillFails(plan);
  for (let before = -1; before !== best.moves.length + best.faults.length && runs < MOST_RUNS;) {
    before = best.moves.length + best.faults.length;
    await leaveOut('faults');
    await leaveOut('moves');
  }
  return { plan: best, trace };
}
