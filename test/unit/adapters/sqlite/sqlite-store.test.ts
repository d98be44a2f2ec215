import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../../../../src/main/adapters/sqlite/sqlite-store.ts';
import type { AccountId, JobId, QueueItemId } from '../../../../src/preload/contract/index.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { accountRecord, jobRecord, queueItem } from '../../../fakes/records.ts';
import { keepingLog } from '../../../servers/keeping-log.ts';
import { storeOrderSuite } from '../../../suites/store-order.suite.ts';
import { storeSuite } from '../../../suites/store.suite.ts';

let folder: string;
const clock = new FakeClock();
const log = keepingLog();
const children: ChildProcess[] = [];

const open = (): Promise<SqliteStore> => openSqliteStore({ folder, clock, log });
const register = (): string => join(folder, 'register.sqlite');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-store-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await rm(folder, { recursive: true, force: true });
});

/** A second process on the same register; resolves with what it said first. */
async function another(task: 'hold-runner-lock' | 'commit'): Promise<{ child: ChildProcess; said: unknown }> {
  const child = fork(join(import.meta.dirname, 'store-process.ts'), [folder, task]);
  children.push(child);
  const [said] = (await once(child, 'message')) as unknown[];
  return { child, said };
}

describe('the SQLite register', () => {
  storeSuite(open);
  storeOrderSuite(open);
});

test('what was committed is there after opening again', async () => {
  const first = await open();
  expect(first.notice).toBeNull();
  await first.transaction((writer) => writer.putAccount(accountRecord('account')));
  await first.close();
  const second = await open();
  expect(await second.read.accounts()).toEqual([accountRecord('account')]);
  await second.close();
});

test('the register keeps a write-ahead log, so that reading never waits for writing', async () => {
  const store = await open();
  await store.close();
  const database = new DatabaseSync(register());
  expect(Object.values(database.prepare('PRAGMA journal_mode').get() ?? {})).toEqual(['wal']);
  database.close();
});

test('a damaged register is set aside whole, and the person is told', async () => {
  const store = await open();
  await store.transaction(async (writer) => {
    await writer.putJob(jobRecord('job'));
    await writer.enqueue(Array.from({ length: 200 }, (_, each) => queueItem(`item ${each}`)));
  });
  await store.close();
  const bytes = await readFile(register());
  bytes.fill(0x5a, 4_096, bytes.length);
  await writeFile(register(), bytes);

  const fresh = await open();
  expect(fresh.notice?.kind).toBe('damaged-set-aside');
  expect(fresh.notice?.sentence).toContain('damaged');
  expect(await fresh.read.jobs()).toEqual([]);
  await fresh.close();
  const aside = (await readdir(folder)).filter((name) => /^register-damaged-.*\.sqlite$/.test(name));
  expect(aside).toHaveLength(1);
  expect(await readFile(join(folder, aside[0] ?? ''))).toEqual(bytes);
});

test('a register that is no database at all is set aside too, each time under a name of its own', async () => {
  for (const content of ['not a database, but long enough to be looked at', 'another one that is broken']) {
    await writeFile(register(), content.repeat(100));
    const store = await open();
    expect(store.notice).not.toBeNull();
    await store.close();
  }
  expect((await readdir(folder)).filter((name) => /^register-damaged-.*\.sqlite$/.test(name))).toHaveLength(
    2,
  );
});

test('a register of a newer Clipdesk is refused and left as it is', async () => {
  await (await open()).close();
  const database = new DatabaseSync(register());
  database.exec('PRAGMA user_version = 999');
  database.close();
  await expect(open()).rejects.toMatchObject({ code: 'register_too_new', action: 'person' });
  expect((await readdir(folder)).filter((name) => name.startsWith('register-damaged-'))).toEqual([]);
});

test('a profile folder that cannot be made is said in words', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const opening = openSqliteStore({ folder: join(file, 'profile'), clock, log });
  await expect(opening).rejects.toMatchObject({ code: 'register_not_writable', action: 'person' });
});

