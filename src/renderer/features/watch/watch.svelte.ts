import { client, onPush } from '../../client.ts';
import type { WatchFolder } from '../../../preload/contract/index.ts';

/** The watched folders. */
export class WatchFolders {
  list = $state.raw<readonly WatchFolder[]>([]);

  async start(): Promise<void> {
    onPush('watch-changed', (list) => (this.list = list));
    this.list = await client.watch.list();
  }
}

/** How a watched folder stands, in a word or two. */
export function watchWord(folder: WatchFolder): string {
  if (folder.state.kind === 'missing') return 'not there';
  if (folder.held.length > 0) return `${folder.held.length} held`;
  return 'watching';
}
