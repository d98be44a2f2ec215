import { setImmediate as turn } from 'node:timers/promises';

/** How long a transaction goes on before it lets everything else have a turn. Milliseconds. */
const LONGEST_STRETCH = 8;

/** Lets the rest of the process have its turn during a long transaction: nobody else writes meanwhile, and reading sees what is committed. */
export interface Breath {
  isDue(): boolean;
  take(): Promise<void>;
}

export function createBreath(): Breath {
  let since = performance.now();
  return {
    isDue: () => performance.now() - since > LONGEST_STRETCH,
    async take() {
      await turn();
      since = performance.now();
    },
  };
}

/** Work that can be left between its steps; all of it belongs to one transaction. */
export type Steps = Iterable<void>;

export async function inSteps(steps: Steps, breath: Breath): Promise<void> {
  // Each step is done as it is asked for.
  for (const _ of steps) if (breath.isDue()) await breath.take();
}
