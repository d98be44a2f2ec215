import type {
  AccountId,
  JobId,
  QueueApi,
  QueueItemId,
  QueueOverview,
} from '../../../preload/contract/index.ts';
import { AppError, errorData } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Host } from '../../ports/host.ts';
import type {
  LibraryQueueRecord,
  QueueRecord,
  Store,
  StoreWriter,
  WorkflowQueueRecord,
} from '../../ports/store.ts';
import { queueClassOf } from '../../ports/queue-class.ts';
import type { QueueRunner } from '../../queue/queue-runner.ts';
import type { AccountStates } from '../accounts/account-states.ts';
import type { Connections } from '../accounts/connections.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import type { MovingFiles } from '../transfers/moving-files.ts';
import { createReceipts } from '../transfers/receipt.ts';
import { createUploadChoices } from '../transfers/upload-choices.ts';
import { queueJobs } from './queue-jobs.ts';
import { queueItem, standingBehind, type PauseSentence } from './queue-words.ts';
import { limitWords, secondsFor, timeOfDay } from './time-words.ts';
import { createUnknownOutcomes, isOutcomeUnknown } from './unknown-outcomes.ts';

/** Midnight of this day where the person is. */
function startOfDay(now: number): number {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
}

/** Follows what a person did to work that belongs to no job. */
export type SubjectHook = (
  writer: StoreWriter,
  item: LibraryQueueRecord | WorkflowQueueRecord,
) => Promise<void>;

