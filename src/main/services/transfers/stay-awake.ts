import type { Clock } from '../../ports/clock.ts';
import type { Host } from '../../ports/host.ts';

/** Between two files, and between two blocks of a slow one, it stays awake this long. Milliseconds. */
const QUIET = 5_000;
const STALLED = 60_000;

/** Keeps the computer awake while bytes move, and lets it sleep as soon as none do. */
export interface StayAwake {
  /** Bytes have just moved. */
  bytesMoved(): void;
  stop(): void;
}

export function createStayAwake(options: {
  readonly host: Pick<Host, 'keepAwake'>;
  readonly clock: Clock;
  /** How many files are on their way. */
  readonly underWay: () => number;
}): StayAwake {
  const { host, clock, underWay } = options;
  let release: (() => void) | null = null;
  let cancelLook: (() => void) | null = null;
  let movedAt = 0;
  let stopped = false;

  const letGo = (): void => {
    cancelLook?.();
    cancelLook = null;
    release?.();
    release = null;
  };

  const look = (): void => {
    const quietFor = clock.now() - movedAt;
    if (quietFor >= (underWay() > 0 ? STALLED : QUIET)) letGo();
    else cancelLook = clock.after(QUIET, look);
  };

  return {
    bytesMoved() {
      movedAt = clock.now();
      if (release !== null || stopped) return;
      release = host.keepAwake('Pictures are on their way');
      cancelLook = clock.after(QUIET, look);
    },
    stop() {
      stopped = true;
      letGo();
    },
  };
}
