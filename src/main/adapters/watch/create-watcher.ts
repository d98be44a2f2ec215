import { resolve } from 'node:path';
import type { Watcher } from '../../ports/watcher.ts';
import { FolderWatch, type WatcherParts } from './folder-watch.ts';

/** Watches folders of the local disk with chokidar; see `Watcher` for when a file counts as finished. */
export function createWatcher(parts: WatcherParts): Watcher {
  return {
    async watch(folder, onFile, onState) {
      const watching = new FolderWatch(parts, resolve(folder), onFile, onState);
      await watching.start();
      return watching;
    },
  };
}
