import type { Settings } from '../../../preload/contract/index.ts';
import type { Store } from '../../ports/store.ts';
import type { AdjustableThrottle } from './create-throttle.ts';

/**
 * Lets a changed setting count at once: the limit for the bytes that follow, another proxy for connections that are
 * opened from then on. Hears of changes by other processes on the same register (the command line beside a window) too.
 */
export function followSettings(options: {
  readonly store: Store;
  readonly throttle: AdjustableThrottle;
  readonly first: Settings;
  /** The way to the services is another one. */
  readonly onWayChanged: () => void;
  readonly onTrouble: (thrown: unknown) => void;
}): {
  readonly changed: (settings: Settings) => void;
  /** The proxy's password was set. */
  readonly loginChanged: () => void;
  readonly stop: () => void;
} {
  const { store, throttle, onWayChanged, onTrouble } = options;
  let bandwidth = JSON.stringify(options.first.bandwidth);
  let proxy = JSON.stringify(options.first.proxy);

  const changed = (settings: Settings): void => {
    if (bandwidth !== JSON.stringify(settings.bandwidth)) {
      bandwidth = JSON.stringify(settings.bandwidth);
      throttle.adjust(settings.bandwidth);
    }
    if (proxy !== JSON.stringify(settings.proxy)) {
      proxy = JSON.stringify(settings.proxy);
      onWayChanged();
    }
  };
  const stop = store.onForeignCommit(() => {
    store.read.settings().then(changed, onTrouble);
  });
  return { changed, loginChanged: onWayChanged, stop };
}
