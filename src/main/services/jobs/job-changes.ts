import type {
  FileId,
  JobId,
  JobsApi,
  QueueItemId,
  ServiceFileFacts,
} from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FileRecord, JobRecord, JobQueueRecord, Store, StoreWriter } from '../../ports/store.ts';
import type { Connections } from '../accounts/connections.ts';
import { cancelItem, updateJobItem, updateRemarkItem } from '../transfers/job-items.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { AllowAction } from './job-actions.ts';
import { serviceFacts } from './service-facts.ts';

/** What can be changed of a job that is on its way or there already. */
export type JobChanges = Pick<JobsApi, 'setRemark' | 'update' | 'cancel' | 'serviceFacts'>;

const isOf = (item: JobQueueRecord, kind: JobQueueRecord['payload']['kind']): boolean =>
  item.payload.kind === kind;

/** An item that has not begun yet reads the newest record when it does: a second one would say the same twice. */
const saysItLater = (item: JobQueueRecord): boolean => item.state !== 'running';

const leftBehind: FileRecord['state'] = {
  kind: 'left-out',
  reason: 'by-you',
  sentence: 'You cancelled the job before it was sent.',
};

export function createJobChanges(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly changes: ChangeFeed;
  readonly newId: () => string;
  readonly allow: AllowAction;
  /** Ends an item of the queue that runs; resolves when it has ended. */
  readonly stopItem: (item: QueueItemId) => Promise<unknown>;
  readonly wakeQueue: () => void;
}): JobChanges {
  const { store, clock, connections, changes, newId, allow, stopItem, wakeQueue } = options;
  const queueId = (): QueueItemId => newId() as QueueItemId;

  const told = (id: JobId): void => {
    changes.job(id);
    changes.queue();
    wakeQueue();
  };

  /** A remark travels with the request for the offer where that is ahead; else by itself, behind the uploads of its job. */
  const sendRemark = async (writer: StoreWriter, job: JobRecord, file: FileRecord): Promise<void> => {
    if (job.stage === 'draft' || file.state.kind === 'left-out') return;
    const unfinished = await writer.unfinishedOf(job.id);
    const travels = unfinished.some(
      (item) =>
        saysItLater(item) &&
        // One that may have got there is not said again when it did.
        ((isOf(item, 'request-offer') && item.attempts === 0) ||
          (item.payload.kind === 'update-remark' && item.payload.fileId === file.id)),
    );
    if (!travels) await writer.enqueue([updateRemarkItem(queueId(), job, file, clock.now())]);
  };

  /** What still waits to be sent of a job that is being cancelled: running work is ended first. */
  const sending = async (id: JobId): Promise<readonly JobQueueRecord[]> =>
    (await store.read.unfinishedOf(id)).filter((item) => item.lane === `send:${id}`);

  return {
    async setRemark(id, file: FileId, remark, tags) {
      await store.transaction(async (writer) => {
        const job = await writer.job(id);
        if (job && job.stage !== 'draft' && job.stage !== 'sending')
          throw new AppError(
            'conflict',
            'too_late',
            'Remarks go with the request for the offer, and that has been sent already.',
          );
        const before = await writer.file(file);
        if (job === null || before?.jobId !== id)
          throw new AppError('gone', 'file_missing', 'This picture is not part of the job any more.');
        const record = { ...before, remark: remark.trim(), tags };
        await writer.putFile(record);
        await sendRemark(writer, job, record);
      });
      changes.files(id, [file]);
      told(id);
    },

    async update(id, change) {
      const name = change.name.trim();
      const description = change.description.trim();
      if (name === '')
        throw new AppError('person', 'name_required', 'Give the job a name.', { field: 'name' });
      if (description === '')
        throw new AppError('person', 'description_required', 'Say what should be done with the pictures.', {
          field: 'description',
        });
      await store.transaction(async (writer) => {
        const before = await allow(writer, id, 'update');
        const invoiceReference = change.invoiceReference?.trim() ?? '';
        const job: JobRecord = {
          ...before,
          name,
          description,
          tags: [...new Set(change.tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))],
          invoiceReference: invoiceReference === '' ? null : invoiceReference,
          actedAt: clock.now(),
        };
        await writer.putJob(job);
        const unfinished = await writer.unfinishedOf(id);
        const travels = unfinished.some(
          (item) =>
            saysItLater(item) &&
            // One that may have got there without being heard made the job as it was then.
            (isOf(item, 'update-job') || (isOf(item, 'create-job') && !item.mayHaveBeenSent)),
        );
        if (!travels) await writer.enqueue([updateJobItem(queueId(), job, clock.now())]);
      });
      told(id);
    },

    async cancel(id) {
      await store.transaction((writer) => allow(writer, id, 'cancel'));
      for (const item of await sending(id)) await stopItem(item.id);
      await store.transaction(async (writer) => {
        const job = await allow(writer, id, 'cancel');
        for (const item of await writer.unfinishedOf(id))
          if (item.lane === `send:${id}`) await writer.removeQueueItem(item.id);
        const files = (await writer.files(id)).filter(
          (file) => file.state.kind === 'waiting' || file.state.kind === 'failed',
        );
        await writer.putFiles(files.map((file) => ({ ...file, state: leftBehind })));
        await writer.putJob({ ...job, actedAt: clock.now() });
        await writer.enqueue([cancelItem(queueId(), job, clock.now())]);
        changes.files(
          id,
          files.map((file) => file.id),
        );
      });
      told(id);
    },

    async serviceFacts(id, file): Promise<ServiceFileFacts> {
      const [job, record] = await Promise.all([store.read.job(id), store.read.file(file)]);
      if (job === null || record?.jobId !== id)
        throw new AppError('gone', 'file_missing', 'This picture is not part of the job any more.');
      return serviceFacts(connections, job, record);
    },
  };
}
