import { expect, test } from 'vitest';
import type { QueueRecord, Store } from '../../src/main/ports/store.ts';
import type {
  AccountId,
  DecisionId,
  ErrorData,
  FileId,
  ImageId,
  JobId,
  QueueItemId,
  RemoteFileId,
  RemoteJobId,
  VersionMark,
  WatchFolderId,
} from '../../src/preload/contract/index.ts';
import { accountRecord, decisionRecord, fileRecord, jobRecord, queueItem } from '../fakes/records.ts';

const account = 'account' as AccountId;
const job = 'job' as JobId;
const trouble: ErrorData = { code: 'server_busy', message: 'The service is busy.', action: 'retry' };
const id = (text: string): QueueItemId => text as QueueItemId;

type Claimed = readonly string[];

async function claim(
  store: Store,
  most = 8,
  now = 2_000,
  queueClass: 'transfer' | 'call' = 'transfer',
): Promise<Claimed> {
  const items = await store.transaction((writer) =>
    writer.claim({ now, accountId: account, queueClass, most }),
  );
  return items.map((item) => item.id);
}

async function stateOf(store: Store, item: string): Promise<QueueRecord['state'] | null> {
  return (await store.read.queueItem(id(item)))?.state ?? null;
}

/**
 * What every register must do, whatever stands behind it. `open` gives an empty one; the suite closes it.
 */
