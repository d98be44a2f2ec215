import type { FileId, JobId, LeftOutReason, QueueApi, QueueItemId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FileRecord, JobRecord, JobQueueRecord, Store, StoreWriter } from '../../ports/store.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import { enqueueUploads } from './enqueue-uploads.ts';
import { requestOfferItem, updateRemarkItem } from './job-items.ts';

const words = (count: number): string => (count === 1 ? '1 picture' : `${String(count)} pictures`);

const LEFT_OUT =
  'You left it out while the job was being sent. It can still be sent until the service works on the job.';

/** An upload may begin between the end of the others and the choice; not for ever. */
const MOST_TRIES = 5;

/** Found when its turn came; mended, it is looked into again and goes. */
const mendable: ReadonlySet<LeftOutReason> = new Set(['broken', 'empty', 'not-a-picture']);

type Uploading = JobQueueRecord & {
  readonly payload: { readonly kind: 'upload-file'; readonly fileId: FileId };
};

const isUpload = (item: JobQueueRecord): item is Uploading => item.payload.kind === 'upload-file';

export type UploadChoices = Pick<QueueApi, 'leaveOut' | 'stopUpload' | 'sendAfterAll'>;

/**
 * What a person may choose while a job is being sent: leave pictures out, stop the rest, send after all. Nothing that is
 * at the service is taken back by it, and what stays here stays known with its reason.
 */
