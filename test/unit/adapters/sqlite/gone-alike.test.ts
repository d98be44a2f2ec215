import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../../../../src/main/adapters/sqlite/sqlite-store.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { fileRecord, jobRecord } from '../../../fakes/records.ts';
import { keepingLog } from '../../../servers/keeping-log.ts';

let folder: string;
let store: SqliteStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-alike-'));
  store = await openSqliteStore({ folder, clock: new FakeClock(), log: keepingLog() });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const version = { path: '/photos/a.jpg', size: 10, modifiedAt: 7 };
const sent = { state: { kind: 'sent', at: 1 } } as const;

test('the others of a job that went of the same file are found, and no others', async () => {
  const asked = fileRecord('a', 'job', { position: 0, ...version });
  const alike = [
    fileRecord('b', 'job', { position: 2, ...version, state: { kind: 'proven', at: 2 } }),
    fileRecord('c', 'job', { position: 1, ...version, ...sent }),
  ];
  const others = [
    fileRecord('waiting', 'job', { ...version, state: { kind: 'waiting' } }),
    fileRecord('left-out', 'job', {
      ...version,
      state: { kind: 'left-out', reason: 'duplicate', sentence: 'Twice.' },
    }),
    fileRecord('elsewhere', 'job', { ...version, ...sent, path: '/photos/b.jpg' }),
    fileRecord('larger', 'job', { ...version, ...sent, size: 11 }),
    fileRecord('newer', 'job', { ...version, ...sent, modifiedAt: 8 }),
    fileRecord('other-job', 'another', { ...version, ...sent }),
    fileRecord('not-here', 'job', { ...version, ...sent, path: null }),
  ];
  await store.transaction(async (writer) => {
    await writer.putJob(jobRecord('job'));
    await writer.putJob(jobRecord('another'));
    await writer.putFiles([asked, ...alike, ...others]);
  });
  expect((await store.read.goneAlike(asked)).map(({ id }) => id)).toEqual(['c', 'b']);
  // Its own row counts for none, whatever became of it.
  await store.transaction((writer) => writer.putFile({ ...asked, ...sent }));
  expect((await store.read.goneAlike(asked)).map(({ id }) => id)).toEqual(['c', 'b']);
  expect(await store.read.goneAlike({ ...asked, path: null })).toEqual([]);
});
