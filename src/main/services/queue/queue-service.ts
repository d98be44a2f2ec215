import type { JobId, QueueApi, QueueItemId, QueueOverview } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
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
import { giveUpDecisions, reviveDecisions } from '../reviews/carried-decisions.ts';
import { createReceipts } from '../transfers/receipt.ts';
import { createUploadChoices } from '../transfers/upload-choices.ts';
import { queueJobs } from './queue-jobs.ts';
import { createQueueLines, eachLike, STEP } from './queue-lines.ts';
import { queueItem, standingBehind, type PauseSentence } from './queue-words.ts';
import { limitWords, secondsFor, startOfDay, timeOfDay } from './time-words.ts';
import { unreadableItem } from './unreadable-item.ts';
import { createUnknownOutcomes, isOutcomeUnknown } from './unknown-outcomes.ts';

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

  /** Changes items in one transaction. What is done meanwhile is passed over, unless it is the only one. */
  const change = async (
    ids: readonly QueueItemId[],
    act: (writer: StoreWriter, item: QueueRecord) => Promise<void>,
  ): Promise<readonly QueueRecord[]> =>
    store.transaction(async (writer) => {
      const items: QueueRecord[] = [];
      for (const id of ids) {
        const item = await writer.queueItem(id);
        if (item === null || item.state === 'done') {
          if (ids.length > 1) continue;
          throw new AppError('gone', 'item_gone', 'This is done or was discarded meanwhile.');
        }
        await act(writer, item);
        items.push(item);
      }
      return items;
    });

  const tellAll = (items: readonly QueueRecord[]): void => {
    for (const job of new Set(items.map((item) => item.jobId))) told(job);
  };

  const retry = async (ids: readonly QueueItemId[]): Promise<void> => {
    const items = await change(ids, async (writer, item) => {
      if (isOutcomeUnknown(item) && item.payload.kind === 'create-job')
        throw new AppError(
          'person',
          'answer_first',
          'Say first what you found at the service: trying again would make a second job if the first was made.',
        );
      await revive(writer, item);
    });
    for (const account of new Set(items.map((item) => item.accountId))) runner.resumeAccount(account);
    tellAll(items);
  };

  const discard = async (ids: readonly QueueItemId[]): Promise<void> => {
    for (const id of ids) await runner.cancel(id);
    tellAll(await change(ids, giveUp));
  };

  const retryAll = async (job: JobId | null): Promise<void> => {
    const rows = await store.read.failedItems(job);
    for (let from = 0; from < rows.length; from += STEP)
      await change(
        rows.slice(from, from + STEP).map((row) => row.id),
        revive,
      );
    tellAll(rows);
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
    await reviveDecisions(writer, item);
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
    await giveUpDecisions(writer, item);
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
      const bytesLeft = moving.sizesComing().reduce((sum, size) => sum + size, totals.bytesLeft);
      const overview: QueueOverview = {
        ...totals,
        bytesLeft,
        bytesPerSecond: moving.bytesPerSecond(),
        secondsLeft: secondsFor(Math.max(0, bytesLeft - moving.bytesUnderWayInAll()), moving.steadyRate()),
        limit: limitWords(bandwidth, clock.now()),
        paused: runner.isPaused(),
        everythingProven: failedUploads === 0,
        lastContact: states.latestContact() ?? (await store.read.lastContact()),
      };
      return overview;
    },
    ...createQueueLines({ store, clock, runner, pauseSentence }),
    retryLike: (id) => eachLike(store, clock, id, retry),
    discardLike: (id) => eachLike(store, clock, id, discard),
    retry: (id) => retry([id]),
    discard: (id) => discard([id]),
    ...createUnknownOutcomes({
      store,
      clock,
      connections,
      onAnswered: (item) => {
        runner.resumeAccount(item.accountId);
        told(item.jobId);
      },
    }),
    retryFailed: () => retryAll(null),
    retryJob: (job) => retryAll(job),
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