export function storeSuite(open: () => Promise<Store>): void {
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

  withStore('gives back every record exactly as it was put', async (store) => {
    const anAccount = accountRecord('account', { ftpFingerprint: 'ab', allowPlainFtp: true });
    const aJob = jobRecord('job', {
      remoteId: 12 as RemoteJobId,
      status: 'CJ_OFFER',
      atServer: 3,
      inOffer: 2,
      invoiceReference: 'PO 7',
      nextPollAt: 4_000,
      isTest: true,
    });
    const files = [
      fileRecord('a', 'job', { position: 1, state: { kind: 'proven', at: 9 }, tags: ['x'], returned: true }),
      fileRecord('b', 'job', { position: 2, state: { kind: 'failed', error: { ...trouble, retryAt: 5 } } }),
      fileRecord('c', 'job', {
        position: 3,
        state: { kind: 'left-out', reason: 'empty', sentence: 'This file is empty.' },
      }),
      fileRecord('d', 'job', {
        position: 4,
        path: null,
        state: { kind: 'at-server' },
        remoteId: 44 as RemoteFileId,
        remoteSize: 10,
        decision: 'rejected',
        download: { path: '/out/d.png', size: 10, md5: 'ff' },
      }),
    ];
    const review = {
      jobId: job,
      fileId: 44 as RemoteFileId,
      position: 0,
      name: 'd.jpg',
      originalImageId: 1 as ImageId,
      originalName: 'd.jpg',
      results: [{ imageId: 2 as ImageId, name: 'd.png' }],
      previous: [{ imageId: 3 as ImageId, name: 'd-old.png' }],
      said: { now: null, before: [{ at: null, imageIds: [], reasons: [], remark: 'Cropping' }] },
      listed: { size: 5, at: 6, md5: 'ab' },
      version: 2,
      versionMark: 'mark' as VersionMark,
      blocked: '',
    };
    const decision = decisionRecord('decision', 'job', {
      verdict: {
        kind: 'reject',
        reasons: [{ reason: 'Edge is rough', pins: [{ x: 0.5, y: 0.25, radius: null }] }],
        remark: 'left heel',
      },
      state: { kind: 'held', sentence: 'It changed.' },
      step: 'step',
      replaces: 'before' as DecisionId,
      images: [{ imageId: 2 as ImageId, name: 'd.png' }],
    });
    const folder = {
      id: 'w' as WatchFolderId,
      path: '/photos',
      jobId: job,
      taken: 2,
      lastTakenAt: 5,
      createdAt: 1,
    };
    const sentPart = { fileId: 'd' as FileId, size: 9, modifiedAt: 4, bytes: 5, md5: 'ab' };
    const settings = {
      theme: 'dark',
      brandColour: '#aabbcc',
      connections: 2,
      downloadFolder: '/out',
      pictureCache: 5,
      bandwidth: { limit: 2_000_000, hours: { from: 480, to: 1_080, days: [1, 2] } },
      proxy: { kind: 'socks5', host: 'proxy.example', port: 1_080, user: 'anna' },
    } as const;
    await store.transaction(async (writer) => {
      await writer.putFiles(files);
      await writer.putAccount(anAccount);
      await writer.putJob(aJob);
      await writer.replaceReviews(job, [review]);
      await writer.putDecision(decision);
      await writer.addTimeline({ jobId: job, at: 1, sentence: 'Made', status: null });
      await writer.addTimeline({ jobId: job, at: 2, sentence: 'Sent', status: 'CJ_NEW' });
      await writer.putWatchFolder(folder);
      await writer.markTaken(job, 'abc', '/photos/a.jpg', 3);
      await writer.putSentPart(sentPart);
      await writer.putSettings(settings);
    });
    const { read } = store;
    expect(await read.accounts()).toEqual([anAccount]);
    expect(await read.account(account)).toEqual(anAccount);
    expect(await read.jobs()).toEqual([aJob]);
    expect(await read.jobByRemoteId(account, 12 as RemoteJobId)).toEqual(aJob);
    expect(await read.files(job)).toEqual(files);
    expect(await read.file('d' as FileId)).toEqual(files[3]);
    expect(await read.sentPart('d' as FileId)).toEqual(sentPart);
    expect(await read.reviews(job)).toEqual([review]);
    expect(await read.decisions(job)).toEqual([decision]);
    expect(await read.decision('decision' as DecisionId)).toEqual(decision);
    expect((await read.timeline(job)).map((entry) => entry.sentence)).toEqual(['Sent', 'Made']);
    expect(await read.watchFolders()).toEqual([folder]);
    expect(await read.wasTaken(job, 'abc')).toBe(true);
    expect(await read.wasTaken(job, 'abd')).toBe(false);
    expect(await read.settings()).toEqual(settings);
    expect(await read.reasonsUsed(account)).toEqual([{ reason: 'Edge is rough', times: 1 }]);
    expect(await read.jobsToPoll(aJob.accountId, 3_999, 5)).toEqual([]);
    expect(await read.jobsToPoll(aJob.accountId, 4_000, 5)).toEqual([aJob]);
    expect(await read.earliestPoll(aJob.accountId)).toBe(4_000);
    expect(await read.job('nobody' as JobId)).toBeNull();
  });

  withStore('changing a job keeps its files', async (store) => {
    await store.transaction(async (writer) => {
      await writer.putJob(jobRecord('job'));
      await writer.putFile(fileRecord('a', 'job'));
    });
    await store.transaction((writer) => writer.putJob(jobRecord('job', { name: 'Another name' })));
    expect(await store.read.files(job)).toHaveLength(1);
    expect((await store.read.job(job))?.name).toBe('Another name');
  });

  withStore('counts what is here, proven, failed, returned, judged and downloaded', async (store) => {
    await store.transaction(async (writer) => {
      await writer.putJob(jobRecord('job'));
      await writer.putJob(jobRecord('empty'));
      await writer.putFiles([
        fileRecord('a', 'job', {
          position: 3,
          size: 10,
          state: { kind: 'proven', at: 1 },
          decision: 'accepted',
        }),
        fileRecord('b', 'job', { position: 2, size: 20, state: { kind: 'failed', error: trouble } }),
        fileRecord('c', 'job', { position: 1, size: 40, returned: true, decision: 'rejected' }),
        fileRecord('d', 'job', {
          position: 0,
          size: 80,
          state: { kind: 'left-out', reason: 'by-you', sentence: '' },
        }),
        fileRecord('e', 'job', {
          path: null,
          size: 160,
          state: { kind: 'at-server' },
          download: { path: '/x', size: 1, md5: '' },
        }),
      ]);
    });
    const totals = {
      here: 3,
      proven: 1,
      failed: 1,
      returned: 1,
      accepted: 1,
      rejected: 1,
      downloaded: 1,
      bytesTotal: 70,
      bytesProven: 10,
    };
    expect(await store.read.fileTotals(job)).toEqual(totals);
    expect(await store.read.allFileTotals()).toEqual(new Map([[job, totals]]));
    expect((await store.read.fileTotals('empty' as JobId)).here).toBe(0);
    expect((await store.read.contactSheets()).get(job)).toEqual(['c', 'b', 'a']);
  });

  withStore('a transaction that throws leaves nothing behind', async (store) => {
    const failed = store.transaction(async (writer) => {
      await writer.putAccount(accountRecord('account'));
      expect(await writer.accounts()).toHaveLength(1);
      expect(await store.read.accounts()).toHaveLength(0);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await store.read.accounts()).toHaveLength(0);
  });

  withStore('transactions run one after another, and one that fails stops no other', async (store) => {
    const order: string[] = [];
    const first = store.transaction(async (writer) => {
      order.push('first begins');
      await writer.putAccount(accountRecord('one'));
      await new Promise((resolve) => setImmediate(resolve));
      order.push('first ends');
      throw new Error('first');
    });
    const second = store.transaction(async (writer) => {
      order.push('second begins');
      expect(await writer.accounts()).toHaveLength(0);
      await writer.putAccount(accountRecord('two'));
    });
    await expect(first).rejects.toThrow('first');
    await second;
    expect(order).toEqual(['first begins', 'first ends', 'second begins']);
    expect(await store.read.accounts()).toHaveLength(1);
  });

  withStore('a writer is refused after its transaction', async (store) => {
    const writer = await store.transaction((inside) => Promise.resolve(inside));
    await expect(writer.putAccount(accountRecord('late'))).rejects.toMatchObject({
      code: 'transaction_over',
    });
  });

  withStore('a job with unfinished work cannot be removed', async (store) => {
    await store.transaction(async (writer) => {
      await writer.putJob(jobRecord('job'));
      await writer.putFile(fileRecord('a', 'job'));
      await writer.enqueue([queueItem('u')]);
    });
    await expect(store.transaction((writer) => writer.removeJob(job))).rejects.toMatchObject({
      code: 'job_has_work',
    });
    await store.transaction(async (writer) => {
      await writer.finish(id('u'), 5);
      await writer.removeJob(job);
    });
    expect(await store.read.jobs()).toEqual([]);
    expect(await store.read.files(job)).toEqual([]);
  });

  withStore('a lane runs in order, with parallel neighbours side by side', async (store) => {
    const call = { parallel: false, payload: { kind: 'create-job' } } as const;
    await store.transaction((writer) =>
      writer.enqueue([
        queueItem('create', call),
        queueItem('u1'),
        queueItem('u2'),
        queueItem('prove', { parallel: false, payload: { kind: 'prove-uploads', round: 0 } }),
        queueItem('u3'),
        queueItem('elsewhere', { lane: 'send:other' }),
      ]),
    );
    expect(await claim(store)).toEqual(['elsewhere']);
    expect(await claim(store, 8, 2_000, 'call')).toEqual(['create']);
    await store.transaction((writer) => writer.finish(id('create'), 1));
    expect(await claim(store, 1)).toEqual(['u1']);
    expect(await claim(store)).toEqual(['u2']);
    await store.transaction((writer) => writer.finish(id('u1'), 1));
    expect(await claim(store, 8, 2_000, 'call')).toEqual([]);
    await store.transaction((writer) => writer.fail(id('u2'), trouble, 1));
    expect(await claim(store, 8, 2_000, 'call')).toEqual([]);
    await store.transaction((writer) => writer.removeQueueItem(id('u2')));
    expect(await claim(store, 8, 2_000, 'call')).toEqual(['prove']);
    expect(await claim(store)).toEqual([]);
    await store.transaction((writer) => writer.finish(id('prove'), 1));
    expect(await claim(store)).toEqual(['u3']);
  });

  withStore('an item that waits for its time is not claimed, and still holds its lane', async (store) => {
    await store.transaction((writer) =>
      writer.enqueue([
        queueItem('first', { parallel: false, retryAt: 5_000 }),
        queueItem('second', { parallel: false }),
      ]),
    );
    expect(await claim(store)).toEqual([]);
    expect(await store.read.earliestRetry(2_000)).toBe(5_000);
    expect(await store.read.runnableWork(2_000)).toEqual([
      { accountId: account, queueClass: 'transfer', isDue: false, nextRetryAt: 5_000 },
    ]);
    expect(await claim(store, 8, 5_000)).toEqual(['first']);
  });

  withStore('each way out of running is kept with its error and attempts', async (store) => {
    await store.transaction((writer) =>
      writer.enqueue(['a', 'b', 'c', 'd', 'e'].map((each) => queueItem(each))),
    );
    await claim(store);
    await store.transaction(async (writer) => {
      await writer.retryLater(id('a'), 9_000, trouble, 1);
      await writer.putBack(id('b'), trouble, 1);
      await writer.fail(id('c'), trouble, 1);
      await writer.hold(id('d'), trouble, 1);
      await writer.markMayHaveBeenSent(id('e'), true);
      await writer.finish(id('e'), 3);
    });
    const items = new Map((await store.read.queue(0)).map((item) => [item.id, item]));
    expect(items.get(id('a'))).toMatchObject({
      state: 'waiting',
      attempts: 1,
      retryAt: 9_000,
      lastError: trouble,
    });
    expect(items.get(id('b'))).toMatchObject({
      state: 'waiting',
      attempts: 0,
      retryAt: null,
      lastError: trouble,
    });
    expect(items.get(id('c'))).toMatchObject({ state: 'failed', lastError: trouble });
    expect(items.get(id('d'))).toMatchObject({ state: 'held', lastError: trouble });
    expect(items.get(id('e'))).toMatchObject({ state: 'done', lastError: null, mayHaveBeenSent: false });
    expect(await store.read.queueTotals()).toEqual({
      decisionsWaiting: 0,
      picturesWaiting: 2,
      downloadsWaiting: 0,
      otherWaiting: 0,
      needsYou: 2,
      failedUploads: 2,
      bytesLeft: 200,
    });
    expect((await store.read.queue(4)).map((item) => item.id)).toEqual(['a', 'b', 'c', 'd']);
    await store.transaction(async (writer) => {
      await writer.retryNow(id('c'), 5);
      await writer.retryNow(id('e'), 5);
    });
    expect(await store.read.queueItem(id('c'))).toMatchObject({
      state: 'waiting',
      attempts: 0,
      retryAt: null,
    });
    expect(await stateOf(store, 'e')).toBe('done');
    expect((await store.read.unfinishedOf(job)).map((item) => item.id)).toEqual(['a', 'b', 'c', 'd']);
  });

  withStore('releasing claims lets what was running run again', async (store) => {
    await store.transaction((writer) => writer.enqueue([queueItem('a'), queueItem('b')]));
    await claim(store);
    expect((await store.read.runningItems()).map((item) => item.id)).toEqual(['a', 'b']);
    expect(await store.transaction((writer) => writer.releaseClaims(3))).toBe(2);
    expect(await claim(store)).toEqual(['a', 'b']);
  });

  withStore('one of two claimers gets an item', async (store) => {
    await store.transaction((writer) =>
      writer.enqueue(Array.from({ length: 40 }, (_, each) => queueItem(`item ${each}`))),
    );
    const taken = await Promise.all(Array.from({ length: 10 }, () => claim(store, 7)));
    expect(taken.flat()).toHaveLength(40);
    expect(new Set(taken.flat()).size).toBe(40);
  });

  withStore('only one runner at a time, until it lets go', async (store) => {
    const lock = await store.tryBecomeRunner();
    expect(lock).not.toBeNull();
    expect(await store.tryBecomeRunner()).toBeNull();
    await lock?.release();
    const again = await store.tryBecomeRunner();
    expect(again).not.toBeNull();
    await again?.release();
  });

  withStore('a closed register refuses changes in words', async (store) => {
    await store.close();
    const late = store.transaction((writer) => writer.accounts());
    await expect(late).rejects.toMatchObject({ name: 'AppError', code: 'register_closed' });
  });
}
