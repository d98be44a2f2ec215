import type { AccountId, Instant, JobId, RemoteJobId, Stage } from '../../../../preload/contract/index.ts';
import { AppError } from '../../../errors/app-error.ts';
import type { Log } from '../../../ports/log.ts';
import type { JobRecord } from '../../../ports/store.ts';
import type { Row, Session } from '../connection.ts';
import { flag, integer, integerOrNull, text, textList, textOrNull, word } from '../rows/columns.ts';
import { readable, readableRows } from './readable.ts';
import { upsertStatement } from './upsert.ts';

const stages = Object.keys({
  draft: true,
  sending: true,
  quoting: true,
  offer: true,
  payment: true,
  production: true,
  review: true,
  redo: true,
  delivering: true,
  done: true,
  archived: true,
  cancelled: true,
  problem: true,
} satisfies Record<Stage, true>) as Stage[];

const upsert = upsertStatement(
  'jobs',
  ['id'],
  [
    'account_id',
    'remote_id',
    'name',
    'description',
    'tags',
    'invoice_reference',
    'is_test',
    'route',
    'request_offer',
    'deadline_id',
    'specification_key',
    'stage',
    'status',
    'at_server',
    'in_offer',
    'parent_remote_id',
    'rejected_at_server',
    'from_the_editors',
    'download_folder',
    'created_at',
    'changed_at',
    'acted_at',
    'gone_since',
    'next_poll_at',
  ],
);

function parseJob(row: Row): JobRecord {
  return {
    id: text(row, 'id') as JobId,
    accountId: text(row, 'account_id') as AccountId,
    remoteId: integerOrNull(row, 'remote_id') as RemoteJobId | null,
    name: text(row, 'name'),
    description: text(row, 'description'),
    tags: textList(row, 'tags'),
    invoiceReference: textOrNull(row, 'invoice_reference'),
    isTest: flag(row, 'is_test'),
    route: word(row, 'route', ['ftp', 'post']),
    requestOffer: flag(row, 'request_offer'),
    deadlineId: integerOrNull(row, 'deadline_id'),
    specificationKey: integerOrNull(row, 'specification_key'),
    stage: word(row, 'stage', stages),
    status: textOrNull(row, 'status'),
    atServer: integerOrNull(row, 'at_server'),
    inOffer: integerOrNull(row, 'in_offer'),
    parentRemoteId: integerOrNull(row, 'parent_remote_id') as RemoteJobId | null,
    rejectedAtServer: integerOrNull(row, 'rejected_at_server'),
    fromTheEditors: text(row, 'from_the_editors'),
    downloadFolder: textOrNull(row, 'download_folder'),
    createdAt: integer(row, 'created_at'),
    changedAt: integer(row, 'changed_at'),
    actedAt: integerOrNull(row, 'acted_at'),
    goneSince: integerOrNull(row, 'gone_since'),
    nextPollAt: integerOrNull(row, 'next_poll_at'),
  };
}

export function listJobs(session: Session, log: Log): readonly JobRecord[] {
  const rows = session.all('SELECT * FROM jobs ORDER BY created_at DESC, id DESC');
  return readableRows('jobs', parseJob, rows, log);
}

export function findJob(session: Session, id: JobId): JobRecord | null {
  const row = session.get('SELECT * FROM jobs WHERE id = :id', { id });
  return row === undefined ? null : readable('jobs', parseJob, row);
}

export function findJobByRemoteId(session: Session, account: AccountId, id: RemoteJobId): JobRecord | null {
  const row = session.get(
    'SELECT * FROM jobs WHERE account_id = :account AND remote_id = :id ORDER BY created_at DESC LIMIT 1',
    { account, id },
  );
  return row === undefined ? null : readable('jobs', parseJob, row);
}

export function redosOf(session: Session, account: AccountId, parent: RemoteJobId): readonly JobRecord[] {
  return session
    .all(
      'SELECT * FROM jobs WHERE account_id = :account AND parent_remote_id = :parent ORDER BY remote_id, created_at',
      { account, parent },
    )
    .map((row) => readable('jobs', parseJob, row));
}

const dueJobs = 'SELECT * FROM jobs WHERE account_id = :account AND next_poll_at <= :now';

export function jobsToPoll(
  session: Session,
  account: AccountId,
  now: Instant,
  most: number,
  log: Log,
): readonly JobRecord[] {
  const part = { account, now, most: Math.ceil(most / 2) };
  const lively = session.all(
    `${dueJobs} ORDER BY max(changed_at, coalesce(acted_at, 0)) DESC, next_poll_at LIMIT :most`,
    part,
  );
  const patient = session.all(`${dueJobs} ORDER BY next_poll_at LIMIT :most`, { ...part, most });
  const seen = new Set(lively.map((row) => row['id']));
  const rows = [...lively, ...patient.filter((row) => !seen.has(row['id']))].slice(0, most);
  return readableRows('jobs', parseJob, rows, log);
}

export function earliestPoll(session: Session, account: AccountId): Instant | null {
  const row = session.get(
    'SELECT min(next_poll_at) AS at FROM jobs WHERE account_id = :account AND next_poll_at IS NOT NULL',
    { account },
  );
  return row === undefined ? null : integerOrNull(row, 'at');
}

export function putJob(session: Session, job: JobRecord): void {
  session.run(upsert, {
    id: job.id,
    account_id: job.accountId,
    remote_id: job.remoteId,
    name: job.name,
    description: job.description,
    tags: JSON.stringify(job.tags),
    invoice_reference: job.invoiceReference,
    is_test: job.isTest ? 1 : 0,
    route: job.route,
    request_offer: job.requestOffer ? 1 : 0,
    deadline_id: job.deadlineId,
    specification_key: job.specificationKey,
    stage: job.stage,
    status: job.status,
    at_server: job.atServer,
    in_offer: job.inOffer,
    parent_remote_id: job.parentRemoteId,
    rejected_at_server: job.rejectedAtServer,
    from_the_editors: job.fromTheEditors,
    download_folder: job.downloadFolder,
    created_at: job.createdAt,
    changed_at: job.changedAt,
    acted_at: job.actedAt,
    gone_since: job.goneSince,
    next_poll_at: job.nextPollAt,
  });
}

export function removeJob(session: Session, id: JobId): void {
  if (
    session.get("SELECT 1 FROM queue WHERE job_id = :id AND state <> 'done' LIMIT 1", { id }) !== undefined
  ) {
    throw new AppError(
      'conflict',
      'job_has_work',
      'Something of this job still waits to be sent. Take it out of the queue first, then remove the job.',
    );
  }
  session.run("DELETE FROM queue WHERE job_id = :id AND state = 'done'", { id });
  session.run('DELETE FROM jobs WHERE id = :id', { id });
}
