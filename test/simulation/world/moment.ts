import { stoppedError } from '../../../src/main/errors/network-errors.ts';
import { Dead, type Life } from './life.ts';
import type { VirtualTime } from './virtual-time.ts';

/**
 * Some time passes for a process. It ends with `cancelled` when what is done is stopped, and never when the process ends.
 * @param maybeDone whether the far end may have all of it when it is stopped now
 */
export function moment(
  time: VirtualTime,
  life: Life,
  signal: AbortSignal,
  milliseconds: number,
  maybeDone = false,
): Promise<void> {
  if (!life.alive) return Promise.reject(new Dead());
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      cancel();
      leave();
      reject(stoppedError(maybeDone));
    };
    const cancel = time.after(milliseconds, () => {
      signal.removeEventListener('abort', stop);
      leave();
      resolve();
    });
    const leave = life.atEnd(cancel);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}
