import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../src/main/errors/app-error.ts';
import type { NewJobItem, QueueRecord, Store } from '../../../src/main/ports/store.ts';
import type { HandlerResult } from '../../../src/main/queue/queue-runner.ts';
import type { AccountId, DecisionId, QueueItemId } from '../../../src/preload/contract/index.ts';
import { accountRecord, queueItem } from '../../fakes/records.ts';
import { handlersOf, QueueBench } from './queue-bench.ts';

let bench: QueueBench;
beforeEach(async () => {
  bench = await QueueBench.open();
});
afterEach(() => bench.close());

const finished: HandlerResult = { kind: 'finished' };
const done = (): Promise<HandlerResult> => Promise.resolve(finished);
const offline = new AppError('retry', 'offline', 'Nothing answers.');
const busy = new AppError('retry', 'server_busy', 'The service is busy.');
const signedOut = new AppError('sign-in', 'unauthorized', 'Sign in again.');
const account = (id: string): AccountId => id as AccountId;
const item = (id: string): Promise<QueueRecord | null> => bench.store.read.queueItem(id as QueueItemId);
const createJob: Partial<NewJobItem> = { payload: { kind: 'create-job' }, parallel: false };

function decision(id: string, change: Partial<NewJobItem> = {}): NewJobItem {
  return queueItem(id, {
    payload: { kind: 'send-decision', decisionId: id as DecisionId },
    lane: 'review:job',
    ...change,
  });
}

const enqueue = (...items: NewJobItem[]): Promise<void> =>
  bench.store.transaction((writer) => writer.enqueue(items));

const stoppedItems = (): string[] =>
  bench.changes.flatMap((change) => (change.kind === 'stopped' ? [change.item.id] : []));

/** A handler whose items wait until the test lets them go, or their signal stops them. */
function gate() {
  const started: string[] = [];
  const waiting = new Map<string, () => void>();
  return {
    started,
    letGo: (id: string) => waiting.get(id)?.(),
    run: (queued: QueueRecord, { signal }: { signal: AbortSignal }) =>
      new Promise<HandlerResult>((resolve, reject) => {
        started.push(queued.id);
        waiting.set(queued.id, () => resolve(finished));
        signal.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
      }),
  };
}

const startedItems = (count: number) => () =>
  bench.changes.filter((change) => change.kind === 'started').length >= count;

test('works what is queued, in the order of its lane, and says when nothing is left', async () => {
  const order: string[] = [];
  await enqueue(
    queueItem('create', createJob),
    queueItem('u1'),
    queueItem('u2'),
    queueItem('last', createJob),
  );
  const runner = bench.runner((queued) => {
    order.push(queued.id);
    return done();
  });
  await runner.start();
  expect(await runner.idle()).toEqual({ nextAt: null });
  expect(order).toEqual(['create', 'u1', 'u2', 'last']);
  expect(new Set(Object.values(await bench.states()))).toEqual(new Set(['done']));
});

test('work queued later starts when the queue is woken', async () => {
  const runner = bench.runner(done);
  await runner.start();
  await runner.idle();
  await enqueue(queueItem('late'));
  runner.wake();
  await bench.until(() => stoppedItems().includes('late'));
  expect((await item('late'))?.state).toBe('done');
});

test('transfers of an account stay within their limit, and decisions go beside them', async () => {
  const { run, started, letGo } = gate();
  await enqueue(...['u1', 'u2', 'u3'].map((id) => queueItem(id)), decision('d1'));
  const runner = bench.runner(run);
  await runner.start();
  await bench.until(startedItems(3));
  expect(started.sort()).toEqual(['d1', 'u1', 'u2']);
  letGo('u1');
  await bench.until(startedItems(4));
  expect(started).toContain('u3');
  expect(runner.running().map((each) => each.id)).toEqual(['u2', 'd1', 'u3']);
});

