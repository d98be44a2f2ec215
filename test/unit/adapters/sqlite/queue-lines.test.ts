import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, test } from 'vitest';
import type { SqliteStore } from '../../../../src/main/adapters/sqlite/sqlite-store.ts';
import type {
  AccountId,
  DecisionId,
  ErrorData,
  JobId,
  QueueItemId,
} from '../../../../src/preload/contract/index.ts';
import { queueItem } from '../../../fakes/records.ts';
import { temporaryStore } from '../../../fixtures/temporary-store.ts';

let folder: string;
let store: SqliteStore;

beforeEach(async () => {
  ({ folder, store } = await temporaryStore());
});

const busy: ErrorData = { code: 'busy', message: 'The server is busy.', action: 'retry' };
const id = (text: string): QueueItemId => text as QueueItemId;
const pictures = (job: string, count: number) =>
  Array.from({ length: count }, (_, each) =>
    queueItem(`${job}-${each}`, { jobId: job as JobId, lane: `send:${job}` }),
  );

/** Two jobs with pictures in every standing, and decisions that are held. */
async function fill(): Promise<void> {
  await store.transaction(async (writer) => {
    await writer.enqueue([
      ...pictures('one', 30),
      queueItem('one-prove', {
        jobId: 'one' as JobId,
        lane: 'send:one',
        parallel: false,
        payload: { kind: 'prove-uploads', round: 0 },
      }),
      ...pictures('two', 20),
      ...['x', 'y'].map((name) =>
        queueItem(name, {
          jobId: 'one' as JobId,
          lane: `review:${name}`,
          payload: { kind: 'send-decision', decisionId: name as DecisionId },
        }),
      ),
    ]);
    await writer.claim({ now: 1, accountId: 'account' as AccountId, queueClass: 'transfer', most: 6 });
    for (const each of ['one-0', 'one-1']) await writer.fail(id(each), busy, 5);
    await writer.retryLater(id('one-2'), 9_000, busy, 5);
    await writer.finish(id('one-3'), 6);
    for (const each of ['x', 'y']) await writer.hold(id(each), busy, 7);
  });
}

test('what stands alike is one line, in the order it travels', async () => {
  await fill();
  const open = await store.read.openLines(1_000, 10);
  expect(open.lines.map(({ firstId, items, isBlocked }) => [firstId, items, isBlocked])).toEqual([
    ['one-2', 1, false],
    ['one-4', 2, false],
    ['one-6', 24, false],
    ['one-prove', 1, true],
    ['two-0', 20, false],
  ]);
  expect(open.lines.map((line) => line.bytes)).toEqual([100, 200, 2_400, 100, 2_000]);
  const stuck = await store.read.stuckLines(10);
  expect(stuck.lines.map(({ firstId, items }) => [firstId, items])).toEqual([
    ['one-0', 2],
    ['x', 1],
    ['y', 1],
  ]);
  const done = await store.read.doneLines(6, 10);
  expect(done.lines.map(({ firstId, items, changedAt }) => [firstId, items, changedAt])).toEqual([
    ['one-3', 1, 6],
  ]);
  expect((await store.read.doneLines(7, 10)).lines).toEqual([]);
});

test('only as many lines as are wanted are read, and how many more there are is said', async () => {
  await fill();
  const open = await store.read.openLines(1_000, 2);
  expect([open.lines.length, open.more]).toEqual([2, 3]);
});

test('a whole line is everything that stands as its first does, and nothing else', async () => {
  await fill();
  const like = async (name: string): Promise<readonly QueueItemId[]> => {
    const item = await store.read.queueItem(id(name));
    return item === null ? [] : store.read.itemsLike(item, 1_000);
  };
  expect(await like('one-0')).toEqual(['one-0', 'one-1']);
  expect(await like('one-2')).toEqual(['one-2']);
  expect((await like('one-6')).length).toBe(24);
  expect((await like('two-7')).length).toBe(20);
  expect(await like('x')).toEqual(['x']);
});

