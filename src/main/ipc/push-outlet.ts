import type { Push, PushEvents } from '../../preload/contract/index.ts';

/** Pushes whose value is the whole truth: a newer one makes an older one that still waits superfluous. */
const wholeSnapshots: ReadonlySet<string> = new Set<keyof PushEvents>([
  'queue-changed',
  'accounts-changed',
  'watch-changed',
  'settings-changed',
]);

/** A list of files: the window takes one at a time, so that many of them do not hold it up at a stretch. */
const LONG: keyof PushEvents = 'files-changed';

export interface PushOutlet {
  send(push: Push): void;
}

/**
 * Puts pushes together while the window is still taking the ones before: at most one delivery is under way, and
 * what comes meanwhile goes with the next. Order is kept. A delivery that fails loses its pushes, which does no
 * harm: a window that is gone or loads again asks for everything anew.
 */
export function createPushOutlet(deliver: (pushes: readonly Push[]) => Promise<void>): PushOutlet {
  let waiting: Push[] = [];
  let delivering = false;

  async function drain(): Promise<void> {
    delivering = true;
    try {
      while (waiting.length > 0) {
        const long = waiting.findIndex((push) => push.event === LONG);
        const batch = waiting.splice(0, long < 0 ? waiting.length : long + 1);
        await deliver(batch).catch(() => undefined);
      }
    } finally {
      delivering = false;
    }
  }

  return {
    send(push) {
      if (wholeSnapshots.has(push.event)) waiting = waiting.filter((other) => other.event !== push.event);
      waiting.push(push);
      // Next turn, so that everything one commit tells goes as one delivery.
      if (!delivering && waiting.length === 1) setImmediate(() => void (delivering ? undefined : drain()));
    },
  };
}
