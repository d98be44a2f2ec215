import { join } from 'node:path';
import { Readable } from 'node:stream';
import type {
  LibraryApi,
  LibraryUpload,
  LibraryUploadId,
  QueueItemId,
} from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { LibraryUploadRecord, StoreWriter } from '../../ports/store.ts';
import type { SubjectHook } from '../queue/queue-service.ts';
import { cancelUpload, completeUpload } from './finish-upload.ts';
import { isOwnCopy, libraryItem } from './library-items.ts';
import { createPublish, lookAt, type PublishParts } from './publish.ts';
import { fetchForLibrary } from './fetch-result.ts';
import { jobResults, type ResultParts } from './job-results.ts';
import { createPublishResults } from './publish-results.ts';
import { libraryWorkStopped, sendToLibrary, type LibraryHandlerParts } from './send-to-library.ts';
import { uploadView } from './upload-words.ts';

/** Files of one page of the list. */
const PER_PAGE = 50;
/** How long finished uploads stay in the list. Milliseconds. */
const SHOWN = 7 * 24 * 3_600_000;

const characterless = /[/\\:*?"<>|\u0000-\u001f]/g;

/** How an upload stands when its work is tried again. */
const revivedStates = {
  'fetch-for-library': 'waiting',
  'send-to-library': 'waiting',
  'complete-library-upload': 'completing',
  'cancel-library-upload': 'cancelling',
} as const;

/** A name a file may have on any disk. */
function localName(name: string, otherwise: string): string {
  const clean = name.replace(characterless, '_').replace(/^\.+/, '').trim();
  return clean === '' ? otherwise.replace(characterless, '_') : clean;
}

export interface LibraryOptions extends LibraryHandlerParts, PublishParts, ResultParts {
  /** Stops an item that runs here; resolves when it has ended. */
  readonly stopItem: (item: QueueItemId) => Promise<boolean>;
  readonly wakeQueue: () => void;
}

/** Publishing into media libraries: what the window asks for, and the queued work behind it. */
export function createLibrary(options: LibraryOptions) {
  const { store, clock, files, connections, moving, newId, onChanged } = options;
  const publish = createPublish(options);
  const publishResults = createPublishResults(options);
  const stopped = libraryWorkStopped(clock, onChanged);

  const view = async (upload: LibraryUploadRecord): Promise<LibraryUpload> =>
    uploadView(upload, await store.read.libraryParts(upload.id), moving.of(upload.id));

  const uploads = async (): Promise<readonly LibraryUpload[]> => {
    const since = clock.now() - SHOWN;
    const shown = (await store.read.libraryUploads()).filter(
      (upload) => (upload.state !== 'done' && upload.state !== 'cancelled') || upload.changedAt >= since,
    );
    return Promise.all(shown.map(view));
  };

  const viewed = async (ids: readonly LibraryUploadId[]): Promise<readonly LibraryUpload[]> => {
    const records = await Promise.all(ids.map((id) => store.read.libraryUpload(id)));
    return Promise.all(records.filter((record) => record !== null).map(view));
  };

  /** Work of a state that somebody wants to go on. */
  const revived: SubjectHook = async (writer, item) => {
    if (item.subject !== 'library') return;
    const upload = await writer.libraryUpload(item.libraryUploadId);
    if (upload === null || upload.state === 'done' || upload.state === 'cancelled') return;
    const state = revivedStates[item.payload.kind];
    await writer.putLibraryUpload({ ...upload, state, error: null, changedAt: clock.now() });
    onChanged();
  };

  /** Nothing of it is sent any more; a session at the service is cancelled there by queued work. */
  const giveUp = async (writer: StoreWriter, upload: LibraryUploadRecord): Promise<void> => {
    for (const item of await writer.unfinishedOfUpload(upload.id)) await writer.removeQueueItem(item.id);
    const now = clock.now();
    const hasSession = upload.fileId !== null && upload.uploadId !== null;
    const next: LibraryUploadRecord = {
      ...upload,
      state: hasSession ? 'cancelling' : 'cancelled',
      // The addresses are destroyed at once, whenever the service hears of it.
      sealed: null,
      error: null,
      note: '',
      changedAt: now,
    };
    await writer.putLibraryUpload(next);
    if (hasSession) await writer.enqueue([libraryItem(newId(), next, 'cancel-library-upload', now)]);
    else if (isOwnCopy(upload)) await files.remove(upload.path).catch(() => undefined);
    onChanged();
  };

  const givenUp: SubjectHook = async (writer, item) => {
    if (item.subject !== 'library') return;
    const upload = await writer.libraryUpload(item.libraryUploadId);
    if (upload === null) return;
    if (item.payload.kind === 'cancel-library-upload')
      await writer.putLibraryUpload({ ...upload, state: 'cancelled', changedAt: clock.now() });
    else await giveUp(writer, upload);
    onChanged();
  };

  const retryStopped = async (ids: readonly LibraryUploadId[]): Promise<void> => {
    await store.transaction(async (writer) => {
      for (const id of ids)
        for (const item of await writer.unfinishedOfUpload(id)) {
          if (item.state !== 'failed' && item.state !== 'held') continue;
          await writer.retryNow(item.id, clock.now());
          await revived(writer, item);
        }
    });
  };

  const resume = async (ids: readonly LibraryUploadId[]): Promise<void> => {
    await retryStopped(ids);
    onChanged();
    options.wakeQueue();
  };

  const cancelOne = async (id: LibraryUploadId): Promise<void> => {
    const known = await store.read.libraryUpload(id);
    if (known === null) throw new AppError('gone', 'upload_missing', 'This upload is not known here.');
    if (known.state === 'done')
      throw new AppError(
        'conflict',
        'upload_complete',
        `${known.name} is in the library already: there is nothing left to cancel.`,
      );
    // Cancelled twice is cancelled; a cancel that was refused is tried again.
    if (known.state === 'cancelled') return;
    if (known.state === 'cancelling') return retryStopped([id]);
    for (const item of await store.read.unfinishedOfUpload(id))
      if (item.state === 'running') await options.stopItem(item.id);
    await store.transaction(async (writer) => {
      const upload = await writer.libraryUpload(id);
      if (upload === null || ['done', 'cancelled', 'cancelling'].includes(upload.state)) return;
      await giveUp(writer, upload);
    });
  };

  const freePath = async (folder: string, name: string): Promise<string> => {
    const dot = name.lastIndexOf('.');
    const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    for (let count = 1; ; count += 1) {
      const path = join(folder, count === 1 ? name : `${stem} (${String(count)})${extension}`);
      if (await files.isFree(path)) return path;
    }
  };

  const api: LibraryApi = {
    files: (account, type, page) =>
      connections.ask(account, (library) => library.list(type, page, PER_PAGE, AbortSignal.timeout(60_000))),
    uploads,
    look: (paths) => lookAt(files, paths),
    async publish(account, wanted) {
      await connections.account(account);
      const { ids, goingOn } = await publish(account, wanted);
      await resume(goingOn);
      onChanged();
      options.wakeQueue();
      return viewed(ids);
    },
    results: async (account, job) => {
      await connections.account(account);
      return (await jobResults(options, account, job)).map(({ candidate }) => candidate);
    },
    async publishResults(account, wish) {
      await connections.account(account);
      const { ids, goingOn } = await publishResults(account, wish);
      await resume(goingOn);
      return viewed(ids);
    },
    async reduce(ids) {
      await store.transaction(async (writer) => {
        for (const id of ids) {
          const upload = await writer.libraryUpload(id);
          if (upload !== null && upload.result !== null)
            await writer.putLibraryUpload({ ...upload, result: { ...upload.result, reduce: true } });
        }
      });
      await resume(ids);
    },
    resume,
    async cancel(ids) {
      for (const id of ids) await cancelOne(id);
      onChanged();
      options.wakeQueue();
      return viewed(ids);
    },
    async download(account, fileId, folder) {
      await files.ensureFolder(folder);
      const signal = new AbortController().signal;
      const found = await connections.ask(account, (library) => library.download(fileId, signal));
      const path = await freePath(folder, localName(found.name ?? fileId, 'file'));
      await files.writeWhole(path, Readable.from(found.body), signal, ({ size }) => {
        if (found.size !== null && size !== found.size)
          throw new AppError(
            'retry',
            'connection_lost',
            'The file broke off on its way. Nothing was kept of it; try again.',
          );
      });
      return path;
    },
  };

  return {
    api,
    revived,
    givenUp,
    handlers: {
      'fetch-for-library': { run: fetchForLibrary(options), onFailure: stopped },
      'send-to-library': { run: sendToLibrary(options), onFailure: stopped },
      'complete-library-upload': { run: completeUpload(options), onFailure: stopped },
      'cancel-library-upload': { run: cancelUpload(options), onFailure: stopped },
    },
  };
}