test('how far the work has got counts what is behind something failed as not going by itself', async () => {
  await fill();
  expect(await store.read.queueStanding(['one' as JobId], null)).toEqual({
    running: 2,
    failed: 2,
    held: 2,
    kept: 0,
    unfinished: 32,
    attempts: 1,
  });
  expect(await store.read.queueStanding(null, null)).toMatchObject({ kept: 20, unfinished: 52 });
  expect((await store.read.failedItems('one' as JobId)).map((item) => item.id)).toEqual(['one-0', 'one-1']);
  expect((await store.read.failedItems('two' as JobId)).length).toBe(0);
  expect((await store.read.boardItems()).map((item) => item.id)).toEqual(['one-0']);
});

test('however rows change, what is counted of them is what they are', async () => {
  await fill();
  await store.transaction(async (writer) => {
    await writer.pauseJobWork('two' as JobId, 5);
    await writer.retryNow(id('one-0'), 8);
    await writer.removeQueueItem(id('x'));
    await writer.putBack(id('one-4'), null, 9);
    await writer.finish(id('one-5'), 3_600_000);
    await writer.moveJobWork('two' as JobId, 'first');
  });
  const counted = (): { readonly counts: unknown; readonly rows: unknown } => {
    const database = new DatabaseSync(join(folder, 'register.sqlite'));
    try {
      return {
        counts: database
          .prepare(
            'SELECT state, owner, kind, blocked, paused, quarter, items, bytes FROM queue_counts ORDER BY 1, 2, 3, 4, 5, 6',
          )
          .all(),
        rows: database
          .prepare(
            `SELECT state, CASE subject WHEN 'job' THEN job_id ELSE account_id END AS owner, kind, blocked, paused,
                    CASE state WHEN 'done' THEN changed_at / 900000 ELSE 0 END AS quarter, count(*) AS items,
                    sum(bytes) AS bytes FROM queue GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6`,
          )
          .all(),
      };
    } finally {
      database.close();
    }
  };
  const { counts, rows } = counted();
  expect(counts).toEqual(rows);
  const lines = async (): Promise<unknown> =>
    (await store.read.openLines(1_000, 10)).lines.map(({ firstId, items }) => [firstId, items]);
  expect(await lines()).toEqual([
    ['two-0', 20],
    ['one-0', 26],
    ['one-2', 1],
    ['one-prove', 1],
  ]);
  // At another time of the day the same row may be due.
  expect((await store.read.openLines(9_001, 10)).lines.map(({ items }) => items)).toEqual([20, 27, 1]);
  const done = await store.read.doneLines(7, 10);
  expect(done.lines.map(({ firstId, items, changedAt }) => [firstId, items, changedAt])).toEqual([
    ['one-5', 1, 3_600_000],
  ]);
  expect((await store.read.doneLines(0, 10)).lines.map(({ items }) => items)).toEqual([2]);
  await store.transaction((writer) => writer.pruneQueue(7_200_000));
  expect((await store.read.doneLines(0, 10)).lines).toEqual([]);
  const after = counted();
  expect(after.counts).toEqual(after.rows);
});

test('no listing of the queue passes over its rows: every look goes by an index', () => {
  const database = new DatabaseSync(join(folder, 'register.sqlite'));
  const plan = (sql: string): string =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => String(row['detail']))
      .join('; ');
  const owner = "(CASE WHEN subject = 'job' THEN job_id ELSE account_id END)";
  const first = plan(
    `SELECT sequence FROM queue INDEXED BY queue_lines WHERE state <> 'done' AND ${owner} = 'a' AND kind = 'b' AND state = 'c'
        AND blocked = 0 AND paused = 0 AND retry_at IS NULL ORDER BY sequence LIMIT 1`,
  );
  expect(first).toContain('SEARCH queue USING');
  expect(first).toContain('retry_at=?');
  expect(first).not.toContain('TEMP B-TREE');
  const newest = plan(
    `SELECT sequence, changed_at FROM queue INDEXED BY queue_done_lines WHERE state = 'done' AND ${owner} = 'a' AND kind = 'b'
      ORDER BY changed_at DESC, sequence DESC LIMIT 1`,
  );
  expect(newest).toContain('SEARCH queue USING');
  expect(newest).not.toContain('TEMP B-TREE');
  expect(
    plan("SELECT * FROM queue WHERE state IN ('failed', 'held') AND state = 'failed' AND job_id = 'a'"),
  ).toContain('USING INDEX queue_stuck');
  database.close();
});
