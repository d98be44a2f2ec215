import { mkdir, mkdtemp, readdir, rm, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { takeComputerLease } from '../../../../src/main/adapters/sqlite/computer-lease.ts';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import {
  openRegisterInThread,
  type RegisterInThread,
} from '../../../../src/main/adapters/sqlite/threaded/register-in-thread.ts';
import { toAppError } from '../../../../src/main/errors/app-error.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { accountRecord } from '../../../fakes/records.ts';
import { keepingLog } from '../../../servers/keeping-log.ts';
import { storeOrderSuite } from '../../../suites/store-order.suite.ts';
import { storeSuite } from '../../../suites/store.suite.ts';

const worker = new URL('../../../../src/main/register-worker.ts', import.meta.url);
let folder: string;
const inThread = (): Promise<RegisterInThread> =>
  openRegisterInThread({ folder, log: keepingLog(), isRemote: true, worker });
const here = (clock = new FakeClock()) =>
  openSqliteStore({ folder, clock, log: keepingLog(), isRemote: true });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-slow-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the register of a network drive, in a thread of its own', () => {
  storeSuite(inThread);
  storeOrderSuite(inThread);
});

test('it keeps a rollback journal, takes over one that had a log beside it, and gives it back', async () => {
  const journal = (): unknown => {
    const database = new DatabaseSync(join(folder, 'register.sqlite'));
    const mode = database.prepare('PRAGMA journal_mode').get()?.['journal_mode'];
    database.close();
    return mode;
  };
  const open = (isRemote: boolean) =>
    openSqliteStore({ folder, clock: new FakeClock(), log: keepingLog(), isRemote });
  for (const isRemote of [false, true, false]) {
    const store = await open(isRemote);
    await store.transaction((writer) => writer.putAccount(accountRecord(`remote ${String(isRemote)}`)));
    expect(journal()).toBe(isRemote ? 'delete' : 'wal');
    await store.close();
  }
  const store = await open(true);
  expect((await store.read.accounts()).length).toBe(2);
  await store.close();
});

test('while the disk does not answer, only the thread of the register waits', async () => {
  const store = await inThread();
  await store.transaction((writer) => writer.putAccount(accountRecord('before')));
  // A disk that takes its time, as SQLite sees it: the file is not given to it.
  const slow = new DatabaseSync(join(folder, 'register.sqlite'));
  slow.exec('BEGIN EXCLUSIVE');
  let isRead = false;
  const reading = store.read.accounts().then((accounts) => {
    isRead = true;
    return accounts;
  });
  const writing = store.transaction((writer) => writer.putAccount(accountRecord('meanwhile')));
  for (let turns = 0; turns < 1_000; turns += 1) await new Promise((next) => setImmediate(next));
  expect(isRead).toBe(false);
  slow.exec('COMMIT');
  slow.close();
  expect(await reading).toEqual([accountRecord('before')]);
  await writing;
  expect((await store.read.accounts()).length).toBe(2);
  await store.close();
});

test('a failure in a transaction is told as it was thrown, and nothing of it stays', async () => {
  const store = await inThread();
  const mine = new Error('of mine');
  const attempt = store.transaction(async (writer) => {
    await writer.putAccount(accountRecord('no'));
    throw mine;
  });
  await expect(attempt).rejects.toBe(mine);
  expect(await store.read.accounts()).toEqual([]);
  await store.close();
  await expect(store.transaction(() => Promise.resolve())).rejects.toMatchObject({ code: 'register_closed' });
});

test('a register that cannot be opened says why, also from its thread', async () => {
  const database = new DatabaseSync(join(folder, 'register.sqlite'));
  database.exec('PRAGMA user_version = 9999');
  database.close();
  await expect(inThread()).rejects.toMatchObject({ code: 'register_too_new', action: 'person' });
});

const lease = (computer: string, clock = new FakeClock(), id = process.pid) =>
  takeComputerLease({ folder, computer, process: id, clock });

test('only one computer uses a profile of a network drive: another one is told which', () => {
  const first = lease('atelier');
  const second = lease('atelier', new FakeClock(), process.ppid);
  const refused = toAppError(attempt(() => lease('laptop')));
  expect(refused).toMatchObject({ code: 'profile_in_use', action: 'person' });
  expect(refused.message).toContain('“atelier”');
  first.release();
  expect(attempt(() => lease('laptop'))).toMatchObject({ code: 'profile_in_use' });
  second.release();
  lease('laptop').release();
});

test('a lease nobody renews ends, and whoever held it writes nothing any more', async () => {
  const clock = new FakeClock();
  const mine = await here(clock);
  onTestFinished(() => mine.close());
  await mine.transaction((writer) => writer.putAccount(accountRecord('mine')));
  const [name = ''] = await readdir(join(folder, 'in-use'));
  const old = Date.now() / 1_000 - 3_600;
  await utimes(join(folder, 'in-use', name), old, old);
  const taken = lease('laptop');
  // This computer slept for an hour: it looks before it writes.
  clock.advance(3_600_000);
  await expect(
    mine.transaction((writer) => writer.putAccount(accountRecord('too late'))),
  ).rejects.toMatchObject({ code: 'profile_taken_over' });
  expect((await mine.read.accounts()).map(({ id }) => id)).toEqual(['mine']);
  taken.release();
});

test('a lease is renewed as time goes by, and what an ended process of this computer left is no hindrance', async () => {
  await mkdir(join(folder, 'in-use'), { recursive: true });
  const clock = new FakeClock();
  const held = lease('atelier', clock);
  clock.advance(600_000);
  expect(held.isHeld()).toBe(true);
  await writeFile(join(folder, 'in-use', 'atelier~999999999.lease'), '');
  lease('atelier', new FakeClock(), process.ppid).release();
  expect(await readdir(join(folder, 'in-use'))).toEqual([`atelier~${String(process.pid)}.lease`]);
  await unlink(join(folder, 'in-use', `atelier~${String(process.pid)}.lease`));
  clock.advance(60_000);
  expect(held.isHeld()).toBe(false);
});

function attempt(run: () => unknown): unknown {
  try {
    run();
    return null;
  } catch (thrown) {
    return thrown;
  }
}
