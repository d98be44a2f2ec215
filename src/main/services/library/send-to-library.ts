import { AppError, errorData, toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { UploadSession } from '../../ports/library.ts';
import type {
  LibraryPartRecord,
  LibraryQueueRecord,
  LibraryUploadRecord,
  Store,
  StoreWriter,
} from '../../ports/store.ts';
import type { FailureHook, Handler } from '../../queue/queue-runner.ts';
import type { LibraryConnections } from './library-connections.ts';
import { libraryItem } from './library-items.ts';
import { limitProblem } from './limits.ts';
import type { MovingUploads } from './moving-uploads.ts';
import { openSealed, sealAddresses } from './seal.ts';
import { sendParts } from './send-parts.ts';

/** New sessions one turn may begin, when the addresses of one are over before its parts are sent. */
const SESSIONS_AT_MOST = 3;

export interface LibraryHandlerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly files: Files;
  readonly connections: LibraryConnections;
  readonly moving: MovingUploads;
  readonly newId: () => string;
  readonly onChanged: () => void;
}

const noSession = { fileId: null, uploadId: null, sealed: null } as const;

/** What object stores take at least of every part but the last. Bytes. */
const LEAST = 5 * 1024 * 1024;

/**
 * Equal slices, so that every part the service asked for has its place; slices of the least size where equal ones would be
 * smaller than that, and those are as many as it asked for.
 */
export function slices(
  upload: Pick<LibraryUploadRecord, 'id' | 'size'>,
  parts: UploadSession['parts'],
): readonly LibraryPartRecord[] {
  const equal = Math.ceil(upload.size / parts.length);
  const length = equal < LEAST && Math.ceil(upload.size / LEAST) === parts.length ? LEAST : equal;
  return parts.map(({ number }, index) => {
    const offset = Math.min(index * length, upload.size);
    return {
      uploadId: upload.id,
      number,
      offset,
      length: Math.min(length, upload.size - offset),
      etag: null,
    };
  });
}

/** Whether an upload is still meant to be sent; a person may have cancelled it meanwhile. */
export const isGoing = (upload: LibraryUploadRecord | null): upload is LibraryUploadRecord =>
  upload !== null && (upload.state === 'waiting' || upload.state === 'sending');

