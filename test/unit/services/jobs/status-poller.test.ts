import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import { AppError } from '../../../../src/main/errors/app-error.ts';
import type { BrightRiverApi } from '../../../../src/main/ports/bright-river.ts';
import type { JobRecord, Store } from '../../../../src/main/ports/store.ts';
import { createAccountStates } from '../../../../src/main/services/accounts/account-states.ts';
import { createConnections } from '../../../../src/main/services/accounts/connections.ts';
import { createChangeFeed } from '../../../../src/main/services/jobs/change-feed.ts';
import { createJobAddresses } from '../../../../src/main/services/jobs/job-addresses.ts';
import { createJobRefresh } from '../../../../src/main/services/jobs/job-refresh.ts';
import { createRedoRegister } from '../../../../src/main/services/jobs/redo-register.ts';
import { createStatusPoller, type StatusPoller } from '../../../../src/main/services/jobs/status-poller.ts';
import type { AccountId, JobId, RemoteJobId } from '../../../../src/preload/contract/index.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { accountRecord, jobRecord } from '../../../fakes/records.ts';
import { quietHost, silentLog } from '../../../servers/application-fixture.ts';

const ACCOUNT = 'studio' as AccountId;
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Scene {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly poller: StatusPoller;
  readonly notices: readonly string[];
  /** When each request left, in order, and for which job. */
  readonly asked: readonly { readonly at: number; readonly job: number }[];
  /** What the far end says of a job; throwing is answering with an error. */
  statuses: (job: number) => string;
  /** Moves the clock on in small steps and lets everything that comes due happen. */
  pass(milliseconds: number): Promise<void>;
}

async function scene(jobs: readonly JobRecord[]): Promise<Scene> {
  const home = await mkdtemp(join(tmpdir(), 'clipdesk-poller-'));
  ends.push(() => rm(home, { recursive: true, force: true }));
  const clock = new FakeClock();
  const store = await openSqliteStore({ folder: home, clock, log: silentLog });
  ends.push(() => store.close());
  await store.transaction(async (writer) => {
    await writer.putAccount(accountRecord(ACCOUNT));
    for (const job of jobs) await writer.putJob({ ...job, createdAt: clock.now() - HOUR });
  });
  const asked: { at: number; job: number }[] = [];
  const host = quietHost();
  const answer = <T>(job: number, value: () => T): Promise<T> => {
    asked.push({ at: clock.now(), job });
    return new Promise((resolve) => {
      resolve(value());
    });
  };
  // The far end of the wire: only what a poller asks for.
  const api = {
    jobStatus: (id: RemoteJobId) => answer(id, () => own.statuses(id)),
    job: (id: RemoteJobId) =>
      answer(id, () => ({ status: own.statuses(id), parentJobId: null, operatorRemarks: '', fileCount: 1 })),
    filesForReview: (id: RemoteJobId) => answer(id, () => []),
  } as unknown as BrightRiverApi;
  const states = createAccountStates(() => undefined);
  const connections = createConnections({
    store,
    clock,
    states,
    sources: { read: () => Promise.resolve(null), awake: () => Promise.reject(new Error('none')) },
    createApi: () => api,
    onMoved: () => undefined,
  });
  const changes = createChangeFeed(
    clock,
    () => Promise.resolve(),
    () => undefined,
  );
  const newId = (): string => crypto.randomUUID();
  const redos = createRedoRegister({ store, clock, connections, changes, newId, onAdded: () => undefined });
  const addresses = createJobAddresses({ store, clock, connections });
  const refresh = createJobRefresh({ store, clock, connections, addresses, changes, host, redos, newId });
  const poller = createStatusPoller({ store, clock, log: silentLog, states, refresh });
  ends.push(() => poller.stop());
  const own: Scene = {
    clock,
    store,
    poller,
    asked,
    notices: host.notices,
    statuses: () => 'CJ_REVIEWING',
    async pass(milliseconds) {
      for (let left = milliseconds; left > 0; left -= 250) {
        clock.advance(Math.min(250, left));
        for (let turns = 0; turns < 4; turns += 1) await turn();
      }
    },
  };
  return own;
}