export function createUploadChoices(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly changes: ChangeFeed;
  readonly newId: () => string;
  /** Aborts an item that runs here and resolves when it has ended. */
  readonly stopItem: (item: QueueItemId) => Promise<boolean>;
  readonly wakeQueue: () => void;
}): UploadChoices {
  const { store, clock, changes, newId, stopItem, wakeQueue } = options;

  const told = (job: JobId, files: readonly FileId[]): void => {
    changes.files(job, files);
    changes.job(job);
    changes.queue();
    wakeQueue();
  };

  const jobOf = async (writer: StoreWriter, id: JobId): Promise<JobRecord> => {
    const job = await writer.job(id);
    if (job === null) throw new AppError('gone', 'job_missing', 'This job is not in Clipdesk any more.');
    return job;
  };

  /** Running ones end first: what they wrote last must not come after the choice. */
  const endUploads = async (job: JobId, isMeant: (file: FileId) => boolean): Promise<void> => {
    const items = (await store.read.unfinishedOf(job)).filter(isUpload);
    const running = items.filter((item) => item.state === 'running' && isMeant(item.payload.fileId));
    await Promise.all(running.map((item) => stopItem(item.id)));
  };

  /** @returns null when one of them has begun meanwhile: it has to end first */
  const dropUploads = async (
    writer: StoreWriter,
    job: JobId,
    isMeant: (file: FileId) => boolean,
    isLast: boolean,
  ): Promise<FileRecord[] | null> => {
    const items = (await writer.unfinishedOf(job)).filter(isUpload);
    const isBusy = items.some((item) => item.state === 'running' && isMeant(item.payload.fileId));
    if (isBusy && !isLast) return null;
    const dropped: FileRecord[] = [];
    for (const item of items) {
      if (!isMeant(item.payload.fileId)) continue;
      const file = await writer.file(item.payload.fileId);
      await writer.removeQueueItem(item.id);
      if (file === null || (file.state.kind !== 'waiting' && file.state.kind !== 'failed')) continue;
      dropped.push({ ...file, state: { kind: 'left-out', reason: 'by-you', sentence: LEFT_OUT } });
    }
    await writer.putFiles(dropped);
    return dropped;
  };

  /** Remarks would have gone with the request for the offer. */
  const keepRemarks = async (writer: StoreWriter, id: JobId, there: readonly FileRecord[]): Promise<void> => {
    const job = await jobOf(writer, id);
    const carried = new Set(
      (await writer.unfinishedOf(id)).flatMap(({ payload }) =>
        payload.kind === 'update-remark' ? [payload.fileId] : [],
      ),
    );
    const said = there.filter(
      (file) => (file.remark !== '' || file.tags.length > 0) && !carried.has(file.id),
    );
    const now = clock.now();
    await writer.enqueue(said.map((file) => updateRemarkItem(newId() as QueueItemId, job, file, now)));
  };

  /** Ends uploads and drops them; another process may go on with its own, which learns of it by itself. */
  const untilDropped = async <T>(
    job: JobId,
    isMeant: (file: FileId) => boolean,
    drop: (writer: StoreWriter, isLast: boolean) => Promise<T | null>,
  ): Promise<T | null> => {
    for (let tries = 1; ; tries += 1) {
      await endUploads(job, isMeant);
      const dropped = await store.transaction((writer) => drop(writer, tries === MOST_TRIES));
      if (dropped !== null || tries === MOST_TRIES) return dropped;
    }
  };

  return {
    async leaveOut(job, files) {
      const meant = new Set(files);
      const isMeant = (file: FileId): boolean => meant.has(file);
      const dropped =
        (await untilDropped(job, isMeant, (writer, isLast) => dropUploads(writer, job, isMeant, isLast))) ??
        [];
      if (dropped.length === 0 && files.length > 0)
        throw new AppError(
          'conflict',
          'sent_already',
          'Only pictures that still wait to be sent can be left out; this was sent meanwhile.',
        );
      told(
        job,
        dropped.map((file) => file.id),
      );
    },

    async stopUpload(job) {
      const { remoteId } = await store.transaction((writer) => jobOf(writer, job));
      if (remoteId === null)
        throw new AppError(
          'conflict',
          'not_made_yet',
          'The service is being asked for this job’s number. Pause the job, or take “Make the job” out of the queue: it is then a draft again.',
        );
      const stopped = await untilDropped(
        job,
        () => true,
        async (writer, isLast) => {
          const left = await dropUploads(writer, job, () => true, isLast);
          if (left === null) return null;
          const files = await writer.files(job);
          const there = files.filter((file) => file.state.kind === 'sent' || file.state.kind === 'proven');
          for (const item of await writer.unfinishedOf(job)) {
            // An offer for half a job is never asked for by itself; without anything sent there is nothing to prove.
            const isPointless =
              item.payload.kind === 'request-offer' ||
              (item.payload.kind === 'prove-uploads' && there.length === 0);
            if (isPointless && item.state !== 'running') await writer.removeQueueItem(item.id);
          }
          await keepRemarks(writer, job, there);
          if (left.length > 0)
            await writer.addTimeline({
              jobId: job,
              at: clock.now(),
              sentence: `You stopped sending: ${words(there.length)} at the service, ${words(left.length)} left out`,
              status: null,
            });
          return { dropped: left, atService: there.length };
        },
      );
      const { dropped, atService } = stopped ?? { dropped: [], atService: 0 };
      told(
        job,
        dropped.map((file) => file.id),
      );
      const rest = dropped.length;
      const here =
        atService === 0
          ? 'No picture of this job is at the service in whole.'
          : `${words(atService)} of this job ${atService === 1 ? 'is' : 'are'} at the service and ${atService === 1 ? 'stays' : 'stay'} there.`;
      return {
        atService,
        leftOut: rest,
        sentence: `${here} ${words(rest)} ${rest === 1 ? 'was' : 'were'} left out; “Send after all” takes ${rest === 1 ? 'it' : 'them'} in again. To call the whole job off, cancel it at the service.`,
      };
    },

    async sendAfterAll(id, files) {
      const meant = files === undefined ? null : new Set(files);
      const sent = await store.transaction(async (writer) => {
        const job = await jobOf(writer, id);
        if (job.stage !== 'sending')
          throw new AppError(
            'conflict',
            'too_late',
            job.stage === 'draft'
              ? 'This job is a draft: take the picture in there.'
              : 'The service works on this job already. Send the picture as a job of its own.',
          );
        const left = (await writer.files(id)).filter(
          (file) =>
            file.state.kind === 'left-out' &&
            (file.state.reason === 'by-you' || (meant !== null && mendable.has(file.state.reason))) &&
            file.path !== null &&
            (meant?.has(file.id) ?? true),
        );
        if (left.length === 0) return [];
        const waiting = left.map((file): FileRecord => {
          const isMended = file.state.kind === 'left-out' && mendable.has(file.state.reason);
          return { ...file, state: { kind: 'waiting' }, format: isMended ? '' : file.format };
        });
        await writer.putFiles(waiting);
        const now = clock.now();
        await enqueueUploads(writer, job, waiting, { round: 0, now, newId });
        const asks = (await writer.unfinishedOf(id)).some((item) => item.payload.kind === 'request-offer');
        if (job.requestOffer && !asks)
          await writer.enqueue([requestOfferItem(newId() as QueueItemId, job, now)]);
        // What was said of them while they were left out goes with the offer, or by itself.
        if (!job.requestOffer && !asks) await keepRemarks(writer, id, waiting);
        return waiting.map((file) => file.id);
      });
      told(id, sent);
    },
  };
}
