import type {
  AccountId,
  ErrorData,
  Instant,
  JobId,
  LibraryUploadId,
  QueueItemId,
  WorkflowRejectionId,
} from '../../../../preload/contract/index.ts';
import { queueClassOf } from '../../../ports/queue-class.ts';
import type {
  ClaimRequest,
  JobQueueRecord,
  LibraryQueueRecord,
  NewQueueItem,
  QueueRecord,
  QueueTotals,
  QueueClass,
  RunnableWork,
  UnreadableQueueRow,
  WorkflowQueueRecord,
} from '../../../ports/store.ts';
import type { Steps } from '../turn.ts';
import type { Row, Session } from '../connection.ts';
import { flag, integer, integerOrNull, text, word } from '../rows/columns.ts';
import { parseItem, parseItems, tryParse } from '../rows/queue-row.ts';
import { placeJobs, subjectOf } from './queue-order-table.ts';
import { readable } from './readable.ts';

const queueClasses: readonly QueueClass[] = ['transfer', 'call'];

const unreadable: ErrorData = {
  code: 'queue_row_unreadable',
  message:
    'Clipdesk cannot read this entry of the queue any more. It is kept; take it out to go on without it.',
  action: 'person',
};

export function findItem(session: Session, id: QueueItemId): QueueRecord | null {
  const row = session.get('SELECT * FROM queue WHERE id = :id', { id });
  return row === undefined ? null : readable('queue', parseItem, row);
}

export function listQueue(session: Session, doneSince: Instant): readonly QueueRecord[] {
  const unfinished = session.all("SELECT * FROM queue WHERE state <> 'done' ORDER BY rank, sequence");
  const done = session.all(
    "SELECT * FROM queue WHERE state = 'done' AND changed_at >= :doneSince ORDER BY changed_at DESC, sequence DESC",
    { doneSince },
  );
  return [...parseItems(unfinished), ...parseItems(done)];
}

function unfinished(session: Session, id: string): readonly QueueRecord[] {
  return parseItems(
    session.all("SELECT * FROM queue WHERE job_id = :id AND state <> 'done' ORDER BY sequence", { id }),
  );
}

export function unfinishedOf(session: Session, job: JobId): readonly JobQueueRecord[] {
  return unfinished(session, job).filter((item) => item.subject === 'job');
}

export function unfinishedOfUpload(session: Session, upload: LibraryUploadId): readonly LibraryQueueRecord[] {
  return unfinished(session, upload).filter((item) => item.subject === 'library');
}

export function unfinishedOfRejection(
  session: Session,
  rejection: WorkflowRejectionId,
): readonly WorkflowQueueRecord[] {
  return unfinished(session, rejection).filter((item) => item.subject === 'workflow');
}

export function hasUnfinishedWork(session: Session, account: AccountId): boolean {
  return (
    session.get("SELECT 1 FROM queue WHERE account_id = :account AND state <> 'done' LIMIT 1", {
      account,
    }) !== undefined
  );
}

export function notableOf(session: Session, job: JobId): readonly JobQueueRecord[] {
  return parseItems(
    session.all(
      `SELECT * FROM queue WHERE job_id = :job AND state <> 'done'
       AND (state IN ('held', 'failed') OR kind NOT IN ('upload-file', 'prove-uploads')) ORDER BY sequence`,
      { job },
    ),
  ).filter((item) => item.subject === 'job');
}

export function runningItems(session: Session): readonly QueueRecord[] {
  return parseItems(session.all("SELECT * FROM queue WHERE state = 'running' ORDER BY sequence"));
}

export function unreadableRows(session: Session): readonly UnreadableQueueRow[] {
  return session
    .all("SELECT * FROM queue WHERE state <> 'done' ORDER BY sequence")
    .filter((row) => tryParse(row) === null)
    .map((row) => ({
      id: text(row, 'id') as QueueItemId,
      kind: text(row, 'kind'),
      createdAt: integer(row, 'created_at'),
    }));
}

export function queueTotals(session: Session): QueueTotals {
  const rows = session.all(
    `SELECT kind, state, sum(items) AS items, sum(bytes) AS bytes FROM queue_counts
      WHERE state IN ('waiting', 'running', 'failed', 'held') GROUP BY kind, state`,
  );
  const totals = {
    decisionsWaiting: 0,
    picturesWaiting: 0,
    downloadsWaiting: 0,
    otherWaiting: 0,
    needsYou: 0,
    failedUploads: 0,
    bytesLeft: 0,
  };
  for (const row of rows) {
    const items = integer(row, 'items');
    const state = text(row, 'state');
    if (state !== 'waiting' && state !== 'running') {
      totals.needsYou += items;
      if (text(row, 'kind') === 'upload-file') totals.failedUploads += items;
      continue;
    }
    totals.bytesLeft += integer(row, 'bytes');
    switch (text(row, 'kind')) {
      case 'send-decision':
      case 'accept-all':
      case 'reject-all':
      case 'reject-item':
        totals.decisionsWaiting += items;
        break;
      case 'upload-file':
      case 'send-to-library':
        totals.picturesWaiting += items;
        break;
      case 'download-archive':
      case 'download-file':
      case 'fetch-for-library':
        totals.downloadsWaiting += items;
        break;
      default:
        totals.otherWaiting += items;
    }
  }
  return totals;
}

