import type { QueueApi, QueueItemId, RemoteJobId, UnknownAnswer } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { RemoteJob } from '../../ports/bright-river.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  JobRecord,
  JobQueueRecord,
  QueueRecord,
  Store,
  StoreReader,
  StoreWriter,
} from '../../ports/store.ts';
import { OUTCOME_UNKNOWN } from '../../queue/outcome.ts';
import type { Connections } from '../accounts/connections.ts';
import { giveNumber } from '../transfers/number-given.ts';

/** True when only a person can say whether the item got there. */
export function isOutcomeUnknown(item: Pick<QueueRecord, 'state' | 'lastError'>): boolean {
  return item.state === 'held' && item.lastError?.code === OUTCOME_UNKNOWN;
}

async function held(read: StoreReader, id: QueueItemId): Promise<JobQueueRecord> {
  const item = await read.queueItem(id);
  if (item?.subject !== 'job' || !isOutcomeUnknown(item))
    throw new AppError('gone', 'item_gone', 'This was answered or discarded meanwhile.');
  return item;
}

/** Takes a person's word for what became of a request whose answer was lost. */
export function createUnknownOutcomes(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly onAnswered: (item: JobQueueRecord) => void;
}): Pick<QueueApi, 'answerUnknown'> {
  const { store, clock, connections, onAnswered } = options;

  const jobOf = async (item: JobQueueRecord): Promise<JobRecord> => {
    const job = await store.read.job(item.jobId);
    if (job === null) throw new AppError('gone', 'job_missing', 'This job was removed from Clipdesk.');
    return job;
  };

  /** The job of that number, as the service has it now. */
  const madeJob = async (
    job: JobRecord,
    answer: Extract<UnknownAnswer, { kind: 'got-there' }>,
  ): Promise<RemoteJob> => {
    if (answer.number === null)
      throw new AppError('person', 'number_required', 'Say which number the job has at the service.', {
        field: 'number',
      });
    const number = answer.number as RemoteJobId;
    const other = await store.read.jobByRemoteId(job.accountId, number);
    if (other !== null)
      throw new AppError(
        'conflict',
        'known_already',
        `Job ${String(number)} is on the board already, as “${other.name}”. Look at the number again.`,
        { field: 'number' },
      );
    const remote = await connections.ask(job.accountId, (api) =>
      api.job(number, new AbortController().signal),
    );
    if (remote.name !== job.name && !answer.sure)
      throw new AppError(
        'conflict',
        'other_name',
        `Job ${String(number)} is called “${remote.name}” at the service, not “${job.name}”. Look at the number again; if it is the one, say that you are sure.`,
        { field: 'number' },
      );
    return remote;
  };

  const settle = (id: QueueItemId, write: (writer: StoreWriter, now: number) => Promise<void>) =>
    store.transaction(async (writer) => {
      // Another window or command may have answered while the service was asked.
      await held(writer, id);
      await write(writer, clock.now());
    });

  const gotThere = async (
    item: JobQueueRecord,
    answer: Extract<UnknownAnswer, { kind: 'got-there' }>,
  ): Promise<void> => {
    const job = await jobOf(item);
    if (item.payload.kind !== 'create-job') {
      await settle(item.id, async (writer, now) => {
        await writer.finish(item.id, now);
        const current = await writer.job(job.id);
        if (current !== null) await writer.putJob({ ...current, actedAt: now, nextPollAt: now });
        await writer.addTimeline({
          jobId: job.id,
          at: now,
          sentence: `You said that it got there: ${item.title}`,
          status: null,
        });
      });
      return;
    }
    const [remote, { kind }] = await Promise.all([madeJob(job, answer), connections.account(job.accountId)]);
    await settle(item.id, async (writer, now) => {
      await writer.finish(item.id, now);
      await giveNumber(writer, job.id, remote, {
        now,
        account: kind,
        sentence: `You found the job at the service: its number is ${String(remote.id)}`,
      });
    });
  };

  return {
    async answerUnknown(id, answer) {
      const item = await held(store.read, id);
      if (answer.kind === 'got-there') await gotThere(item, answer);
      else
        await settle(id, async (writer, now) => {
          await writer.markMayHaveBeenSent(id, false);
          await writer.retryNow(id, now);
        });
      onAnswered(item);
    },
  };
}
