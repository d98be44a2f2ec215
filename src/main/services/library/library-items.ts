import type { Instant, QueueItemId } from '../../../preload/contract/index.ts';
import type { LibraryPayload, LibraryUploadRecord, NewLibraryItem } from '../../ports/store.ts';

const titles: Readonly<Record<LibraryPayload['kind'], (name: string) => string>> = {
  'send-to-library': (name) => `Publish ${name}`,
  'complete-library-upload': (name) => `Complete ${name}`,
  'cancel-library-upload': (name) => `Cancel ${name}`,
};

/** Queued work on one upload; all of it in one lane, one after another. */
export function libraryItem(
  id: string,
  upload: LibraryUploadRecord,
  kind: LibraryPayload['kind'],
  now: Instant,
): NewLibraryItem {
  return {
    id: id as QueueItemId,
    payload: { kind },
    libraryUploadId: upload.id,
    accountId: upload.accountId,
    lane: `library:${upload.id}`,
    parallel: false,
    title: titles[kind](upload.name),
    bytes: kind === 'send-to-library' ? upload.size : 0,
    retryAt: null,
    createdAt: now,
  };
}
