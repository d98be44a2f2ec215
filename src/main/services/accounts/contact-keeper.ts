import type { Instant } from '../../../preload/contract/index.ts';
import type { Store } from '../../ports/store.ts';

/** Answers come by the hundred; what is kept of them is never older than this. Milliseconds. */
const KEPT_EVERY = 30_000;

/** Keeps in the register when a service answered last. */
export function createContactKeeper(options: {
  readonly store: Store;
  readonly onTrouble: (thrown: unknown) => void;
}): {
  readonly heard: (at: Instant) => void;
  /** Writes down what was heard since; to be called when a service falls silent and at the end. */
  readonly keep: () => Promise<void>;
} {
  const { store, onTrouble } = options;
  let latest: Instant | null = null;
  let kept = 0;

  const write = async (patient: boolean): Promise<void> => {
    const at = latest;
    if (at === null || at === kept) return;
    kept = at;
    try {
      await store.transaction((writer) => writer.putLastContact(at), { patient });
    } catch (thrown) {
      onTrouble(thrown);
    }
  };

  return {
    heard(at) {
      latest = at;
      // A clock that was set back must not silence it for long.
      if (Math.abs(at - kept) >= KEPT_EVERY) void write(true);
    },
    // Whoever calls waits for it: there may be nothing to go together with any more.
    keep: () => write(false),
  };
}
