import { expect, test } from 'vitest';
import type { Store } from '../../src/main/ports/store.ts';
import type {
  AccountId,
  ErrorData,
  JobId,
  QueueItemId,
  QueueMove,
} from '../../src/preload/contract/index.ts';
import { queueItem } from '../fakes/records.ts';

const account = 'account' as AccountId;
const trouble: ErrorData = { code: 'server_busy', message: 'The service is busy.', action: 'retry' };
const id = (text: string): QueueItemId => text as QueueItemId;

async function claim(store: Store, most = 8): Promise<readonly string[]> {
  const items = await store.transaction((writer) =>
    writer.claim({ now: 2_000, accountId: account, queueClass: 'transfer', most }),
  );
  return items.map((item) => item.id);
}

/** In what order jobs travel and what a pause means, whatever register stands behind it. */
export function storeOrderSuite(open: () => Promise<Store>): void {
  const withStore = (name: string, run: (store: Store) => Promise<void>): void => {
    test(name, async () => {
      const store = await open();
      try {
        await run(store);
      } finally {
        await store.close();
      }
    });
  };

  /** Two pictures of each job, in the order given. */
  const jobsOf = (...names: string[]) =>
    names.flatMap((name) =>
      [1, 2].map((each) =>
        queueItem(`${name}${String(each)}`, { jobId: name as JobId, lane: `send:${name}` }),
      ),
    );
  const inOrder = async (store: Store): Promise<string[]> =>
    (await store.read.queueJobs()).map((each) => each.jobId);

  withStore('whole jobs go before half jobs, also when work is added to the first', async (store) => {
    await store.transaction((writer) => writer.enqueue(jobsOf('a', 'b')));
    await store.transaction((writer) =>
      writer.enqueue([queueItem('a3', { jobId: 'a' as JobId, lane: 'send:a' })]),
    );
    expect(await claim(store, 3)).toEqual(['a1', 'a2', 'a3']);
    // All of a is finished by the item whose outcome says that one has to go again.
    await store.transaction(async (writer) => {
      for (const each of ['a1', 'a2', 'a3']) await writer.finish(id(each), 1);
      await writer.enqueue([queueItem('again', { jobId: 'a' as JobId, lane: 'send:a', rank: 1 })]);
    });
    expect(await claim(store)).toEqual(['again', 'b1', 'b2']);
  });

  withStore('a job that comes back after its work was done goes behind the others', async (store) => {
    await store.transaction((writer) => writer.enqueue(jobsOf('a', 'b')));
    await store.transaction(async (writer) => {
      for (const each of ['a1', 'a2']) await writer.finish(id(each), 1);
    });
    await store.transaction((writer) => writer.enqueue([queueItem('a3', { jobId: 'a' as JobId })]));
    expect(await inOrder(store)).toEqual(['b', 'a']);
  });

  withStore('jobs are moved up, down, first and last', async (store) => {
    await store.transaction((writer) => writer.enqueue(jobsOf('a', 'b', 'c', 'd')));
    const moved = async (job: string, to: QueueMove): Promise<string> => {
      await store.transaction((writer) => writer.moveJobWork(job as JobId, to));
      return (await inOrder(store)).join('');
    };
    expect(await moved('c', 'first')).toBe('cabd');
    expect(await moved('c', 'up')).toBe('cabd');
    expect(await moved('b', 'up')).toBe('cbad');
    expect(await moved('b', 'down')).toBe('cabd');
    expect(await moved('d', 'down')).toBe('cabd');
    expect(await moved('c', 'last')).toBe('abdc');
    expect(await moved('nobody', 'first')).toBe('abdc');
    expect(await claim(store, 4)).toEqual(['a1', 'a2', 'b1', 'b2']);
  });

  withStore(
    'nothing of a paused job is claimed until it goes on, what is added to it included',
    async (store) => {
      await store.transaction((writer) => writer.enqueue(jobsOf('a', 'b')));
      const a = 'a' as JobId;
      await store.transaction((writer) => writer.pauseJobWork(a, 5));
      await store.transaction((writer) => writer.enqueue([queueItem('a3', { jobId: a, lane: 'send:a' })]));
      expect(await claim(store)).toEqual(['b1', 'b2']);
      expect(await store.read.runnableWork(9)).toEqual([]);
      expect(await store.read.queueJobs()).toMatchObject([
        { jobId: 'a', pausedAt: 5 },
        { jobId: 'b', pausedAt: null },
      ]);
      await store.transaction((writer) => writer.pauseJobWork(a, null));
      expect(await claim(store)).toEqual(['a1', 'a2', 'a3']);
      expect(await store.read.queueGroups()).toEqual([
        expect.objectContaining({ jobId: 'a', kind: 'upload-file', state: 'running', items: 3, bytes: 300 }),
        expect.objectContaining({ jobId: 'b', state: 'running', items: 2 }),
      ]);
    },
  );

  withStore('a pause of everything is kept, from its first moment', async (store) => {
    expect(await store.read.queuePausedAt()).toBeNull();
    await store.transaction((writer) => writer.pauseQueue(5));
    await store.transaction((writer) => writer.pauseQueue(9));
    expect(await store.read.queuePausedAt()).toBe(5);
    await store.transaction((writer) => writer.pauseQueue(null));
    expect(await store.read.queuePausedAt()).toBeNull();
  });

  withStore('what was done long ago is forgotten, nothing else', async (store) => {
    await store.transaction((writer) => writer.enqueue(jobsOf('a', 'b')));
    await store.transaction(async (writer) => {
      await writer.finish(id('a1'), 10);
      await writer.finish(id('a2'), 20);
      await writer.fail(id('b1'), trouble, 1);
    });
    expect(await store.transaction((writer) => writer.pruneQueue(20))).toBe(1);
    expect((await store.read.queue(0)).map((item) => item.id)).toEqual(['b1', 'b2', 'a2']);
  });
}