/**
 * Jumps from account to account by the index and takes the first of each class, so that a hundred thousand waiting
 * items cost nothing. SQLite sorts NULL (due at once) before every time.
 */
const runnableStatement = `
WITH RECURSIVE waiting_accounts (account_id) AS (
  SELECT min(account_id) FROM queue WHERE state = 'waiting' AND blocked = 0 AND paused = 0
  UNION ALL
  SELECT (SELECT min(account_id) FROM queue WHERE state = 'waiting' AND blocked = 0 AND paused = 0 AND account_id > previous.account_id)
    FROM waiting_accounts AS previous WHERE previous.account_id IS NOT NULL
)
SELECT first.account_id, first.class, first.retry_at IS NULL OR first.retry_at <= :now AS is_due,
  (
    SELECT min(later.retry_at) FROM queue AS later WHERE later.state = 'waiting' AND later.blocked = 0 AND later.paused = 0
       AND later.account_id = first.account_id AND later.class = first.class AND later.retry_at > :now
  ) AS next_retry_at
FROM waiting_accounts CROSS JOIN (SELECT 'transfer' AS class UNION ALL SELECT 'call') AS classes
JOIN queue AS first ON first.sequence = (
  SELECT sequence FROM queue AS each WHERE each.state = 'waiting' AND each.blocked = 0 AND each.paused = 0
     AND each.account_id = waiting_accounts.account_id AND each.class = classes.class
   ORDER BY each.retry_at LIMIT 1
)`;

export function runnableWork(session: Session, now: Instant): readonly RunnableWork[] {
  return session.all(runnableStatement, { now }).map((row) => ({
    accountId: text(row, 'account_id') as AccountId,
    queueClass: word(row, 'class', queueClasses),
    isDue: flag(row, 'is_due'),
    nextRetryAt: integerOrNull(row, 'next_retry_at'),
  }));
}

export function earliestRetry(session: Session, now: Instant): Instant | null {
  const times = runnableWork(session, now)
    .map((work) => work.nextRetryAt)
    .filter((at) => at !== null);
  return times.length === 0 ? null : Math.min(...times);
}

/** A new item is blocked when its lane holds an earlier unfinished one that it may not run beside. */
const insert = `
INSERT INTO queue (id, kind, class, payload, job_id, account_id, lane, parallel, title, bytes, state, blocked,
                   attempts, retry_at, last_error, may_have_been_sent, created_at, changed_at, rank, paused, subject)
VALUES (:id, :kind, :class, :payload, :job_id, :account_id, :lane, :parallel, :title, :bytes, 'waiting',
        CASE WHEN :parallel = 1
          THEN EXISTS (SELECT 1 FROM queue WHERE lane = :lane AND state <> 'done' AND parallel = 0)
          ELSE EXISTS (SELECT 1 FROM queue WHERE lane = :lane AND state <> 'done')
        END,
        0, :retry_at, NULL, 0, :created_at, :created_at, :rank, :paused, :subject)`;

export function* enqueue(session: Session, items: readonly NewQueueItem[]): Steps {
  const places = placeJobs(session, items);
  for (const item of items) {
    const { subject, id } = subjectOf(item);
    const place = places.get(id);
    session.run(insert, {
      rank: place?.rank ?? 0,
      paused: place?.paused === true ? 1 : 0,
      id: item.id,
      kind: item.payload.kind,
      class: queueClassOf(item.payload.kind),
      payload: JSON.stringify(item.payload),
      job_id: id,
      subject,
      account_id: item.accountId,
      lane: item.lane,
      parallel: item.parallel ? 1 : 0,
      title: item.title,
      bytes: item.bytes,
      retry_at: item.retryAt === null ? null : Math.ceil(item.retryAt),
      created_at: item.createdAt,
    });
    yield;
  }
}

const claimStatement = `
UPDATE queue SET state = 'running', changed_at = :now WHERE sequence IN (
  SELECT sequence FROM queue
   WHERE account_id = :account AND class = :class AND state = 'waiting' AND blocked = 0 AND paused = 0
     AND (retry_at IS NULL OR retry_at <= :now)
   ORDER BY rank, sequence LIMIT :most
) RETURNING *`;

export function claim(session: Session, request: ClaimRequest): readonly QueueRecord[] {
  const items: QueueRecord[] = [];
  for (;;) {
    const rows = session.all(claimStatement, {
      now: request.now,
      account: request.accountId,
      class: request.queueClass,
      most: request.most - items.length,
    });
    let isUnreadable = false;
    for (const row of rows) {
      const item = tryParse(row);
      if (item !== null) {
        items.push(item);
        continue;
      }
      isUnreadable = true;
      failItem(session, text(row, 'id') as QueueItemId, unreadable, request.now);
    }
    // What could not be read leaves its place to others.
    if (!isUnreadable)
      return items.sort((one, other) => one.rank - other.rank || one.sequence - other.sequence);
  }
}

