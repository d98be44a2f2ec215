import type { AccountId, Instant, JobId, QueueItemId } from '../../../../preload/contract/index.ts';
import type {
  JobQueueRecord,
  QueueLineRecord,
  QueueLineRecords,
  QueueRecord,
  QueueStanding,
} from '../../../ports/store.ts';
import type { Row, Session, Values } from '../connection.ts';
import { flag, integer, integerOrNull, text } from '../rows/columns.ts';
import { parseItems, tryParse } from '../rows/queue-row.ts';

/** Work of a job is put together by job, everything else by account. */
const owner = "(CASE WHEN subject = 'job' THEN job_id ELSE account_id END)";

/** What rows have in common that stand alike, as the register counts them. */
interface Standing {
  readonly owner: string;
  readonly kind: string;
  readonly state: string;
  readonly blocked: number;
  readonly paused: number;
}

const standingIn = (row: Row): Standing => ({
  owner: text(row, 'owner'),
  kind: text(row, 'kind'),
  state: text(row, 'state'),
  blocked: integer(row, 'blocked'),
  paused: integer(row, 'paused'),
});

/** A line before its first row is read. */
interface Line {
  readonly rank: number;
  readonly first: number;
  readonly items: number;
  readonly bytes: number;
  readonly changedAt?: number;
}

/** Each line needs one look at its first row. */
function linesOf(session: Session, lines: readonly Line[], more: number): QueueLineRecords {
  const records = lines.flatMap((line): QueueLineRecord[] => {
    const row = session.get('SELECT * FROM queue WHERE sequence = :sequence', { sequence: line.first });
    if (row === undefined) return [];
    return [
      {
        first: tryParse(row),
        firstId: text(row, 'id') as QueueItemId,
        isBlocked: flag(row, 'blocked'),
        items: line.items,
        bytes: line.bytes,
        changedAt: line.changedAt ?? integer(row, 'changed_at'),
      },
    ];
  });
  return { lines: records, more };
}

const alike = (standing: Standing): string => Object.values(standing).join(' ');

/** What belongs to no job has the rank of its first row. */
const openGroups = `
  SELECT owner, kind, state, blocked, paused, items, bytes, CASE subject WHEN 'job' THEN
           (SELECT rank FROM queue_jobs WHERE job_id = owner) END AS rank
    FROM queue_counts WHERE state IN ('waiting', 'running')`;

/** What waits for its time is a line of its own; read from an index that holds nothing else. */
const timedGroups = `
  SELECT ${owner} AS owner, kind, state, blocked, paused, count(*) AS items, sum(bytes) AS bytes, min(sequence) AS first
    FROM queue INDEXED BY queue_timed WHERE state <> 'done' AND retry_at IS NOT NULL AND retry_at > :now
   GROUP BY 1, 2, 3, 4, 5`;

const sameStanding = `state <> 'done' AND ${owner} = :owner AND kind = :kind AND state = :state AND blocked = :blocked
   AND paused = :paused`;

/** The first of those that do not wait for their time. */
const firstDue = `
  SELECT min(sequence) AS first FROM (
    SELECT sequence FROM (SELECT sequence FROM queue INDEXED BY queue_lines WHERE ${sameStanding} AND retry_at IS NULL
                           ORDER BY sequence LIMIT 1)
    UNION ALL
    SELECT min(sequence) FROM queue INDEXED BY queue_lines WHERE ${sameStanding} AND retry_at <= :now)`;

function rankOf(session: Session, sequence: number): number {
  const row = session.get('SELECT rank FROM queue WHERE sequence = :sequence', { sequence });
  return row === undefined ? 0 : integer(row, 'rank');
}

export function openLines(session: Session, now: Instant, most: number): QueueLineRecords {
  const timed = new Map(
    session.all(timedGroups, { now }).map((row): [string, Row] => [alike(standingIn(row)), row]),
  );
  const lines: Line[] = [];
  for (const row of session.all(openGroups)) {
    const group = standingIn(row);
    const later = timed.get(alike(group));
    const laterItems = later === undefined ? 0 : integer(later, 'items');
    const laterBytes = later === undefined ? 0 : integer(later, 'bytes');
    const add = (first: number, items: number, bytes: number): void => {
      lines.push({ rank: integerOrNull(row, 'rank') ?? rankOf(session, first), first, items, bytes });
    };
    if (later !== undefined) add(integer(later, 'first'), laterItems, laterBytes);
    if (integer(row, 'items') === laterItems) continue;
    const first = session.get(firstDue, { ...group, now });
    const sequence = first === undefined ? null : integerOrNull(first, 'first');
    if (sequence !== null)
      add(sequence, integer(row, 'items') - laterItems, integer(row, 'bytes') - laterBytes);
  }
  lines.sort((one, other) => one.rank - other.rank || one.first - other.first);
  return linesOf(session, lines.slice(0, most), Math.max(0, lines.length - most));
}

export function stuckLines(session: Session, most: number): QueueLineRecords {
  const lines = session
    .all(
      `SELECT count(*) AS items, sum(bytes) AS bytes, min(sequence) AS first, min(rank) AS rank
         FROM queue WHERE state IN ('failed', 'held')
        GROUP BY ${owner}, kind, state, last_error, CASE state WHEN 'held' THEN sequence END ORDER BY rank, first`,
    )
    .map(lineOf);
  return linesOf(session, lines.slice(0, most), Math.max(0, lines.length - most));
}