test('a handler’s own change is committed with its result or not at all', async () => {
  await enqueue(queueItem('good'), queueItem('bad'));
  const runner = bench.runner((queued) =>
    Promise.resolve({
      kind: 'finished',
      commit: async (writer) => {
        await writer.putAccount(accountRecord(queued.id));
        if (queued.id === 'bad') throw new AppError('person', 'no_room', 'It does not fit.');
      },
    }),
  );
  await runner.start();
  await runner.idle();
  expect((await bench.store.read.accounts()).map((each) => each.id)).toEqual(['good']);
  expect(await bench.states()).toEqual({ good: 'done', bad: 'failed' });
  expect((await item('bad'))?.lastError?.code).toBe('no_room');
});

test('a failure tells its subject in the same transaction', async () => {
  await enqueue(queueItem('one'));
  const runner = bench.runner(done, {
    handlers: handlersOf(
      () => Promise.reject(new AppError('gone', 'file_missing', 'The file is gone.')),
      (writer, queued, error) => writer.putAccount(accountRecord(`${queued.id} ${error.code}`)),
    ),
  });
  await runner.start();
  await runner.idle();
  expect((await bench.store.read.accounts()).map((each) => each.id)).toEqual(['one file_missing']);
  expect((await item('one'))?.state).toBe('failed');
});

test('what may work later is tried again at its time, not before, and fails after its last attempt', async () => {
  let tries = 0;
  let lastAttempts = 0;
  await enqueue(queueItem('one'));
  const runner = bench.runner((_queued, { isLastAttempt }) => {
    tries += 1;
    if (isLastAttempt) lastAttempts += 1;
    return Promise.reject(busy);
  });
  await runner.start();
  for (let expected = 1; expected < 12; expected += 1) {
    const { nextAt } = await runner.idle();
    expect(tries).toBe(expected);
    expect(nextAt).toBe(bench.clock.now() + Math.min(300_000, 1_000 * 2 ** (expected - 1)) / 2);
    bench.clock.advance((nextAt ?? 0) - bench.clock.now() - 1);
    await runner.idle();
    expect(tries).toBe(expected);
    bench.clock.advance(1);
  }
  expect(await runner.idle()).toEqual({ nextAt: null });
  expect({ tries, lastAttempts }).toEqual({ tries: 12, lastAttempts: 1 });
  expect(await item('one')).toMatchObject({ state: 'failed', lastError: { code: 'server_busy' } });
});

test('an unreachable service pauses its account, is probed by one item alone, and spends no attempts', async () => {
  let isDown = true;
  let tries = 0;
  await enqueue(...['u1', 'u2', 'u3', 'u4'].map((id) => queueItem(id)));
  const runner = bench.runner(() => {
    tries += 1;
    return isDown ? Promise.reject(offline) : done();
  });
  await runner.start();
  expect(await runner.idle()).toEqual({ nextAt: bench.clock.now() + 750 });
  expect(tries).toBe(2);
  expect(runner.pausedAccounts()).toMatchObject([
    { accountId: 'account', queueClass: 'transfer', reason: 'offline', since: bench.clock.now() },
  ]);
  for (const wait of [750, 1_500, 3_000]) {
    bench.clock.advance(wait);
    await runner.idle();
  }
  expect(tries).toBe(5);
  expect((await bench.store.read.queue(0)).map((each) => each.attempts)).toEqual([0, 0, 0, 0]);
  isDown = false;
  bench.clock.advance(60_000);
  expect(await runner.idle()).toEqual({ nextAt: null });
  expect(runner.pausedAccounts()).toEqual([]);
  expect(new Set(Object.values(await bench.states()))).toEqual(new Set(['done']));
});

test('a session that is over pauses only its own account until somebody signs in', async () => {
  let isSignedIn = false;
  await enqueue(
    queueItem('mine', { accountId: account('out'), lane: 'one' }),
    decision('judged', { accountId: account('out') }),
    queueItem('other', { accountId: account('in'), lane: 'two' }),
  );
  const runner = bench.runner((queued) =>
    queued.accountId === 'out' && !isSignedIn ? Promise.reject(signedOut) : done(),
  );
  await runner.start();
  expect(await runner.idle()).toEqual({ nextAt: null });
  expect(await bench.states()).toEqual({ mine: 'waiting', judged: 'waiting', other: 'done' });
  expect(runner.pausedAccounts()).toMatchObject([
    { accountId: 'out', queueClass: null, reason: 'sign-in', until: null },
  ]);
  expect((await item('mine'))?.attempts).toBe(0);
  bench.clock.advance(3_600_000);
  await runner.idle();
  expect((await item('mine'))?.state).toBe('waiting');
  isSignedIn = true;
  runner.resumeAccount(account('out'));
  await runner.idle();
  expect(new Set(Object.values(await bench.states()))).toEqual(new Set(['done']));
});

