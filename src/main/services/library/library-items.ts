import type { AccountId, Instant, QueueItemId } from '../../../preload/contract/index.ts';
import type { LibraryPayload, LibraryUploadRecord, NewLibraryItem } from '../../ports/store.ts';

const titles: Readonly<Record<LibraryPayload['kind'], (name: string) => string>> = {
  'fetch-for-library': (name) => `Fetch ${name} for the library`,
  'send-to-library': (name) => `Publish ${name}`,
  'complete-library-upload': (name) => `Complete ${name}`,
  'cancel-library-upload': (name) => `Cancel ${name}`,
};

/**
 * Queued work on one upload; all of it in one lane, one after another.
 * @param account whose work it is: the library's, or that of the job a result is fetched from
 */
export function libraryItem(
  id: string,
  upload: LibraryUploadRecord,
  kind: LibraryPayload['kind'],
  now: Instant,
  account: AccountId = upload.accountId,
): NewLibraryItem {
  return {
    id: id as QueueItemId,
    payload: { kind },
    libraryUploadId: upload.id,
    accountId: account,
    lane: `library:${upload.id}`,
    parallel: false,
    title: titles[kind](upload.name),
    bytes: kind === 'send-to-library' ? upload.size : 0,
    retryAt: null,
    createdAt: now,
  };
}

/** What is sent is a copy of Clipdesk's own, to be deleted at the end: a reduced one, or one of a job's result. */
export const isOwnCopy = ({ copyOf, result }: LibraryUploadRecord): boolean =>
  copyOf !== null || result !== null;
