import type { Bandwidth } from '../../../preload/contract/index.ts';
import { stoppedError } from '../../errors/network-errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Throttle } from '../../ports/throttle.ts';
import { limitAt, nextLimitChange } from './bandwidth-hours.ts';

/** What may go at once after a quiet moment, as a part of a second's bytes. */
const BURST_SECONDS = 0.25;

/** Those who wait look at the clock at least this often: it may have been set, or the computer slept. Milliseconds. */
const LONGEST_WAIT = 30_000;

/** Timers do not come more often than this. Milliseconds. */
const SHORTEST_WAIT = 5;

interface Waiting {
  readonly bytes: number;
  readonly go: () => void;
}

export interface AdjustableThrottle extends Throttle {
  /** Counts from this moment on, also for those that wait already. */
  adjust(bandwidth: Bandwidth): void;
  /** Lets everybody go: Clipdesk closes. */
  stop(): void;
}

/**
 * One bucket for all transfers together. A block goes when the bucket holds anything and may leave it in debt, which
 * those after it wait for: the average is exact whatever the size of the blocks. First come, first served.
 */
export function createThrottle(clock: Clock, first: Bandwidth): AdjustableThrottle {
  let bandwidth = first;
  /** Bytes; below zero is debt. */
  let tokens = 0;
  let filledAt = clock.now();
  /** The limit of the time from `limitFrom` until `limitUntil`, so that a block does not work out hours of days. */
  let limit: number | null = null;
  let limitFrom = -Infinity;
  let limitUntil: number | null = -Infinity;
  let waiting: Waiting[] = [];
  let cancelTimer: (() => void) | null = null;
  let stopped = false;

  const currentLimit = (now: number): number | null => {
    // A clock that was set back may be in other hours again.
    if (now < limitFrom || (limitUntil !== null && now >= limitUntil)) {
      const next = limitAt(bandwidth, now);
      if (next !== limit) {
        tokens = 0;
        filledAt = now;
      }
      limit = next;
      limitFrom = now;
      limitUntil = nextLimitChange(bandwidth, now);
    }
    return stopped ? null : limit;
  };

  const fill = (rate: number, now: number): void => {
    // A clock that was set back gives nothing and takes nothing.
    const passed = Math.max(0, now - filledAt);
    tokens = Math.min(rate * BURST_SECONDS, tokens + (rate * passed) / 1_000);
    filledAt = now;
  };

  const pump = (): void => {
    cancelTimer?.();
    cancelTimer = null;
    const now = clock.now();
    const rate = currentLimit(now);
    if (rate !== null) fill(rate, now);
    while (waiting.length > 0 && (rate === null || tokens > 0)) {
      const next = waiting.shift();
      if (rate !== null) tokens -= next?.bytes ?? 0;
      next?.go();
    }
    if (waiting.length === 0 || rate === null) return;
    const untilFilled = Math.ceil(((1 - tokens) * 1_000) / rate);
    const untilChange = limitUntil === null ? Infinity : limitUntil - now;
    cancelTimer = clock.after(
      Math.max(SHORTEST_WAIT, Math.min(untilFilled, untilChange, LONGEST_WAIT)),
      pump,
    );
  };

  return {
    pass(bytes, signal) {
      const now = clock.now();
      const rate = currentLimit(now);
      if (rate === null) return null;
      if (signal.aborted) return Promise.reject(stoppedError(false));
      fill(rate, now);
      if (waiting.length === 0 && tokens > 0) {
        tokens -= bytes;
        return null;
      }
      const passed = new Promise<void>((resolve, reject) => {
        const entry: Waiting = {
          bytes,
          go: () => {
            signal.removeEventListener('abort', abort);
            resolve();
          },
        };
        const abort = (): void => {
          waiting = waiting.filter((each) => each !== entry);
          reject(stoppedError(false));
        };
        signal.addEventListener('abort', abort, { once: true });
        waiting.push(entry);
        if (cancelTimer === null) pump();
      });
      // Whoever asked may still be busy with what went before, or have broken off with it.
      passed.catch(() => undefined);
      return passed;
    },
    adjust(next) {
      bandwidth = next;
      limitUntil = -Infinity;
      pump();
    },
    stop() {
      stopped = true;
      pump();
    },
  };
}