test('pausing puts transfers back unspent and lets short requests end; resuming goes on', async () => {
  const { run, started, letGo } = gate();
  await enqueue(queueItem('up'), decision('judged'));
  const runner = bench.runner(run);
  await runner.start();
  await bench.until(startedItems(2));
  runner.pauseAll();
  expect(runner.isPaused()).toBe(true);
  await bench.until(() => stoppedItems().includes('up'));
  expect(await item('up')).toMatchObject({ state: 'waiting', attempts: 0, lastError: null });
  expect((await item('judged'))?.state).toBe('running');
  letGo('judged');
  expect(await runner.idle()).toEqual({ nextAt: null });
  expect(await bench.states()).toEqual({ up: 'waiting', judged: 'done' });
  runner.resumeAll();
  await bench.until(startedItems(3));
  expect(started).toEqual(['up', 'judged', 'up']);
});

test('an account paused for a while goes on by itself', async () => {
  await enqueue(queueItem('one'));
  const runner = bench.runner(done);
  runner.pauseAccount(account('account'), bench.clock.now() + 5_000);
  await runner.start();
  expect(await runner.idle()).toEqual({ nextAt: bench.clock.now() + 5_000 });
  bench.clock.advance(5_000);
  await runner.idle();
  expect((await item('one'))?.state).toBe('done');
});

test('a cancelled item is stopped and held; its lane waits for the person', async () => {
  const { run } = gate();
  await enqueue(queueItem('one'), queueItem('after', createJob));
  const runner = bench.runner(run);
  await runner.start();
  await bench.until(startedItems(1));
  expect(await runner.cancel('one' as QueueItemId)).toBe(true);
  expect(await runner.cancel('one' as QueueItemId)).toBe(false);
  expect(await bench.states()).toEqual({ one: 'held', after: 'waiting' });
});

test('a throw nobody foresaw fails its item, keeps it, and stops nothing else', async () => {
  await enqueue(queueItem('odd'), queueItem('good'));
  const runner = bench.runner((queued) => {
    if (queued.id === 'odd') throw new TypeError('undefined is not a function');
    return done();
  });
  await runner.start();
  await runner.idle();
  expect(await bench.states()).toEqual({ odd: 'failed', good: 'done' });
  expect((await item('odd'))?.lastError).toMatchObject({ action: 'bug' });
});

test('an unknown outcome of what must not be done twice is held with a sentence', async () => {
  await enqueue(queueItem('create', createJob));
  const lost = new AppError('retry', 'connection_lost', 'The answer was lost.', { maybeDone: true });
  const runner = bench.runner(() => Promise.reject(lost));
  await runner.start();
  await runner.idle();
  const held = await item('create');
  expect(held?.state).toBe('held');
  expect(held?.lastError?.message).toContain('may or may not have been made');
});

test('on start, what was running runs again, except what may have been done and must not be done twice', async () => {
  await enqueue(
    queueItem('create', { ...createJob, lane: 'one' }),
    queueItem('fresh', { ...createJob, lane: 'two' }),
    queueItem('up', { lane: 'three' }),
  );
  await bench.store.transaction(async (writer) => {
    for (const queueClass of ['call', 'transfer'] as const) {
      await writer.claim({ now: bench.clock.now(), accountId: account('account'), queueClass, most: 5 });
    }
    await writer.markMayHaveBeenSent('create' as QueueItemId, true);
    await writer.markMayHaveBeenSent('up' as QueueItemId, true);
  });
  const runner = bench.runner(done);
  await runner.start();
  await runner.idle();
  expect(await bench.states()).toEqual({ create: 'held', fresh: 'done', up: 'done' });
});

