import type { Push, PushEvents } from '../../../preload/contract/index.ts';
import type { Pushes } from '../../ports/pushes.ts';

/** Those who are told of changes: windows, and commands that wait for something. */
export interface Audience {
  readonly pushes: Pushes;
  /** @returns the unsubscribe */
  readonly listen: (listener: (push: Push) => void) => () => void;
  readonly isThere: () => boolean;
  /** Nobody is told anything any more. */
  readonly leave: () => void;
}

export function createAudience(): Audience {
  const listeners = new Set<(push: Push) => void>();
  return {
    pushes: {
      send<Name extends keyof PushEvents>(event: Name, value: PushEvents[Name]) {
        for (const listener of listeners) listener({ event, value });
      },
    },
    listen(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    isThere: () => listeners.size > 0,
    leave() {
      listeners.clear();
    },
  };
}