/** The queue in words, and the few things a person can do to it. */
export function createQueue(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly runner: QueueRunner;
  readonly states: AccountStates;
  readonly moving: MovingFiles;
  readonly changes: ChangeFeed;
  readonly newId: () => string;
  readonly connections: Connections;
  readonly host: Host;
  readonly files: Files;
  /** A person tries work of a library or a site again, or gives it up: its own record follows in the same transaction. */
  readonly revived: SubjectHook;
  readonly givenUp: SubjectHook;
}): QueueApi {
  const { store, clock, runner, states, moving, changes, connections } = options;

  const pauseSentence: PauseSentence = (item) => {
    const queueClass = queueClassOf(item.payload.kind);
    const pause = runner
      .pausedAccounts()
      .find(
        (each) =>
          each.accountId === item.accountId && (each.queueClass === null || each.queueClass === queueClass),
      );
    if (!pause) return null;
    if (pause.reason === 'sign-in') return 'Waits for you to sign in';
    if (pause.reason === 'person') return 'Paused by you';
    return `Waits for the network since ${timeOfDay(pause.since)}`;
  };

  const told = (job: JobId | null): void => {
    if (job !== null) {
      changes.job(job);
      changes.review(job);
    }
    changes.queue();
    runner.wake();
  };

  const itemOf = async (writer: StoreWriter, id: QueueItemId): Promise<QueueRecord> => {
    const item = await writer.queueItem(id);
    if (item === null || item.state === 'done')
      throw new AppError('gone', 'item_gone', 'This is done or was discarded meanwhile.');
    return item;
  };

  const retryAll = async (isMeant: (row: QueueRecord) => boolean): Promise<void> => {
    const rows = (await store.read.queue(Number.MAX_SAFE_INTEGER)).filter(
      (row) => row.state === 'failed' && isMeant(row),
    );
    await store.transaction(async (writer) => {
      for (const row of rows) await revive(writer, row);
    });
    for (const job of new Set(rows.map((row) => row.jobId))) told(job);
  };

  const pauseJob = async (job: JobId, at: number | null): Promise<void> => {
    await store.transaction((writer) => writer.pauseJobWork(job, at));
    if (at !== null) runner.pauseJob(job);
    told(job);
  };

  /** The subject of the work shows again that it is under way. */
  const revive = async (writer: StoreWriter, item: QueueRecord): Promise<void> => {
    await writer.retryNow(item.id, clock.now());
    if (item.subject !== 'job') return options.revived(writer, item);
    if (item.payload.kind === 'upload-file') {
      const file = await writer.file(item.payload.fileId);
      if (file?.state.kind === 'failed') await writer.putFile({ ...file, state: { kind: 'waiting' } });
      if (file) changes.files(file.jobId, [file.id]);
    }
    if (item.payload.kind === 'send-decision') {
      const decision = await writer.decision(item.payload.decisionId);
      if (decision) await writer.putDecision({ ...decision, state: { kind: 'kept' } });
    }
  };

  /** What the person gave up stays visible on its subject. */
  const giveUp = async (writer: StoreWriter, item: QueueRecord): Promise<void> => {
    await writer.removeQueueItem(item.id);
    if (item.subject !== 'job') return options.givenUp(writer, item);
    if (item.payload.kind === 'upload-file') {
      const file = await writer.file(item.payload.fileId);
      if (file && file.state.kind !== 'proven' && file.state.kind !== 'sent')
        await writer.putFile({
          ...file,
          state: {
            kind: 'left-out',
            reason: 'by-you',
            sentence: 'You left it out after it could not be sent.',
          },
        });
      if (file) changes.files(file.jobId, [file.id]);
    }
    if (item.payload.kind === 'send-decision') {
      const decision = await writer.decision(item.payload.decisionId);
      if (decision) await writer.putDecision({ ...decision, replaced: true });
      const files = await writer.files(item.jobId);
      const file = files.find((each) => each.remoteId === decision?.fileId);
      if (file) await writer.putFile({ ...file, decision: null });
    }
    if (item.payload.kind === 'create-job') {
      const job = await writer.job(item.jobId);
      if (job?.remoteId === null) await writer.putJob({ ...job, stage: 'draft' });
      for (const other of await writer.unfinishedOf(item.jobId)) await writer.removeQueueItem(other.id);
      const files = (await writer.files(item.jobId)).filter((file) => file.state.kind === 'waiting');
      await writer.putFiles(files.map((file) => ({ ...file, state: { kind: 'draft' } as const })));
    }
  };

  return {
    async list() {
      const now = clock.now();
      const [rows, unreadable, jobs, accounts] = await Promise.all([
        store.read.queue(startOfDay(now)),
        store.read.unreadableQueueRows(),
        store.read.jobs(),
        store.read.accounts(),
      ]);
      const names = new Map<string, string>(
        [...jobs, ...accounts].map((each): [string, string] => [each.id, each.name]),
      );
      const nameOf = (item: QueueRecord): string => names.get(item.jobId ?? item.accountId) ?? '';
      const paused = runner.isPaused();
      const behind = standingBehind(rows, nameOf);
      const items = rows.map((row) =>
        queueItem(row, nameOf(row), pauseSentence, paused, now, behind.get(row.id)),
      );
      if (unreadable.length > 0)
        return [...unreadable.map((row) => unreadableItem(row.id, row.createdAt)), ...items];
      return items;
    },
    async overview() {
      const [{ failedUploads, ...totals }, { bandwidth }] = await Promise.all([
        store.read.queueTotals(),
        store.read.settings(),
      ]);
      const overview: QueueOverview = {
        ...totals,
        bytesPerSecond: moving.bytesPerSecond(),
        secondsLeft: secondsFor(
          Math.max(0, totals.bytesLeft - moving.bytesUnderWayInAll()),
          moving.steadyRate(),
        ),
        limit: limitWords(bandwidth, clock.now()),
        paused: runner.isPaused(),
        everythingProven: failedUploads === 0,
        lastContact: states.latestContact(),
      };
      return overview;
    },
    async retry(id) {
      const item = await store.transaction(async (writer) => {
        const found = await itemOf(writer, id);
        if (isOutcomeUnknown(found) && found.payload.kind === 'create-job')
          throw new AppError(
            'person',
            'answer_first',
            'Say first what you found at the service: trying again would make a second job if the first was made.',
          );
        await revive(writer, found);
        return found;
      });
      runner.resumeAccount(item.accountId);
      told(item.jobId);
    },
    ...createUnknownOutcomes({
      store,
      clock,
      connections,
      onAnswered: (item) => {
        runner.resumeAccount(item.accountId);
        told(item.jobId);
      },
    }),
    retryFailed: () => retryAll(() => true),
    retryJob: (job) => retryAll((row) => row.jobId === job),
    async discard(id) {
      await runner.cancel(id);
      const item = await store.transaction(async (writer) => {
        const found = await itemOf(writer, id);
        await giveUp(writer, found);
        return found;
      });
      told(item.jobId);
    },
    async pause() {
      await store.transaction((writer) => writer.pauseQueue(clock.now()));
      runner.pauseAll();
      changes.queue();
    },
    async resume() {
      await store.transaction((writer) => writer.pauseQueue(null));
      runner.resumeAll();
      changes.queue();
    },
    jobs: () => queueJobs(options),
    pauseJob: (job) => pauseJob(job, clock.now()),
    resumeJob: (job) => pauseJob(job, null),
    async moveJob(job, move) {
      await store.transaction((writer) => writer.moveJobWork(job, move));
      changes.queue();
    },
    ...createReceipts(options),
    ...createUploadChoices({
      ...options,
      stopItem: (item) => runner.cancel(item),
      wakeQueue: () => {
        runner.wake();
      },
    }),
  };
}

/** A row no schema reads any more: shown as it is, so that a person can decide about it. */
function unreadableItem(id: QueueItemId, createdAt: number): Awaited<ReturnType<QueueApi['list']>>[number] {
  const error = errorData(
    new AppError(
      'bug',
      'unreadable',
      'Clipdesk cannot read this any more. It is kept as it is; please report it.',
    ),
  );
  return {
    id,
    kind: 'send-decision',
    subject: 'job',
    jobId: '' as JobId,
    jobName: '',
    accountId: '' as AccountId,
    title: 'Something that was queued',
    state: { kind: 'failed', error },
    changedAt: createdAt,
    bytes: 0,
  };
}