/** Makes the session where there is none and sends the parts that are not there, whatever was before. */
export function sendToLibrary(parts: LibraryHandlerParts): Handler<LibraryQueueRecord> {
  const { store, clock, files, connections, moving, newId, onChanged } = parts;

  const change = async (
    upload: LibraryUploadRecord,
    changed: Partial<LibraryUploadRecord>,
    pieces?: readonly LibraryPartRecord[],
  ): Promise<LibraryUploadRecord | null> => {
    const next = await store.transaction(async (writer) => {
      const current = await writer.libraryUpload(upload.id);
      if (!isGoing(current)) return null;
      const kept = { ...current, ...changed, changedAt: clock.now() };
      await writer.putLibraryUpload(kept);
      if (pieces !== undefined) await writer.replaceLibraryParts(upload.id, pieces);
      return kept;
    });
    onChanged();
    return next;
  };

  /** Tells the service that a session is not wanted any more; it clears up by itself when it does not hear. */
  const giveUp = async (upload: LibraryUploadRecord): Promise<void> => {
    const { fileId, uploadId, accountId } = upload;
    if (fileId === null || uploadId === null) return;
    await connections
      .ask(accountId, (api) => api.cancelUpload({ fileId, uploadId }, AbortSignal.timeout(10_000)))
      .catch(() => undefined);
  };

  /** The file as it is now; another content than the session was begun for needs a new session, and is said. */
  const looked = async (
    upload: LibraryUploadRecord,
    signal: AbortSignal,
  ): Promise<LibraryUploadRecord | null> => {
    const facts = await files.facts(upload.path);
    const modifiedAt = Math.floor(facts.modifiedAt);
    const hasParts = (await store.read.libraryParts(upload.id)).some((part) => part.etag !== null);
    const isSame = facts.size === upload.size && modifiedAt === upload.modifiedAt;
    // What was sent earlier belongs to the same content: size and date can lie, the hash does not.
    const sha1 =
      isSame && upload.sha1 !== null && !hasParts
        ? upload.sha1
        : await files.hash(upload.path, 'sha1', signal);
    if (isSame && (upload.sha1 === null || upload.sha1 === sha1)) return change(upload, { sha1 });
    const problem = limitProblem(upload.name, facts.size, upload.type);
    if (problem !== null) throw new AppError('person', problem.code, problem.sentence);
    await giveUp(upload);
    const note = 'The file was changed meanwhile: it is sent anew.';
    return change(upload, { ...noSession, size: facts.size, modifiedAt, sha1, note }, []);
  };

  /** A session made while the person cancelled is cancelled too: it must not stay at the service. */
  const orphaned = async (upload: LibraryUploadRecord, session: UploadSession): Promise<void> => {
    await store.transaction(async (writer) => {
      const current = await writer.libraryUpload(upload.id);
      if (current === null || current.state === 'done') return;
      const now = clock.now();
      const { fileId, uploadId } = session;
      const kept: LibraryUploadRecord = { ...current, fileId, uploadId, state: 'cancelling', changedAt: now };
      await writer.putLibraryUpload(kept);
      await writer.enqueue([libraryItem(newId(), kept, 'cancel-library-upload', now)]);
    });
    onChanged();
  };

  const begin = async (
    upload: LibraryUploadRecord,
  ): Promise<{
    readonly upload: LibraryUploadRecord;
    readonly addresses: ReadonlyMap<number, string>;
  } | null> => {
    // Not broken off by a cancel: a session that was made must be known, or nobody could cancel it.
    const session = await connections.ask(upload.accountId, (api) =>
      api.beginUpload(upload, AbortSignal.timeout(60_000)),
    );
    const addresses = new Map(session.parts.map((part) => [part.number, part.address]));
    const sealed = sealAddresses(addresses, await connections.credentials(upload.accountId));
    const { fileId, uploadId } = session;
    try {
      const kept = await change(
        upload,
        { fileId, uploadId, sealed, state: 'sending', error: null },
        slices(upload, session.parts),
      );
      if (kept === null) await orphaned(upload, session);
      return kept === null ? null : { upload: kept, addresses };
    } catch (thrown) {
      // It could not be written down: the next turn begins another one, and nobody would know of this.
      await giveUp({ ...upload, fileId, uploadId });
      throw thrown;
    }
  };

  const session = async (upload: LibraryUploadRecord) => {
    if (upload.fileId !== null && upload.sealed !== null) {
      const addresses = openSealed(upload.sealed, await connections.credentials(upload.accountId));
      if (addresses !== null) return { upload, addresses };
    }
    await giveUp(upload);
    return begin(upload);
  };

  const sendAll = async (first: LibraryUploadRecord, signal: AbortSignal): Promise<void> => {
    let upload: LibraryUploadRecord | null = first;
    for (let sessions = 1; upload !== null; sessions += 1) {
      const open = await session(upload);
      if (open === null) return;
      const current = open.upload;
      signal.throwIfAborted();
      try {
        const pieces = await store.read.libraryParts(current.id);
        const api = await connections.api(current.accountId);
        await sendParts(
          pieces,
          {
            api,
            clock,
            upload: current,
            addresses: open.addresses,
            moving,
            async onSent(part, etag) {
              await store.transaction((writer) => writer.putLibraryPartSent(current.id, part.number, etag));
              onChanged();
            },
          },
          signal,
        );
        return;
      } catch (thrown) {
        signal.throwIfAborted();
        const error = toAppError(thrown);
        const isOver = error.code === 'address_expired' || error.code === 'session_gone';
        if (!isOver) connections.learn(current.accountId, error);
        if (!isOver || sessions >= SESSIONS_AT_MOST) throw thrown;
        await giveUp(current);
        upload = await change(current, { ...noSession, note: error.message }, []);
      }
    }
  };

  return async (item, { signal }) => {
    const known = await store.read.libraryUpload(item.libraryUploadId);
    if (!isGoing(known)) return { kind: 'finished' };
    try {
      const begun = await change(known, { state: 'sending', error: null });
      const upload = begun === null ? null : await looked(begun, signal);
      if (upload === null) return { kind: 'finished' };
      await sendAll(upload, signal);
    } catch (thrown) {
      // Whatever comes of it, nothing of it is on its way now.
      await change(known, { state: 'waiting' });
      throw thrown;
    } finally {
      moving.stopped(item.libraryUploadId);
    }
    return {
      kind: 'finished',
      commit: async (writer) => {
        const current = await writer.libraryUpload(item.libraryUploadId);
        if (!isGoing(current)) return;
        const now = clock.now();
        await writer.putLibraryUpload({ ...current, state: 'completing', changedAt: now });
        await writer.enqueue([libraryItem(newId(), current, 'complete-library-upload', now)]);
        onChanged();
      },
    };
  };
}

/** A failed or held item shows on its upload. */
export function libraryWorkStopped(clock: Clock, onChanged: () => void): FailureHook<LibraryQueueRecord> {
  return async (writer: StoreWriter, item, error) => {
    const current = await writer.libraryUpload(item.libraryUploadId);
    if (current === null || current.state === 'cancelled' || current.state === 'done') return;
    const isInterrupted = error.code === 'interrupted' || error.code === 'cancelled';
    const isCancel = item.payload.kind === 'cancel-library-upload';
    await writer.putLibraryUpload({
      ...current,
      state: isCancel ? 'cancelling' : isInterrupted ? 'interrupted' : 'failed',
      error: errorData(error),
      changedAt: clock.now(),
    });
    onChanged();
  };
}
