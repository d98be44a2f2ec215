import type {
  AccountId,
  Instant,
  JobId,
  QueueMove,
  QueueSubject,
} from '../../../../preload/contract/index.ts';
import type { NewQueueItem, QueueGroup, QueuePlace } from '../../../ports/store.ts';
import type { Row, Session } from '../connection.ts';
import { flag, integer, integerOrNull, text } from '../rows/columns.ts';

interface Place {
  readonly rank: number;
  readonly paused: boolean;
}

/** What a new item belongs to, and the id of that: the value of `job_id`, also where it is no job. */
export function subjectOf(item: NewQueueItem): {
  readonly subject: QueueSubject['subject'];
  readonly id: string;
} {
  if ('jobId' in item) return { subject: 'job', id: item.jobId };
  if ('libraryUploadId' in item) return { subject: 'library', id: item.libraryUploadId };
  return { subject: 'workflow', id: item.rejectionId };
}

const hasWork = "EXISTS (SELECT 1 FROM queue WHERE queue.job_id = queue_jobs.job_id AND state <> 'done')";

/**
 * Gives the jobs (or other subjects) of new items their place: at the end, unless work of theirs is still unfinished or the item goes on
 * where another stood (`rank`), so that what has to be sent again does not fall behind the next job.
 */
export function placeJobs(session: Session, items: readonly NewQueueItem[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const goesOn = new Set(items.filter((item) => item.rank !== undefined).map((item) => subjectOf(item).id));
  const subjects = new Map(items.map((item) => [subjectOf(item).id, subjectOf(item).subject]));
  for (const [id, subject] of subjects) {
    const known = session.get(
      `SELECT rank, paused_at IS NOT NULL AS paused, ${hasWork} AS has_work FROM queue_jobs WHERE job_id = :id`,
      { id },
    );
    if (known !== undefined && (flag(known, 'has_work') || goesOn.has(id))) {
      places.set(id, { rank: integer(known, 'rank'), paused: flag(known, 'paused') });
      continue;
    }
    const last = session.get('SELECT coalesce(max(rank), 0) AS rank FROM queue_jobs');
    const rank = last === undefined ? 1 : integer(last, 'rank') + 1;
    session.run(
      `INSERT INTO queue_jobs (job_id, rank, paused_at, subject) VALUES (:id, :rank, NULL, :subject)
       ON CONFLICT (job_id) DO UPDATE SET rank = excluded.rank, paused_at = NULL`,
      { id, rank, subject },
    );
    places.set(id, { rank, paused: false });
  }
  return places;
}

/** Jobs with unfinished work, in the order they travel. */
export function queueJobs(session: Session): readonly QueuePlace[] {
  return session
    .all(`SELECT job_id, rank, paused_at FROM queue_jobs WHERE subject = 'job' AND ${hasWork} ORDER BY rank`)
    .map((row) => ({
      jobId: text(row, 'job_id') as JobId,
      rank: integer(row, 'rank'),
      pausedAt: integerOrNull(row, 'paused_at'),
    }));
}

/** Unfinished work counted by job, kind and state, in the order jobs travel. */
export function queueGroups(session: Session): readonly QueueGroup[] {
  const retries = new Map(
    session
      .all(
        `SELECT (CASE WHEN subject = 'job' THEN job_id ELSE account_id END) AS owner, kind, state, min(retry_at) AS retry_at
           FROM queue INDEXED BY queue_timed WHERE state <> 'done' AND retry_at IS NOT NULL GROUP BY 1, 2, 3`,
      )
      .map((row): [string, number] => [groupKey(row), integer(row, 'retry_at')]),
  );
  return session
    .all(
      `SELECT min(queue_counts.subject) AS subject, owner, account_id, kind, state, sum(items) AS items, sum(bytes) AS bytes,
              sum(blocked * items) AS blocked
         FROM queue_counts LEFT JOIN queue_jobs ON queue_counts.subject = 'job' AND queue_jobs.job_id = owner
        WHERE state IN ('waiting', 'running', 'failed', 'held') GROUP BY owner, kind, state
        ORDER BY coalesce(min(rank), 0), owner`,
    )
    .map((row) => ({
      jobId: row['subject'] === 'job' ? (text(row, 'owner') as JobId) : null,
      accountId: text(row, 'account_id') as AccountId,
      kind: text(row, 'kind') as QueueGroup['kind'],
      state: text(row, 'state') as QueueGroup['state'],
      items: integer(row, 'items'),
      bytes: integer(row, 'bytes'),
      blocked: integer(row, 'blocked'),
      retryAt: retries.get(groupKey(row)) ?? null,
    }));
}

const groupKey = (row: Row): string => [text(row, 'owner'), text(row, 'kind'), text(row, 'state')].join(' ');

function setRank(session: Session, job: JobId, rank: number): void {
  session.run('UPDATE queue_jobs SET rank = :rank WHERE job_id = :job', { job, rank });
  session.run("UPDATE queue SET rank = :rank WHERE job_id = :job AND state <> 'done'", { job, rank });
}

/** Moves a job among those with unfinished work; the others keep their order. */
export function moveJob(session: Session, job: JobId, move: QueueMove): void {
  const order = queueJobs(session);
  const index = order.findIndex((each) => each.jobId === job);
  const first = order[0];
  const last = order.at(-1);
  const here = order[index];
  if (here === undefined || first === undefined || last === undefined) return;
  if (move === 'first') {
    if (index > 0) setRank(session, job, first.rank - 1);
  } else if (move === 'last') {
    if (here !== last) setRank(session, job, last.rank + 1);
  } else {
    const other = order[move === 'up' ? index - 1 : index + 1];
    if (other === undefined) return;
    setRank(session, job, other.rank);
    setRank(session, other.jobId, here.rank);
  }
}

/** @param at null: goes on */
export function pauseJob(session: Session, job: JobId, at: Instant | null): void {
  session.run('UPDATE queue_jobs SET paused_at = :at WHERE job_id = :job', { job, at });
  session.run("UPDATE queue SET paused = :paused WHERE job_id = :job AND state <> 'done'", {
    job,
    paused: at === null ? 0 : 1,
  });
}

/** @param at null: goes on */
export function pauseQueue(session: Session, at: Instant | null): void {
  if (at === null) session.run('DELETE FROM queue_pause');
  else session.run('INSERT OR IGNORE INTO queue_pause (only, paused_at) VALUES (1, :at)', { at });
}

export function queuePausedAt(session: Session): Instant | null {
  const row = session.get('SELECT paused_at FROM queue_pause');
  return row === undefined ? null : integer(row, 'paused_at');
}

/** Takes out rows that were finished before a moment, and the places of jobs that have no row any more. */
export function pruneQueue(session: Session, before: Instant): number {
  const removed = session.run("DELETE FROM queue WHERE state = 'done' AND changed_at < :before", { before });
  if (removed > 0)
    session.run(
      'DELETE FROM queue_jobs WHERE NOT EXISTS (SELECT 1 FROM queue WHERE queue.job_id = queue_jobs.job_id)',
    );
  return removed;
}
