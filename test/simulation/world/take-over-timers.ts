import { FIRST_MOMENT, type VirtualTime } from './virtual-time.ts';

let current: VirtualTime | null = null;
let last = 0;
const arranged = new Map<number, () => void>();

/**
 * The timers and the stop-watch of this thread follow the virtual time: what an adapter waits for in real time would make
 * the order of events depend on this computer. Only ever called in a thread of the simulator.
 */
export function takeOverTimers(): void {
  const start = (run: (...given: unknown[]) => void, wait = 0, ...given: unknown[]): unknown => {
    if (current === null) throw new Error('A timer was set outside of a simulated world.');
    last += 1;
    const id = last;
    arranged.set(
      id,
      current.after(wait, () => {
        arranged.delete(id);
        run(...given);
      }),
    );
    return { id, ref: () => undefined, unref: () => undefined, hasRef: () => true };
  };
  const end = (timer: unknown): void => {
    if (typeof timer !== 'object' || timer === null || !('id' in timer)) return;
    const id = Number(timer.id);
    arranged.get(id)?.();
    arranged.delete(id);
  };
  Object.assign(globalThis, { setTimeout: start, clearTimeout: end });
  Object.defineProperty(performance, 'now', {
    value: () => (current === null ? 0 : current.now() - FIRST_MOMENT),
  });
}

/** Whose time the timers of this thread follow from now on. */
export function followTime(time: VirtualTime | null): void {
  current = time;
  arranged.clear();
}
