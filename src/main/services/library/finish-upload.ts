import { toAppError, type AppError } from '../../errors/app-error.ts';
import type { LibraryQueueRecord, LibraryUploadRecord, StoreWriter } from '../../ports/store.ts';
import type { Handler, HandlerResult } from '../../queue/queue-runner.ts';
import { isOwnCopy, libraryItem } from './library-items.ts';
import type { LibraryHandlerParts } from './send-to-library.ts';

/** Files looked through for one that may have been completed. */
const LOOKED_THROUGH = 500;
const PER_PAGE = 100;

type Parts = Pick<LibraryHandlerParts, 'store' | 'clock' | 'files' | 'connections' | 'newId' | 'onChanged'>;

async function lists(
  { connections }: Parts,
  upload: LibraryUploadRecord,
  signal: AbortSignal,
): Promise<boolean> {
  for (let page = 1, seen = 0; seen < LOOKED_THROUGH; page += 1) {
    const { files, total } = await connections.ask(upload.accountId, (api) =>
      api.list(upload.type, page, PER_PAGE, signal),
    );
    if (files.some((file) => file.id === upload.fileId)) return true;
    seen += files.length;
    // A server may give fewer at once than it was asked for.
    if (files.length === 0 || (total === null ? files.length < PER_PAGE : seen >= total)) return false;
  }
  return false;
}

type Found = { readonly kind: 'there' | 'absent' } | { readonly kind: 'not-told'; readonly error: AppError };

/** Whether the library lists the file, which then was completed, whatever an answer said. A list that is refused tells nothing. */
async function find(parts: Parts, upload: LibraryUploadRecord, signal: AbortSignal): Promise<Found> {
  try {
    return { kind: (await lists(parts, upload, signal)) ? 'there' : 'absent' };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.action === 'retry' || error.action === 'sign-in') throw thrown;
    return { kind: 'not-told', error };
  }
}

/** Writes the end of an upload: its addresses and parts are destroyed, and a copy made for it is deleted. */
function ended(
  { clock, files, onChanged }: Parts,
  upload: LibraryUploadRecord,
  state: 'done' | 'cancelled',
  note: string,
): (writer: StoreWriter) => Promise<void> {
  return async (writer) => {
    const current = (await writer.libraryUpload(upload.id)) ?? upload;
    await writer.putLibraryUpload({
      ...current,
      state,
      note,
      sealed: null,
      error: null,
      changedAt: clock.now(),
    });
    await writer.replaceLibraryParts(upload.id, []);
    if (isOwnCopy(upload)) await files.remove(upload.path).catch(() => undefined);
    onChanged();
  };
}

/** What a refusal may only mean that it is done already, or that the session is over. */
const inDoubt: ReadonlySet<string> = new Set([
  'not_found',
  'failed_precondition',
  'already_exists',
  'gone',
  'conflict',
  'invalid_argument',
  'out_of_range',
]);

/** Tells the service that all parts are there, with their tags and the checksum of the whole. */
export function completeUpload(parts: Parts): Handler<LibraryQueueRecord> {
  const { store, clock, connections, newId, onChanged } = parts;

  const anew = (upload: LibraryUploadRecord): HandlerResult => ({
    kind: 'finished',
    commit: async (writer) => {
      const now = clock.now();
      const next: LibraryUploadRecord = {
        ...upload,
        fileId: null,
        uploadId: null,
        sealed: null,
        state: 'waiting',
        note: 'The service had forgotten the upload: it is sent anew.',
        changedAt: now,
      };
      await writer.putLibraryUpload(next);
      await writer.replaceLibraryParts(upload.id, []);
      await writer.enqueue([libraryItem(newId(), next, 'send-to-library', now)]);
      onChanged();
    },
  });

  return async (item, { signal }) => {
    const upload = await store.read.libraryUpload(item.libraryUploadId);
    if (upload === null || (upload.state !== 'completing' && upload.state !== 'failed'))
      return { kind: 'finished' };
    const { fileId, uploadId, sha1, accountId } = upload;
    if (fileId === null || uploadId === null || sha1 === null) return anew(upload);
    const sent = (await store.read.libraryParts(upload.id)).map(({ number, etag }) => ({
      number,
      etag: etag ?? '',
    }));
    if (sent.length === 0 || sent.some((part) => part.etag === '')) return anew(upload);
    const finished: HandlerResult = { kind: 'finished', commit: ended(parts, upload, 'done', upload.note) };
    const checksum = Buffer.from(sha1, 'hex').toString('base64');
    // An answer that was lost before is no reason to say it twice.
    const mayBeHeard = item.mayHaveBeenSent;
    if (mayBeHeard && (await find(parts, upload, signal)).kind === 'there') return finished;
    await store.transaction((writer) => writer.markMayHaveBeenSent(item.id, true));
    try {
      await connections.ask(accountId, (api) =>
        api.completeUpload({ fileId, uploadId, checksum, parts: sent }, signal),
      );
      return finished;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!inDoubt.has(error.code)) throw thrown;
      const found = await find(parts, upload, signal);
      if (found.kind === 'there') return finished;
      // What may have been completed is sent anew only when the library is known not to have it: it would have it twice.
      const isSurelyAbsent = found.kind === 'absent' || !mayBeHeard;
      if (error.action === 'gone' && upload.note === '' && isSurelyAbsent) return anew(upload);
      throw thrown;
    }
  };
}

/** Tells the service that the upload is given up. One that is gone there already is as cancelled as can be. */
export function cancelUpload(parts: Parts): Handler<LibraryQueueRecord> {
  const { store, connections } = parts;
  return async (item, { signal }) => {
    const upload = await store.read.libraryUpload(item.libraryUploadId);
    if (upload === null || upload.state === 'cancelled' || upload.state === 'done')
      return { kind: 'finished' };
    const { fileId, uploadId, accountId } = upload;
    const cancelled: HandlerResult = { kind: 'finished', commit: ended(parts, upload, 'cancelled', '') };
    if (fileId === null || uploadId === null) return cancelled;
    // Committed before the request leaves: a refusal after an answer that was lost may only mean that it was heard.
    const mayBeHeard = item.mayHaveBeenSent;
    if (!mayBeHeard) await store.transaction((writer) => writer.markMayHaveBeenSent(item.id, true));
    try {
      await connections.ask(accountId, (api) => api.cancelUpload({ fileId, uploadId }, signal));
      return cancelled;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!inDoubt.has(error.code)) {
        if (!mayBeHeard && !error.maybeDone)
          await store.transaction((writer) => writer.markMayHaveBeenSent(item.id, false));
        throw thrown;
      }
      const found = await find(parts, upload, signal);
      if (found.kind === 'there')
        return {
          kind: 'finished',
          commit: ended(
            parts,
            upload,
            'done',
            'It was complete before it could be cancelled: it is in the library.',
          ),
        };
      if (error.action === 'gone') return cancelled;
      if (found.kind === 'absent' && (error.action === 'conflict' || mayBeHeard)) return cancelled;
      if (!mayBeHeard) await store.transaction((writer) => writer.markMayHaveBeenSent(item.id, false));
      // Refused perhaps because it was complete: while the library does not say, it is not called cancelled.
      throw found.kind === 'not-told' ? found.error : thrown;
    }
  };
}
