import { AppError, errorData, toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { FileRecord, JobRecord, QueueRecord, Store, StoreWriter } from '../../ports/store.ts';
import type { Handler, HandlerResult } from '../../queue/queue-runner.ts';
import type { Connections } from '../accounts/connections.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import type { JobAddresses } from '../jobs/job-addresses.ts';
import { isListed } from '../jobs/remote-files.ts';
import type { ConnectionNotes } from './connection-notes.ts';
import type { MovingFiles } from './moving-files.ts';
import type { Uploaders } from './uploaders.ts';

interface Subject {
  readonly job: JobRecord;
  readonly file: FileRecord & { readonly path: string };
}

/**
 * Sends one picture. After any try that may have reached the service, its own list is asked first, so that a picture
 * is there once, whatever was interrupted when.
 */
export function uploadFileHandler(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly files: Files;
  readonly connections: Connections;
  readonly addresses: JobAddresses;
  readonly uploaders: Uploaders;
  readonly moving: MovingFiles;
  readonly changes: ChangeFeed;
  readonly notes: ConnectionNotes;
}): Handler {
  const { store, clock, files, connections, addresses, uploaders, moving, changes, notes } = options;

  const subject = async (item: QueueRecord): Promise<Subject> => {
    const job = await store.read.job(item.jobId);
    const file = item.payload.kind === 'upload-file' ? await store.read.file(item.payload.fileId) : null;
    if (job === null || file?.path == null)
      throw new AppError('gone', 'file_missing', 'This picture was removed from Clipdesk.');
    return { job, file: { ...file, path: file.path } };
  };

  const finished = (file: FileRecord): HandlerResult => ({
    kind: 'finished',
    commit: async (writer) => {
      const current = await writer.file(file.id);
      if (current === null) return;
      await writer.putFile({
        ...current,
        size: file.size,
        modifiedAt: file.modifiedAt,
        md5: file.md5,
        note: file.note,
        state: { kind: 'sent', at: clock.now() },
      });
      changes.files(file.jobId, [file.id]);
    },
  });

  /** The picture as it is on the disk now: one exported anew since it was added goes as it is now, and says so. */
  const asItIsNow = async (file: Subject['file'], signal: AbortSignal): Promise<Subject['file']> => {
    const facts = await files.facts(file.path);
    if (facts.kind !== 'file' || facts.size === 0)
      throw new AppError(
        'person',
        'file_empty',
        `${file.name} is empty now. Export it again, then try again.`,
      );
    const same = facts.size === file.size && facts.modifiedAt === file.modifiedAt;
    if (same && file.md5 !== null) return file;
    return {
      ...file,
      size: facts.size,
      modifiedAt: facts.modifiedAt,
      md5: await files.hash(file.path, 'md5', signal),
      note: same ? file.note : 'It was changed after it was added; the newer one is sent.',
    };
  };

  const checkUnchanged = async (file: Subject['file']): Promise<void> => {
    const facts = await files.facts(file.path);
    if (facts.size !== file.size || facts.modifiedAt !== file.modifiedAt)
      throw new AppError(
        'retry',
        'file_changed',
        `${file.name} was changed while it was being sent. It is sent again.`,
      );
  };

  /** The job's address dies with the session it was given in: with a new one the picture goes at once. */
  const send = async (
    job: JobRecord,
    file: Subject['file'],
    signal: AbortSignal,
    mayRenew: boolean,
  ): Promise<void> => {
    try {
      const uploader = await uploaders.open(job, signal);
      await uploader.send(
        { path: file.path, name: file.name, size: file.size },
        {
          signal,
          onProgress: ({ sentBytes }) => {
            moving.moved(file.id, sentBytes);
            changes.files(job.id, [file.id]);
            changes.queue();
          },
        },
      );
    } catch (thrown) {
      if (!mayRenew || toAppError(thrown).code !== 'address_expired') throw thrown;
      addresses.forget(job.id);
      await uploaders.close(job.id);
      await send(job, file, signal, false);
    }
  };

  return async (item, { signal }) => {
    const { job, file: queued } = await subject(item);
    if (queued.state.kind === 'proven' || queued.state.kind === 'left-out') return { kind: 'finished' };
    const file = await asItIsNow(queued, signal);

    if (item.mayHaveBeenSent || item.attempts > 0) {
      const listed = await addresses.files(job, signal);
      if (isListed(file, listed) !== null) return finished(file);
    } else {
      await store.transaction((writer) => writer.markMayHaveBeenSent(item.id, true));
    }

    moving.moved(file.id, 0);
    changes.files(job.id, [file.id]);
    try {
      await send(job, file, signal, true);
      await checkUnchanged(file);
      await notes.back(job.id);
      return finished(file);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.action === 'sign-in') connections.learn(job.accountId, error);
      if (error.action === 'sign-in' || error.code === 'address_expired') {
        addresses.forget(job.id);
        await uploaders.close(job.id);
      } else if (error.action === 'retry' && !signal.aborted) await notes.lost(job.id);
      throw error;
    } finally {
      moving.stopped(file.id);
      changes.files(job.id, [file.id]);
    }
  };
}

/** A picture that could not be sent says so on its own row too; everything else goes on. */
export async function uploadFailed(writer: StoreWriter, item: QueueRecord, error: AppError): Promise<void> {
  if (item.payload.kind !== 'upload-file') return;
  const file = await writer.file(item.payload.fileId);
  if (file) await writer.putFile({ ...file, state: { kind: 'failed', error: errorData(error) } });
}
