import { median } from '../rows.ts';
import type { BenchOptions } from '../options.ts';
import { inFolder, type Contestant, type Task } from './contestants.ts';
import { phasesOf, type Phases } from './phases.ts';

/** Rounds of every contestant in turn, while a row has not taken longer than its time. */
const ROUNDS = 3;
/** Milliseconds: no further round begins after it. */
const ROW_TIME = 60_000;

export interface Measured {
  /** Seconds by contestant, medians. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Seconds of the processors by contestant, medians. */
  readonly processor: Readonly<Record<string, number>>;
  /** Of Clipdesk, MB. */
  readonly peakMemory: number;
  /** Of Clipdesk, in its middle run. */
  readonly phases: Phases | null;
  /** Clipdesk was ended because its time was over. */
  readonly notReached: boolean;
  readonly note: string;
}

/** The order changes with every round, so that none always meets the warm server. */
export async function rounds(
  name: string,
  contestants: Readonly<Record<string, Contestant>>,
  task: Omit<Task, 'home'>,
  options: BenchOptions,
  home: string,
  between: () => Promise<void>,
): Promise<Measured> {
  const names = Object.keys(contestants);
  const times = new Map<string, number[]>(names.map((each) => [each, []]));
  const processor = new Map<string, number[]>(names.map((each) => [each, []]));
  const ours: { readonly seconds: number; readonly phases: Phases | null }[] = [];
  const started = performance.now();
  let peakMemory = 0;
  let notReached = false;
  let note = '';
  let round = 0;
  while (round < (options.quick ? 1 : ROUNDS) && (round === 0 || performance.now() - started < ROW_TIME)) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const who = names[(turn + round) % names.length] ?? '';
      const contestant = contestants[who];
      if (contestant === undefined) continue;
      await between();
      const run = await inFolder(home, (folder) => contestant({ ...task, home: folder }));
      times.get(who)?.push(run.seconds);
      processor.get(who)?.push(run.processor);
      if (run.tooLong) note += `${who}: not reached in ${run.seconds.toFixed(0)} s. `;
      if (who === 'clipdesk') {
        peakMemory = Math.max(peakMemory, run.peakMemory);
        notReached ||= run.tooLong;
        ours.push({ seconds: run.seconds, phases: phasesOf(run, task.api) });
      }
      options.say(`${name}: ${who} ${run.seconds.toFixed(2)} s, ${run.peakMemory.toFixed(0)} MB`);
    }
    round += 1;
  }
  await between();
  const middle = ours.toSorted((one, other) => one.seconds - other.seconds)[ours.length >> 1];
  const medians = (found: ReadonlyMap<string, readonly number[]>): Record<string, number> =>
    Object.fromEntries([...found].map(([who, values]) => [who, median(values)]));
  return {
    seconds: medians(times),
    processor: medians(processor),
    peakMemory,
    phases: middle?.phases ?? null,
    notReached,
    note: `${note}${round === 1 ? 'one round' : `median of ${round} rounds`}`,
  };
}