export function markMayHaveBeenSent(session: Session, id: QueueItemId, value: boolean): void {
  session.run('UPDATE queue SET may_have_been_sent = :value WHERE id = :id', { id, value: value ? 1 : 0 });
}

/** Rows of a lane that are opened in one step. */
const OPENED_TOGETHER = 100;

/** Of the lane's next barrier, where nothing of the lane stands before it any more. */
const openBarrier = `
UPDATE queue SET blocked = 0
 WHERE sequence = (SELECT min(sequence) FROM queue WHERE lane = :lane AND state <> 'done' AND parallel = 0)
   AND sequence = (SELECT min(sequence) FROM queue WHERE lane = :lane AND state <> 'done') AND blocked = 1`;

/** What stood behind a barrier that is finished or gone may run: up to the lane's next barrier, or that barrier itself. */
function* openLane(session: Session, lane: string): Steps {
  const first = session.get(
    "SELECT min(sequence) AS sequence FROM queue WHERE lane = :lane AND state <> 'done' AND parallel = 0",
    { lane },
  );
  const barrier = first === undefined ? null : integerOrNull(first, 'sequence');
  const open = `UPDATE queue SET blocked = 0 WHERE sequence IN (
      SELECT sequence FROM queue WHERE lane = :lane AND blocked = 1 AND sequence < :barrier
       ORDER BY sequence LIMIT ${String(OPENED_TOGETHER)})`;
  while (session.run(open, { lane, barrier: barrier ?? Number.MAX_SAFE_INTEGER }) === OPENED_TOGETHER) yield;
  session.run(openBarrier, { lane });
}

/** What ran side by side with others held up nothing but the barrier behind all of them. */
function* openBehind(session: Session, gone: Row | undefined): Steps {
  if (gone === undefined) return;
  const lane = text(gone, 'lane');
  if (flag(gone, 'parallel')) session.run(openBarrier, { lane });
  else yield* openLane(session, lane);
}

export function* finishItem(session: Session, id: QueueItemId, now: Instant): Steps {
  const [gone] = session.all(
    `UPDATE queue SET state = 'done', blocked = 0, retry_at = NULL, last_error = NULL, may_have_been_sent = 0,
            changed_at = :now WHERE id = :id RETURNING lane, parallel`,
    { id, now },
  );
  yield* openBehind(session, gone);
}

export function* removeItem(session: Session, id: QueueItemId): Steps {
  const [gone] = session.all('DELETE FROM queue WHERE id = :id RETURNING lane, parallel', { id });
  yield* openBehind(session, gone);
}

/**
 * An upload that was running may have reached the service, however it was stopped: it asks there before it goes again.
 * So nothing has to be written down before each picture leaves; being marked as running is enough.
 */
const uploadMayBeThere =
  "may_have_been_sent = CASE WHEN kind = 'upload-file' AND state = 'running' THEN 1 ELSE may_have_been_sent END";

export function retryLater(
  session: Session,
  id: QueueItemId,
  at: Instant,
  error: ErrorData,
  now: Instant,
): void {
  session.run(
    `UPDATE queue SET ${uploadMayBeThere}, state = 'waiting', attempts = attempts + 1, retry_at = :at, last_error = :error, changed_at = :now
      WHERE id = :id AND state <> 'done'`,
    { id, at: Math.ceil(at), error: JSON.stringify(error), now },
  );
}

export function putBack(session: Session, id: QueueItemId, error: ErrorData | null, now: Instant): void {
  session.run(
    `UPDATE queue SET ${uploadMayBeThere}, state = 'waiting', retry_at = NULL, last_error = :error, changed_at = :now
      WHERE id = :id AND state <> 'done'`,
    { id, error: error === null ? null : JSON.stringify(error), now },
  );
}

function stopItem(
  session: Session,
  state: 'failed' | 'held',
  id: QueueItemId,
  error: ErrorData,
  now: Instant,
): void {
  session.run(
    `UPDATE queue SET ${uploadMayBeThere}, state = :state, attempts = attempts + 1, retry_at = NULL, last_error = :error, changed_at = :now
      WHERE id = :id AND state <> 'done'`,
    { id, state, error: JSON.stringify(error), now },
  );
}

export function failItem(session: Session, id: QueueItemId, error: ErrorData, now: Instant): void {
  stopItem(session, 'failed', id, error, now);
}

export function holdItem(session: Session, id: QueueItemId, error: ErrorData, now: Instant): void {
  stopItem(session, 'held', id, error, now);
}

export function retryNow(session: Session, id: QueueItemId, now: Instant): void {
  session.run(
    `UPDATE queue SET state = 'waiting', attempts = 0, retry_at = NULL, last_error = NULL, changed_at = :now
      WHERE id = :id AND state IN ('failed', 'held', 'waiting')`,
    { id, now },
  );
}

export function releaseClaims(session: Session, now: Instant): number {
  return session.run(
    `UPDATE queue SET ${uploadMayBeThere}, state = 'waiting', changed_at = :now WHERE state = 'running'`,
    { now },
  );
}
