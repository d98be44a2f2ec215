import type { Clock } from '../../ports/clock.ts';

/** Notices that nothing has moved for too long. */
export interface StallWatch {
  /** Something moved. */
  touch(): void;
  /** From now on something has to move. */
  start(): void;
  /** Nothing is waited for. */
  stop(): void;
  /** Nothing will ever be waited for again: a timer begun later would keep a command alive that has ended. */
  end(): void;
}

/**
 * Costs one reading of the clock per `touch`: blocks pass thousands of times a second, and a timer for each would not do.
 * @param limit milliseconds without a touch before `onStalled` is called, once
 */
export function createStallWatch(clock: Clock, limit: number, onStalled: () => void): StallWatch {
  let movedAt = 0;
  let cancel: (() => void) | null = null;
  let isOver = false;

  const look = (): void => {
    const left = movedAt + limit - clock.now();
    if (left > 0) {
      cancel = clock.after(left, look);
      return;
    }
    cancel = null;
    onStalled();
  };

  return {
    touch() {
      movedAt = clock.now();
    },
    start() {
      if (isOver) return;
      movedAt = clock.now();
      cancel ??= clock.after(limit, look);
    },
    stop() {
      cancel?.();
      cancel = null;
    },
    end() {
      isOver = true;
      cancel?.();
      cancel = null;
    },
  };
}