function quoting(number: number, change: Partial<JobRecord> = {}): JobRecord {
  return jobRecord(`job-${String(number)}`, {
    accountId: ACCOUNT,
    remoteId: number as RemoteJobId,
    stage: 'quoting',
    status: 'CJ_REVIEWING',
    nextPollAt: 0,
    ...change,
  });
}

/** The most requests within any one second. */
function busiestSecond(asked: Scene['asked']): number {
  return Math.max(
    ...asked.map(({ at }) => asked.filter((each) => each.at >= at && each.at < at + SECOND).length),
  );
}

test('10,000 jobs are asked for twice a second, and one that was just acted on is not lost among them', async () => {
  const here = await scene(Array.from({ length: 10_000 }, (_, index) => quoting(index + 1)));
  here.poller.start();
  await here.pass(60 * SECOND);
  expect(here.asked.length).toBeLessThanOrEqual(121);
  expect(here.asked.length).toBeGreaterThan(100);
  expect(busiestSecond(here.asked)).toBeLessThanOrEqual(2);

  const before = here.asked.length;
  await here.store.transaction(async (writer) => {
    const job = await writer.job('job-9999' as JobId);
    if (job) await writer.putJob({ ...job, actedAt: here.clock.now(), nextPollAt: here.clock.now() });
  });
  here.poller.wake();
  await here.pass(10 * SECOND);
  expect(here.asked.slice(before).map(({ job }) => job)).toContain(9_999);
});

test('a night of sleep ends without a burst', async () => {
  const here = await scene(Array.from({ length: 500 }, (_, index) => quoting(index + 1)));
  here.poller.start();
  await here.pass(5 * SECOND);
  here.clock.advance(8 * HOUR);
  const before = here.asked.length;
  await here.pass(10 * SECOND);
  expect(here.asked.length - before).toBeLessThanOrEqual(22);
  expect(busiestSecond(here.asked.slice(before))).toBeLessThanOrEqual(2);
});

test('every request of a change counts, not every job', async () => {
  const here = await scene(Array.from({ length: 20 }, (_, index) => quoting(index + 1)));
  here.statuses = () => 'CJ_NEED_ACCEPTANCE';
  here.poller.start();
  await here.pass(20 * SECOND);
  expect(busiestSecond(here.asked)).toBeLessThanOrEqual(2);
  // Each job once: an offer that came needs the person, and says so a single time.
  expect(here.notices.length).toBe(new Set(here.notices).size);
  expect(here.notices.length).toBeGreaterThan(5);
});

test('a quiet job is asked for ever more seldom, finished ones never', async () => {
  const here = await scene([
    quoting(1, { changedAt: 0 }),
    quoting(2, { stage: 'done', status: 'CJ_FINISHED', nextPollAt: 0 }),
  ]);
  here.statuses = (job) => (job === 1 ? 'CJ_REVIEWING' : 'CJ_FINISHED');
  here.poller.start();
  await here.pass(10 * 60 * SECOND);
  expect(here.asked.filter(({ job }) => job === 1).length).toBeLessThanOrEqual(6);
  expect(here.asked.filter(({ job }) => job === 2).length).toBeLessThanOrEqual(1);
});

test.each([
  ['not_found', 404],
  ['gone', 410],
])('a job the service does not know any more (%s) is left alone, and its timeline says so', async (code) => {
  const here = await scene([quoting(1)]);
  here.statuses = () => {
    throw new AppError('gone', code, 'The service does not know this any more.');
  };
  here.poller.start();
  await here.pass(2 * HOUR - 1);
  expect(here.asked.length).toBe(1);
  const [entry] = await here.store.read.timeline('job-1' as JobId);
  expect(entry?.sentence).toContain('does not know this job any more');
  expect((await here.store.read.job('job-1' as JobId))?.nextPollAt).toBeNull();
});

test('a service that does not answer is asked by one job, ever more seldom', async () => {
  const here = await scene(Array.from({ length: 300 }, (_, index) => quoting(index + 1)));
  here.statuses = () => {
    throw new AppError('retry', 'offline', 'Nothing answers.');
  };
  here.poller.start();
  await here.pass(120 * SECOND);
  expect(here.asked.length).toBeLessThanOrEqual(6);
  here.statuses = () => 'CJ_REVIEWING';
  await here.pass(300 * SECOND);
  expect(here.asked.length).toBeGreaterThan(20);
});
