import type { Clock } from '../../ports/clock.ts';

/** The longest wait Node's timers take; a longer one would fire at once. */
const LONGEST = 2_147_483_647;

/** The machine's own time. Waits longer than 24.8 days are made of several. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    let left = Math.max(0, milliseconds);
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const step = Math.min(left, LONGEST);
      left -= step;
      timer = setTimeout(left > 0 ? wait : run, step);
    };
    wait();
    return () => clearTimeout(timer);
  },
};