test('a row of the queue that cannot be read is kept, shown, and stops no other lane', async () => {
  const store = await open();
  await store.transaction((writer) =>
    writer.enqueue([queueItem('odd', { lane: 'one' }), queueItem('good', { lane: 'two' })]),
  );
  const database = new DatabaseSync(register());
  database.exec(
    `UPDATE queue SET payload = '{"kind":"from-the-future"}', kind = 'from-the-future' WHERE id = 'odd'`,
  );
  database.close();

  const claimed = await store.transaction((writer) =>
    writer.claim({ now: 5, accountId: 'account' as AccountId, queueClass: 'transfer', most: 1 }),
  );
  expect(claimed.map((item) => item.id)).toEqual(['good']);
  expect(await store.read.unreadableQueueRows()).toEqual([
    { id: 'odd', kind: 'from-the-future', createdAt: 1_000 },
  ]);
  expect((await store.read.queue(0)).map((item) => item.id)).toEqual(['good']);
  expect((await store.read.queueTotals()).needsYou).toBe(1);
  await store.transaction((writer) => writer.removeQueueItem('odd' as QueueItemId));
  expect(await store.read.unreadableQueueRows()).toEqual([]);
  await store.close();
});

test('a job row that cannot be read hides no other job, and is reported', async () => {
  const store = await open();
  await store.transaction(async (writer) => {
    await writer.putJob(jobRecord('good'));
    await writer.putJob(jobRecord('odd'));
  });
  const database = new DatabaseSync(register());
  database.exec(`UPDATE jobs SET tags = '[1' WHERE id = 'odd'`);
  database.close();
  expect((await store.read.jobs()).map((each) => each.id)).toEqual(['good']);
  expect(log.lines.some((line) => line.includes('left out'))).toBe(true);
  await expect(store.read.job('odd' as JobId)).rejects.toMatchObject({ code: 'register_row_unreadable' });
  await store.close();
});

test('the runner of another process is respected until it dies, however it dies', async () => {
  const store = await open();
  const { child, said } = await another('hold-runner-lock');
  expect(said).toBe('runner');
  expect(await store.tryBecomeRunner()).toBeNull();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = await store.tryBecomeRunner();
  expect(lock).not.toBeNull();
  await lock?.release();
  await store.close();
});

test('commits of other processes are told, own ones are not', async () => {
  const store = await open();
  let told = 0;
  const unsubscribe = store.onForeignCommit(() => {
    told += 1;
  });
  await store.transaction((writer) => writer.putAccount(accountRecord('mine')));
  clock.advance(1_000);
  expect(told).toBe(0);
  await another('commit');
  clock.advance(1_000);
  expect(told).toBe(1);
  expect((await store.read.accounts()).map((each) => each.id).sort()).toEqual(['mine', 'theirs']);
  unsubscribe();
  expect(clock.nextIn).toBeNull();
  await store.close();
});

test('claiming from a hundred thousand queued pictures takes milliseconds', async () => {
  const store = await open();
  await store.transaction((writer) =>
    writer.enqueue([
      queueItem('create', { parallel: false, payload: { kind: 'create-job' } }),
      ...Array.from({ length: 100_000 }, (_, each) => queueItem(`item ${each}`)),
    ]),
  );
  const claim = async (): Promise<number> => {
    const items = await store.transaction((writer) =>
      writer.claim({ now: 5_000, accountId: 'account' as AccountId, queueClass: 'transfer', most: 8 }),
    );
    return items.length;
  };
  const blocked = performance.now();
  expect(await claim()).toBe(0);
  expect(performance.now() - blocked).toBeLessThan(100);
  await store.transaction((writer) => writer.finish('create' as QueueItemId, 1));
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const begun = performance.now();
    expect(await claim()).toBe(8);
    times.push(performance.now() - begun);
  }
  // The fastest of five: a loaded machine must not fail it, a table scan (50 ms and more) must.
  expect(Math.min(...times)).toBeLessThan(20);
  await store.close();
});