const lineOf = (row: Row): Line => ({
  rank: integer(row, 'rank'),
  first: integer(row, 'first'),
  items: integer(row, 'items'),
  bytes: integer(row, 'bytes'),
});

/** Milliseconds in which what was finished is counted together. */
const QUARTER = 900_000;

/** Whole quarters are counted already; only of the one the time lies in rows are read. */
const doneGroups = `
  SELECT owner, kind, sum(items) AS items, sum(bytes) AS bytes FROM (
    SELECT owner, kind, items, bytes FROM queue_counts WHERE state = 'done' AND quarter >= :quarter
    UNION ALL
    SELECT ${owner}, kind, 1, bytes FROM queue INDEXED BY queue_done
     WHERE state = 'done' AND changed_at >= :since AND changed_at < :whole)
  GROUP BY owner, kind`;

const newestDone = `
  SELECT sequence, changed_at FROM queue INDEXED BY queue_done_lines
   WHERE state = 'done' AND ${owner} = :owner AND kind = :kind ORDER BY changed_at DESC, sequence DESC LIMIT 1`;

export function doneLines(session: Session, since: Instant, most: number): QueueLineRecords {
  const quarter = Math.ceil(since / QUARTER);
  const lines = session
    .all(doneGroups, { since: Math.ceil(since), quarter, whole: quarter * QUARTER })
    .flatMap((row): (Line & { readonly changedAt: number })[] => {
      const newest = session.get(newestDone, { owner: text(row, 'owner'), kind: text(row, 'kind') });
      if (newest === undefined) return [];
      const changedAt = integer(newest, 'changed_at');
      const first = integer(newest, 'sequence');
      return [{ rank: 0, first, items: integer(row, 'items'), bytes: integer(row, 'bytes'), changedAt }];
    })
    .sort((one, other) => other.changedAt - one.changedAt || other.first - one.first);
  return linesOf(session, lines.slice(0, most), Math.max(0, lines.length - most));
}

export function itemsLike(session: Session, item: QueueRecord, now: Instant): readonly QueueItemId[] {
  if (item.state === 'held' || item.state === 'done') return [item.id];
  const rows = session.all(
    `SELECT each.id FROM queue AS one JOIN queue AS each
         ON each.subject = one.subject AND each.kind = one.kind AND each.state = one.state
        AND each.account_id = one.account_id AND (one.subject <> 'job' OR each.job_id = one.job_id)
      WHERE one.id = :id AND each.state <> 'done'
        AND (one.state <> 'failed' OR each.last_error IS one.last_error)
        AND (one.state = 'failed' OR (each.blocked = one.blocked AND each.paused = one.paused
             AND coalesce(each.retry_at > :now, 0) = coalesce(one.retry_at > :now, 0)))
      ORDER BY each.sequence`,
    { id: item.id, now },
  );
  return rows.map((row) => text(row, 'id') as QueueItemId);
}

export function failedItems(session: Session, job: JobId | null): readonly QueueRecord[] {
  const stuck = "SELECT * FROM queue WHERE state IN ('failed', 'held') AND state = 'failed'";
  return parseItems(
    job === null
      ? session.all(`${stuck} ORDER BY sequence`)
      : session.all(`${stuck} AND job_id = :job ORDER BY sequence`, { job }),
  );
}

export function boardItems(session: Session): readonly JobQueueRecord[] {
  const rows = session.all(
    `SELECT * FROM queue WHERE sequence IN (
         SELECT min(sequence) FROM queue WHERE state IN ('failed', 'held') GROUP BY job_id
         UNION SELECT sequence FROM queue WHERE state <> 'done' AND kind IN ('accept-offer', 'close-job'))
      ORDER BY sequence`,
  );
  return parseItems(rows).filter((item) => item.subject === 'job');
}

const standing = (where: string): string => `
  SELECT state, count(*) AS items, sum(CASE class WHEN 'transfer' THEN attempts ELSE 0 END) AS attempts,
         sum(lane IN (SELECT lane FROM queue WHERE state IN ('failed', 'held'))) AS behind
    FROM queue WHERE state <> 'done' ${where} GROUP BY state`;

export function queueStanding(
  session: Session,
  jobs: readonly JobId[] | null,
  elsewhere: AccountId | null,
): QueueStanding {
  if (elsewhere !== null)
    return standingOf(session, standing("AND subject <> 'job' AND account_id = :elsewhere"), { elsewhere });
  if (jobs === null) return standingOf(session, standing(''), {});
  const counted = jobs.map((job) => standingOf(session, standing('AND job_id = :job'), { job }));
  const sum = (pick: (each: QueueStanding) => number): number =>
    counted.reduce((total, each) => total + pick(each), 0);
  return {
    running: sum((each) => each.running),
    failed: sum((each) => each.failed),
    held: sum((each) => each.held),
    kept: sum((each) => each.kept),
    unfinished: sum((each) => each.unfinished),
    attempts: sum((each) => each.attempts),
  };
}

function standingOf(session: Session, sql: string, values: Values): QueueStanding {
  const rows = new Map(session.all(sql, values).map((row) => [text(row, 'state'), row]));
  const count = (state: string, column = 'items'): number => {
    const row = rows.get(state);
    return row === undefined ? 0 : integer(row, column);
  };
  const running = count('running');
  const failed = count('failed');
  const held = count('held');
  const waiting = count('waiting');
  return {
    running,
    failed,
    held,
    kept: waiting - count('waiting', 'behind'),
    unfinished: running + failed + held + waiting,
    attempts: count('waiting', 'attempts'),
  };
}
