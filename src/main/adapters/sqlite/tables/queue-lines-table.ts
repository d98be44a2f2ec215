import type { AccountId, Instant, JobId, QueueItemId } from '../../../../preload/contract/index.ts';
import type {
  JobQueueRecord,
  QueueLineRecord,
  QueueLineRecords,
  QueueRecord,
  QueueStanding,
} from '../../../ports/store.ts';
import type { Row, Session, Values } from '../connection.ts';
import { flag, integer, text } from '../rows/columns.ts';
import { parseItems, tryParse } from '../rows/queue-row.ts';

/** Work of a job is put together by job, everything else by account. */
const owner = "CASE WHEN subject = 'job' THEN job_id ELSE account_id END";

/** Some of the groups as lines; each needs one look at its first row. */
function linesOf(session: Session, groups: readonly Row[], most: number): QueueLineRecords {
  const lines = groups.slice(0, most).flatMap((group): QueueLineRecord[] => {
    const sequence = integer(group, 'first');
    const row = session.get('SELECT * FROM queue WHERE sequence = :sequence', { sequence });
    if (row === undefined) return [];
    return [
      {
        first: tryParse(row),
        firstId: text(row, 'id') as QueueItemId,
        isBlocked: flag(row, 'blocked'),
        items: integer(group, 'items'),
        bytes: integer(group, 'bytes'),
        changedAt: integer(
          group['newest'] === undefined ? row : group,
          group['newest'] === undefined ? 'changed_at' : 'newest',
        ),
      },
    ];
  });
  return { lines, more: Math.max(0, groups.length - most) };
}

/** In the order of the index, which holds all of it: one pass without sorting, and no row is read. */
const openGroups = `
  SELECT subject, job_id, account_id, kind, state, blocked, paused, min(rank) AS rank,
         count(*) AS items, sum(bytes) AS bytes, min(sequence) AS first,
         count(CASE WHEN retry_at > :now THEN 1 END) AS later_items,
         coalesce(sum(CASE WHEN retry_at > :now THEN bytes END), 0) AS later_bytes,
         min(CASE WHEN retry_at > :now THEN sequence END) AS later_first,
         min(CASE WHEN retry_at > :now THEN NULL ELSE sequence END) AS now_first
    FROM queue INDEXED BY queue_lines WHERE state <> 'done'
   GROUP BY subject, job_id, account_id, kind, state, blocked, paused`;

/** What waits for its time is a line of its own. */
function splitByTime(group: Row): readonly Row[] {
  const later = integer(group, 'later_items');
  if (later === 0) return [group];
  const laterBytes = integer(group, 'later_bytes');
  const waits = { ...group, items: later, bytes: laterBytes, first: integer(group, 'later_first') };
  if (later === integer(group, 'items')) return [waits];
  return [
    waits,
    {
      ...group,
      items: integer(group, 'items') - later,
      bytes: integer(group, 'bytes') - laterBytes,
      first: integer(group, 'now_first'),
    },
  ];
}

export function openLines(session: Session, now: Instant, most: number): QueueLineRecords {
  const lines = new Map<string, Row>();
  for (const group of session.all(openGroups, { now })) {
    if (group['state'] !== 'waiting' && group['state'] !== 'running') continue;
    for (const part of splitByTime(group)) {
      const whose = part['subject'] === 'job' ? part['job_id'] : part['account_id'];
      const isLater = part['first'] === part['later_first'];
      const key = [whose, part['kind'], part['state'], part['blocked'], part['paused'], isLater].join(' ');
      const same = lines.get(key);
      lines.set(key, same === undefined ? part : together(same, part));
    }
  }
  const order = [...lines.values()].sort(
    (one, other) =>
      integer(one, 'rank') - integer(other, 'rank') || integer(one, 'first') - integer(other, 'first'),
  );
  return linesOf(session, order, most);
}

function together(one: Row, other: Row): Row {
  return {
    ...one,
    items: integer(one, 'items') + integer(other, 'items'),
    bytes: integer(one, 'bytes') + integer(other, 'bytes'),
    first: Math.min(integer(one, 'first'), integer(other, 'first')),
    rank: Math.min(integer(one, 'rank'), integer(other, 'rank')),
  };
}

export function stuckLines(session: Session, most: number): QueueLineRecords {
  const groups = session.all(
    `SELECT count(*) AS items, sum(bytes) AS bytes, min(sequence) AS first, min(rank) AS rank
       FROM queue WHERE state IN ('failed', 'held')
      GROUP BY ${owner}, kind, state, last_error, CASE state WHEN 'held' THEN sequence END ORDER BY rank, first`,
  );
  return linesOf(session, groups, most);
}

export function doneLines(session: Session, since: Instant, most: number): QueueLineRecords {
  const groups = session.all(
    `SELECT count(*) AS items, sum(bytes) AS bytes, max(sequence) AS first, max(changed_at) AS newest
       FROM queue WHERE state = 'done' AND changed_at >= :since GROUP BY ${owner}, kind ORDER BY newest DESC, first DESC`,
    { since },
  );
  return linesOf(session, groups, most);
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
