import { client, onPush } from '../../client.ts';
import type { AccountId, LibraryUpload } from '../../../preload/contract/index.ts';

/** What is on its way into libraries, kept current by pushes. */
export class LibraryUploads {
  all = $state.raw<readonly LibraryUpload[]>([]);

  /** @param onInterrupted told once, at the start, of uploads Clipdesk ended in the middle of */
  async start(onInterrupted: (uploads: readonly LibraryUpload[]) => void): Promise<void> {
    onPush('library-changed', (uploads) => (this.all = uploads));
    this.all = await client.library.uploads();
    const interrupted = this.all.filter(({ state }) => state === 'interrupted');
    if (interrupted.length > 0) onInterrupted(interrupted);
  }

  /** Not in the library yet, and not given up. */
  unfinished(account: AccountId): readonly LibraryUpload[] {
    return this.all.filter(
      ({ accountId, state }) => accountId === account && state !== 'done' && state !== 'cancelled',
    );
  }

  /** Changes whenever something of the account arrived in the library. */
  arrived(account: AccountId): number {
    return this.all.filter(({ accountId, state }) => accountId === account && state === 'done').length;
  }
}
