import { copyFile, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '../../../../build/bench/random.ts';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../../../../src/main/adapters/sqlite/sqlite-store.ts';
import type { JobId } from '../../../../src/preload/contract/index.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { accountRecord, jobRecord, queueItem } from '../../../fakes/records.ts';
import { keepingLog } from '../../../servers/keeping-log.ts';
import { fillRegister, rowsOf } from './full-register.ts';

const PAGE = 4_096;
let whole: string;
let rows: ReadonlyMap<string, string>;
let folder: string;
let register: string;

const open = (): Promise<SqliteStore> =>
  openSqliteStore({ folder, clock: new FakeClock(), log: keepingLog() });

beforeAll(async () => {
  whole = await mkdtemp(join(tmpdir(), 'clipdesk-whole-'));
  await fillRegister(whole);
  rows = rowsOf(join(whole, 'register.sqlite'));
});

afterAll(() => rm(whole, { recursive: true, force: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-recovery-'));
  register = join(folder, 'register.sqlite');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Opens a copy of the filled register after its bytes were changed. @returns the notice and what is there afterwards */
async function openSpoiled(spoil: (bytes: Buffer) => Buffer) {
  await writeFile(register, spoil(await readFile(join(whole, 'register.sqlite'))));
  const store = await open();
  const { notice } = store;
  await store.close();
  const database = new DatabaseSync(register);
  const sound = Object.values(database.prepare('PRAGMA integrity_check').get() ?? {});
  const broken = database.prepare('PRAGMA foreign_key_check').all();
  database.close();
  expect([sound, broken]).toEqual([['ok'], []]);
  const after = rowsOf(register);
  return { notice, after, lost: [...rows.keys()].filter((key) => !after.has(key)) };
}

const stateless = (row: string): string =>
  row.replace(
    /"(state_kind|state|may_have_been_sent|blocked|is_local|changed_at|last_error)":("(\\.|[^"])*"|[^,}]*)/g,
    '',
  );

test('a header of zeros costs nothing', async () => {
  const { notice, lost, after } = await openSpoiled((bytes) => bytes.fill(0, 0, 100));
  expect(lost).toEqual([]);
  for (const [key, row] of after) expect(stateless(row)).toBe(stateless(rows.get(key) ?? ''));
  expect(notice?.sentence).toContain('2 accounts, 12 jobs, 732 pictures, 180 decisions, and 912 pieces');
  expect(notice?.sentence).toContain('Nothing is known to be missing');
  const names = await readdir(folder);
  const report = names.find((name) => /^register-damaged-.*\.txt$/.test(name)) ?? '';
  const said = await readFile(join(folder, report), 'utf8');
  expect(said).toContain('732 pictures. Nothing is known to be missing.');
  // For people: no names of tables, and nothing about what there never was.
  expect(said).not.toMatch(/row|_|^- 0 /m);
});

test('without its first page, where everything is listed, every row is found by its own look', async () => {
  const { lost } = await openSpoiled((bytes) => bytes.fill(0, 0, PAGE));
  expect(lost).toEqual([]);
});

test('of a register cut in half the half that is left comes back', async () => {
  const { lost, notice } = await openSpoiled((bytes) => bytes.subarray(0, bytes.length >> 1));
  expect(lost.length).toBeGreaterThan(0);
  expect(lost.length).toBeLessThan(rows.size * 0.7);
  expect(notice?.sentence).toContain('nobody can say how many');
});

test('a register cut down to nothing is reported, not replaced silently', async () => {
  const { notice } = await openSpoiled(() => Buffer.alloc(0));
  expect(notice?.sentence).toContain('Nothing of it could be read');
});

test('whatever bytes are overwritten, what is not under them comes back as it was', async () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const random = seededRandom(seed);
    const hit = new Set<number>();
    const { after, lost, notice } = await openSpoiled((bytes) => {
      for (let each = 0; each < 3; each += 1) {
        // Beyond the first sixteen pages, where the roots are: what a lost root costs is tried above.
        const at = 16 * PAGE + Math.floor(random() * (bytes.length - 17 * PAGE));
        for (let byte = at; byte < at + 200; byte += 1) {
          bytes[byte] = Math.floor(random() * 256);
          hit.add(Math.floor(byte / PAGE));
        }
      }
      return bytes;
    });
    for (const key of after.keys()) expect(rows.has(key), `seed ${seed}: ${key} was never there`).toBe(true);
    // A page holds some thirty rows at most.
    expect(lost.length, `seed ${seed}: ${lost.join(', ')}`).toBeLessThanOrEqual(hit.size * 60);
    if (lost.length > 0) expect(notice?.sentence, `seed ${seed}`).toMatch(/at most|nobody can say/);
    await rm(folder, { recursive: true, force: true });
    folder = await mkdtemp(join(tmpdir(), 'clipdesk-recovery-'));
    register = join(folder, 'register.sqlite');
  }
});

test('what was removed does not come back, and nothing that was recovered is done twice', async () => {
  const store = await open();
  await store.transaction(async (writer) => {
    await writer.putAccount(accountRecord('account'));
    await writer.putJob(jobRecord('made', { remoteId: null }));
    await writer.putJob(jobRecord('other'));
    await writer.enqueue([
      queueItem('make', {
        jobId: 'made' as JobId,
        lane: 'send:made',
        parallel: false,
        payload: { kind: 'create-job' },
      }),
      ...Array.from({ length: 400 }, (_, each) => queueItem(`gone-${each}`, { jobId: 'other' as JobId })),
      queueItem('kept', { jobId: 'other' as JobId }),
    ]);
  });
  await store.transaction(async (writer) => {
    for (let each = 0; each < 400; each += 1) await writer.removeQueueItem(`gone-${each}` as never);
  });
  await store.close();
  const bytes = await readFile(register);
  // The root of the jobs: everything that belongs to them has to be found without it.
  const database = new DatabaseSync(register);
  const root = database
    .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_queue_1'")
    .get();
  database.close();
  bytes.fill(0x5a, (Number(root?.['rootpage']) - 1) * PAGE, Number(root?.['rootpage']) * PAGE);
  await writeFile(register, bytes);

  const again = await open();
  expect(again.notice?.sentence).toContain(
    '1 piece of queued work waits until you have looked at the service',
  );
  const queue = await again.read.queue(0);
  expect(queue.map(({ id, state, mayHaveBeenSent }) => [id, state, mayHaveBeenSent])).toEqual([
    ['make', 'held', true],
    ['kept', 'waiting', true],
  ]);
  await again.close();
});

test('a process that ends between setting aside and replacing leaves nothing to chance', async () => {
  await openSpoiled((bytes) => bytes.fill(0, 0, 100));
  // As it was in that moment: the new one waits for its place, the old log still lies beside it.
  await rename(register, join(folder, 'register-recovered.sqlite'));
  await writeFile(`${register}-wal`, 'the log of the damaged one');
  const store = await open();
  expect((await store.read.jobs()).length).toBe(12);
  await store.close();
  expect((await readdir(folder)).filter((name) => name.endsWith('-wal')).length).toBe(1);
});

/** A copy of a register with its log, as a killed process leaves it. */
async function killedWithLog(commits: number): Promise<void> {
  const elsewhere = await mkdtemp(join(tmpdir(), 'clipdesk-killed-'));
  const store = await openSqliteStore({ folder: elsewhere, clock: new FakeClock(), log: keepingLog() });
  for (let each = 0; each < commits; each += 1)
    await store.transaction((writer) => writer.putAccount(accountRecord(`account-${each}`)));
  for (const part of ['', '-wal', '-shm'])
    await copyFile(join(elsewhere, `register.sqlite${part}`), register + part);
  await store.close();
  await rm(elsewhere, { recursive: true, force: true });
}

test('a log that is spoiled in its middle is not quietly forgotten from there on', async () => {
  await killedWithLog(12);
  const log = await readFile(`${register}-wal`);
  const frame = PAGE + 24;
  // Inside of the page of the sixth frame: more than one commit stands behind it.
  log.fill(0x5a, 32 + 5 * frame + 1_000, 32 + 5 * frame + 1_200);
  await writeFile(`${register}-wal`, log);
  const store = await open();
  expect(store.notice?.kind).toBe('damaged-set-aside');
  expect((await store.read.accounts()).length).toBe(12);
  await store.close();
});

test('the torn end of a log is a power cut, not damage: what was said to be kept is there', async () => {
  await killedWithLog(6);
  const log = await readFile(`${register}-wal`);
  await writeFile(`${register}-wal`, Buffer.concat([log, log.subarray(log.length - 3_000)]));
  const store = await open();
  expect(store.notice).toBeNull();
  expect((await store.read.accounts()).length).toBe(6);
  await store.close();
});

test('a log that was taken away is told, and unfinished work asks the service first', async () => {
  await killedWithLog(6);
  await rm(`${register}-wal`);
  const store = await open();
  expect(store.notice?.kind).toBe('log-lost');
  await store.close();
  const again = await open();
  expect(again.notice).toBeNull();
  await again.close();
  expect((await stat(register)).size).toBeGreaterThan(0);
});