test('stopping puts running work back unspent and lets another process take over', async () => {
  const { run } = gate();
  await enqueue(queueItem('one'));
  const first = bench.runner(run);
  await first.start();
  await bench.until(startedItems(1));
  const second = bench.runner(done);
  await second.start();
  expect([first.isRunner(), second.isRunner()]).toEqual([true, false]);
  await first.stop();
  await first.stop();
  expect(await item('one')).toMatchObject({ state: 'waiting', attempts: 0 });
  bench.clock.advance(1_000);
  await bench.until(() => stoppedItems().filter((id) => id === 'one').length === 2);
  expect(second.isRunner()).toBe(true);
  expect((await item('one'))?.state).toBe('done');
});

test('an answer from before the person signed in does not pause the account again', async () => {
  const answers: ((error: AppError) => void)[] = [];
  await enqueue(queueItem('one'));
  const runner = bench.runner(
    () =>
      new Promise<HandlerResult>((resolve, reject) =>
        answers.length === 0 ? answers.push(reject) : resolve(finished),
      ),
  );
  await runner.start();
  await bench.until(startedItems(1));
  runner.resumeAccount(account('account'));
  answers[0]?.(signedOut);
  await runner.idle();
  expect((await item('one'))?.state).toBe('done');
  expect(runner.pausedAccounts()).toEqual([]);
});

test('an account this process does not look at is left alone', async () => {
  await enqueue(queueItem('mine'), queueItem('theirs', { accountId: account('other'), lane: 'x' }));
  const runner = bench.runner(done, { worksAccount: (each) => each === 'account' });
  await runner.start();
  expect(await runner.idle()).toEqual({ nextAt: null });
  expect(await bench.states()).toEqual({ mine: 'done', theirs: 'waiting' });
});

test('a row that cannot be read stops nobody else', async () => {
  const odd: unknown = { kind: 'upload-file', fileId: 7 };
  // The cast stands for a row that a later version, or a fault, has left behind.
  await enqueue(queueItem('odd', { payload: odd as NewJobItem['payload'], lane: 'x' }), queueItem('good'));
  const runner = bench.runner(done, { concurrency: () => Promise.resolve({ transfer: 1, call: 1 }) });
  await runner.start();
  expect(await runner.idle()).toEqual({ nextAt: null });
  expect(await bench.states()).toEqual({ good: 'done' });
  expect((await bench.store.read.unreadableQueueRows()).map((row) => row.id)).toEqual(['odd']);
});

test('what comes due between the claim and the end of a round is not forgotten', async () => {
  // Time passes with every look at the clock, so that each of these falls due at another place of a round.
  const start = bench.clock.now();
  const ticking = {
    now: () => {
      bench.clock.advance(1);
      return bench.clock.now();
    },
    after: bench.clock.after.bind(bench.clock),
  };
  const runner = bench.runner(done, { clock: ticking });
  await runner.start();
  for (let wait = 1; wait <= 24; wait += 1) {
    const id = `due-${String(wait)}`;
    await enqueue(decision(id, { retryAt: bench.clock.now() + wait, lane: id }));
    runner.wake();
    const { nextAt } = await runner.idle();
    if (nextAt !== null) bench.clock.advance(nextAt - bench.clock.now());
    await runner.idle();
    expect(await item(id), `due ${String(wait)} ms after it was queued`).toMatchObject({ state: 'done' });
  }
  expect(bench.clock.now()).toBeGreaterThan(start);
});

test('what came of an item waits for its neighbours to be written down, and the last one waits for nobody', async () => {
  const { run, letGo } = gate();
  await enqueue(queueItem('u1'), queueItem('u2'));
  const patience: (boolean | undefined)[] = [];
  const { store } = bench;
  const watched: Store = {
    read: store.read,
    transaction(change, how) {
      if (how !== undefined) patience.push(how.patient);
      return store.transaction(change, how);
    },
    onForeignCommit: (listener) => store.onForeignCommit(listener),
    tryBecomeRunner: () => store.tryBecomeRunner(),
    close: () => store.close(),
  };
  const runner = bench.runner(run, { store: watched });
  await runner.start();
  await bench.until(startedItems(2));
  letGo('u1');
  await bench.until(() => stoppedItems().includes('u1'));
  letGo('u2');
  await bench.until(() => stoppedItems().includes('u2'));
  expect(patience).toEqual([true, false]);
});
