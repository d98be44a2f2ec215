import { AppError, errorData, toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { FileRecord, JobRecord, JobQueueRecord, Store, StoreWriter } from '../../ports/store.ts';
import type { SentFile, SentPart, UploadCall } from '../../ports/uploads.ts';
import type { Handler, HandlerResult } from '../../queue/queue-runner.ts';
import type { Connections } from '../accounts/connections.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import type { JobAddresses } from '../jobs/job-addresses.ts';
import type { ConnectionNotes } from './connection-notes.ts';
import type { LooksAhead } from './looks-ahead.ts';
import type { MovingFiles } from './moving-files.ts';
import type { Finding } from '../intake/look-into.ts';
import { NEWER_IS_SENT, newerWent } from './newer-went.ts';
import { proofsBy } from './proof-of-file.ts';
import type { Uploaders } from './uploaders.ts';

/** A sending that takes longer is noted as begun. Milliseconds. */
const NOTED_AFTER = 100;
/** Pictures tried again together share one list that is no older. Milliseconds. */
const LISTED_RECENTLY = 2_000;
/** What takes its time anyway is noted as begun at once: it may go on after a kill, and then knows since when. Bytes. */
const NOTED_AT_ONCE = 256 * 1024;

interface Subject {
  readonly job: JobRecord;
  readonly file: FileRecord & { readonly path: string };
}

const ledgerEntry = (job: JobRecord, file: Subject['file']) => ({
  fileId: file.id,
  jobId: job.id,
  path: file.path,
  name: file.name,
  route: job.route,
  size: file.size,
});

async function forgetDate(writer: StoreWriter, id: FileRecord['id']): Promise<void> {
  const current = await writer.file(id);
  if (current !== null) await writer.putFile({ ...current, modifiedAt: 0, md5: null });
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
  readonly looks: LooksAhead;
}): Handler {
  const { store, clock, files, connections, addresses, uploaders, moving, changes, notes, looks } = options;

  const subject = async (item: JobQueueRecord): Promise<Subject> => {
    const job = await store.read.job(item.jobId);
    const file = item.payload.kind === 'upload-file' ? await store.read.file(item.payload.fileId) : null;
    if (job === null || file?.path == null)
      throw new AppError('gone', 'file_missing', 'This picture was removed from Clipdesk.');
    return { job, file: { ...file, path: file.path } };
  };

  /** @param md5 of what was sent; null when it was not sent now, and the one known stays */
  const finished = (
    job: JobRecord,
    file: Subject['file'],
    md5: string | null,
    startedAt: number,
  ): HandlerResult => ({
    kind: 'finished',
    commit: async (writer) => {
      const current = await writer.file(file.id);
      if (current === null) return;
      await writer.putFile({
        ...current,
        size: file.size,
        modifiedAt: file.modifiedAt,
        md5: md5 ?? file.md5,
        format: file.format,
        note: file.note,
        state: { kind: 'sent', at: clock.now() },
      });
      await writer.ledgerFinished(
        { ...ledgerEntry(job, file), md5: md5 ?? file.md5, startedAt },
        clock.now(),
      );
      await writer.removeSentPart(file.id);
      changes.files(file.jobId, [file.id]);
    },
  });

  /** What lies there went with another picture of the same file: a second one would be the same. */
  const wentAs = (gone: FileRecord, file: Subject['file']): HandlerResult => ({
    kind: 'finished',
    commit: async (writer) => {
      const current = await writer.file(file.id);
      if (current === null) return;
      const sentence = `It was exported anew before it went, and went as ${gone.name}.`;
      await writer.putFile({ ...current, state: { kind: 'left-out', reason: 'duplicate', sentence } });
      await writer.removeSentPart(file.id);
      changes.files(file.jobId, [file.id]);
    },
  });

  /** A picture that turned out to be none, or not whole, when its turn came: the job goes on without it. */
  const leftOut = (file: Subject['file'], { format, state }: Finding): HandlerResult => ({
    kind: 'finished',
    commit: async (writer) => {
      const current = await writer.file(file.id);
      if (current === null) return;
      await writer.putFile({ ...current, format, state });
      if (state.kind === 'left-out')
        await writer.addTimeline({
          jobId: file.jobId,
          at: clock.now(),
          sentence: `${file.name} was left out: ${state.sentence}`,
          status: null,
        });
      changes.files(file.jobId, [file.id]);
    },
  });

  /**
   * What a look into a picture found that was not looked into before it was sent off; of the file as it is now.
   * @throws AppError when it cannot be read, or is being written
   */
  const lookedInto = async (file: Subject['file'], signal: AbortSignal): Promise<Finding> => {
    const finding = await looks.into(file, signal);
    if (finding.state.kind === 'left-out') {
      const { reason, sentence } = finding.state;
      // A drive that is away comes back; it is no news about the picture.
      if (reason === 'unreadable') throw new AppError('person', 'file_unreadable', sentence);
    }
    const facts = await files.facts(file.path);
    if (facts.size === finding.size && facts.modifiedAt === finding.modifiedAt) return finding;
    throw new AppError(
      'retry',
      'file_changed',
      `${file.name} is being changed. Clipdesk looks at it again in a moment.`,
    );
  };

  /** The picture as it is on the disk now: one exported anew since it was added goes as it is now, and says so. */
  const asItIsNow = async (file: Subject['file']): Promise<Subject['file']> => {
    const facts = await files.facts(file.path);
    if (facts.kind !== 'file' || facts.size === 0)
      throw new AppError(
        'person',
        'file_empty',
        `${file.name} is empty now. Export it again, then try again.`,
      );
    if (facts.size === file.size && facts.modifiedAt === file.modifiedAt) return file;
    return {
      ...file,
      size: facts.size,
      modifiedAt: facts.modifiedAt,
      // Known again when it has gone: hashing it first would only delay it.
      md5: null,
      note: NEWER_IS_SENT,
    };
  };

  /** The same, of a picture that was looked into just now. */
  const asItWasFound = (file: Subject['file'], { size, modifiedAt, format }: Finding): Subject['file'] =>
    size === file.size && modifiedAt === file.modifiedAt
      ? { ...file, format }
      : { ...file, size, modifiedAt, format, md5: null, note: NEWER_IS_SENT };

  /**
   * What was sent, with the date it has now: a new date with the bytes that went is the same picture.
   * @throws AppError `file_changed` (retry) when the file is another one now
   */
  const asItWasSent = async (
    file: Subject['file'],
    { md5, found }: SentFile,
    signal: AbortSignal,
  ): Promise<Subject['file']> => {
    const facts = found ?? (await files.facts(file.path));
    if (facts.size === file.size && facts.modifiedAt === file.modifiedAt) return file;
    const isSame =
      facts.size === file.size && md5 !== null && (await files.hash(file.path, 'md5', signal)) === md5;
    if (isSame) return { ...file, modifiedAt: facts.modifiedAt };
    throw new AppError(
      'retry',
      'file_changed',
      `${file.name} was changed while it was being sent. It is sent again.`,
    );
  };

  /**
   * What had gone of exactly this file before it was broken off. The size and date have to be those of then; the route
   * checks the bytes themselves.
   */
  const sentPart = async (file: Subject['file']): Promise<SentPart | null> => {
    const part = await store.read.sentPart(file.id);
    return part !== null && part.size === file.size && part.modifiedAt === file.modifiedAt ? part : null;
  };

  /** The job's address dies with the session it was given in: with a new one the picture goes at once. */
  const send = async (
    job: JobRecord,
    file: Subject['file'],
    call: UploadCall,
    mayRenew: boolean,
  ): Promise<SentFile> => {
    try {
      const uploader = await uploaders.open(job, call.signal);
      return await uploader.send({ path: file.path, name: file.name, size: file.size }, call);
    } catch (thrown) {
      if (!mayRenew || toAppError(thrown).code !== 'address_expired') throw thrown;
      addresses.forget(job.id);
      await uploaders.close(job.id);
      return send(job, file, call, false);
    }
  };

  /**
   * What the service's list, asked for since the last try ended, says of the picture; null when it is not there. A hash that
   * was lost with the end of that try is computed: name and size alone would hide damage on the way.
   * @param isChanged it was exported anew since it was added: only its hash tells whether that is what is there
   */
  const knownThere = async (
    job: JobRecord,
    file: Subject['file'],
    item: JobQueueRecord,
    isChanged: boolean,
    signal: AbortSignal,
  ): Promise<Pick<FileRecord, 'md5'> | null> => {
    const sinceThen = clock.now() - item.changedAt - 1;
    const proofOf = proofsBy(await addresses.files(job, signal, Math.min(LISTED_RECENTLY, sinceThen)));
    const listed = proofOf(file, clock.now());
    if (listed === null) return null;
    const isHashed = listed.listed.md5 !== null;
    const known =
      isHashed && file.md5 === null ? { ...file, md5: await files.hash(file.path, 'md5', signal) } : file;
    const kind = proofOf(known, clock.now())?.proof.kind;
    return kind === 'name-size-and-hash' || (kind === 'name-and-size' && !isChanged) ? known : null;
  };

  return async (item, { signal }) => {
    const { job, file: queued } = await subject(item);
    if (queued.state.kind === 'proven' || queued.state.kind === 'left-out') return { kind: 'finished' };
    const finding = queued.format === '' ? await lookedInto(queued, signal) : null;
    if (finding !== null && finding.state.kind === 'left-out') return leftOut(queued, finding);
    const file = finding === null ? await asItIsNow(queued) : asItWasFound(queued, finding);
    const gone = await newerWent(store.read, file);
    if (gone !== null) return wentAs(gone, queued);
    const isRepeated = item.mayHaveBeenSent || item.attempts > 0;

    if (isRepeated) {
      const known = await knownThere(
        job,
        file,
        item,
        file.size !== queued.size || file.modifiedAt !== queued.modifiedAt,
        signal,
      );
      if (known !== null) return finished(job, file, known.md5, clock.now());
    }

    const resume = isRepeated ? await sentPart(file) : null;
    // Where it goes on from counts for no rate.
    moving.moved(file.id, resume?.bytes ?? 0, job.id);
    changes.files(job.id, [file.id]);
    const startedAt = clock.now();
    // Notes follow one another; the last one is written before a try ends badly, so that the next one finds it. What went
    // well waits for none: those asked for are written before it, and no other is begun.
    let noted: Promise<unknown> = Promise.resolve();
    let isThrough = false;
    const note = (write: (writer: StoreWriter) => Promise<void>): void => {
      noted = noted.then(() =>
        isThrough
          ? undefined
          : // Without the note the file begins anew, which is only slower.
            store.transaction(write, { patient: true }).catch(() => undefined),
      );
    };
    // When it began outlives a kill; what is through in a moment says it with its end.
    const noteBegin = (): void => {
      const entry = { ...ledgerEntry(job, file), startedAt, bytesSent: resume?.bytes ?? 0 };
      note((writer) => writer.ledgerPart(entry));
    };
    const cancelBegin =
      file.size > NOTED_AT_ONCE ? (noteBegin(), () => undefined) : clock.after(NOTED_AFTER, noteBegin);
    try {
      const sent = await send(
        job,
        file,
        {
          signal,
          resume,
          onPart: (part) => {
            note(async (writer) => {
              await writer.putSentPart({
                ...part,
                fileId: file.id,
                size: file.size,
                modifiedAt: file.modifiedAt,
              });
              await writer.ledgerPart({ ...ledgerEntry(job, file), startedAt, bytesSent: part.bytes });
            });
          },
          onProgress: ({ sentBytes }) => {
            moving.moved(file.id, sentBytes, job.id);
            changes.files(job.id, [file.id]);
            changes.queue();
          },
        },
        true,
      );
      const whole = await asItWasSent(file, sent, signal);
      await notes.back(job.id);
      cancelBegin();
      isThrough = true;
      return finished(job, whole, sent.md5, startedAt);
    } catch (thrown) {
      cancelBegin();
      await noted;
      const error = toAppError(thrown);
      // A changed one may look like the one that was added: the next try knows better than to look for it in the list.
      if (error.code === 'file_changed') await store.transaction((writer) => forgetDate(writer, file.id));
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
export async function uploadFailed(
  writer: StoreWriter,
  item: JobQueueRecord,
  error: AppError,
): Promise<void> {
  if (item.payload.kind !== 'upload-file') return;
  const file = await writer.file(item.payload.fileId);
  if (file) await writer.putFile({ ...file, state: { kind: 'failed', error: errorData(error) } });
}
