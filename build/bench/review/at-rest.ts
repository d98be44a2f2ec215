import { setTimeout as pause } from 'node:timers/promises';
import { processorTime } from './memory.ts';

/** Below this share of one processor for so long, nothing is being done any more. Milliseconds. */
const still = { share: 0.15, time: 2000 } as const;

/**
 * Waits until the process and everything below it has nothing more to do.
 * @param patience milliseconds after which it is waited for no longer
 * @returns whether it came to rest
 */
export async function atRest(main: number, patience: number): Promise<boolean> {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    const [before, begun] = [await processorTime(main), performance.now()];
    await pause(still.time);
    const share = (1000 * ((await processorTime(main)) - before)) / (performance.now() - begun);
    if (share < still.share) return true;
  }
  return false;
}
