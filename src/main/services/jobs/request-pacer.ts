import type { AccountId } from '../../../preload/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';

/** Waits for the turn of one request. */
export type Pace = () => Promise<void>;

/** Asked by a person, who waits: goes at once. */
export const atOnce: Pace = () => Promise.resolve();

/**
 * Gives every request of an account its turn, whichever job it is for. Turns are handed out in order and never saved up:
 * after a sleep, or a clock set forward, there is no burst; after one set back, nobody waits longer than one turn.
 */
export interface RequestPacer {
  /**
   * @param between least time since the turn before, milliseconds
   * @throws the signal's reason once it is aborted
   */
  turn(account: AccountId, between: number, signal: AbortSignal): Promise<void>;
}

export function createRequestPacer(clock: Clock): RequestPacer {
  const queues = new Map<AccountId, Promise<void>>();
  const granted = new Map<AccountId, number>();

  const wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = clock.after(milliseconds, end);
      signal.addEventListener('abort', end);
    });

  return {
    async turn(account, between, signal) {
      const before = queues.get(account) ?? Promise.resolve();
      const mine = before.then(async () => {
        const since = clock.now() - (granted.get(account) ?? -Infinity);
        const left = Math.min(between, between - since);
        if (left > 0 && !signal.aborted) await wait(left, signal);
        granted.set(account, clock.now());
      });
      queues.set(account, mine);
      await mine;
      signal.throwIfAborted();
    },
  };
}
