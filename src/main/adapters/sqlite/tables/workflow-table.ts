import type {
  AccountId,
  FileId,
  JobId,
  PictureOrigin,
  WorkflowRejectionId,
} from '../../../../preload/contract/index.ts';
import type { Log } from '../../../ports/log.ts';
import type { RejectionRecord, WaitingListRecord } from '../../../ports/workflow-records.ts';
import type { Row, Session } from '../connection.ts';
import { integer, json, text, textOrNull } from '../rows/columns.ts';
import { rejectedItemsColumn, textsColumn, waitingItemsColumn } from '../rows/workflow-columns.ts';
import { readable, readableRows } from './readable.ts';
import { upsertStatement } from './upsert.ts';

/** Unfinished ones come first: they are never left out for those that arrived. */
const mostRejections = 500;

const upsertList = upsertStatement('waiting_lists', ['account_id'], ['site', 'read_at', 'items']);
const upsertRejection = upsertStatement(
  'rejections',
  ['id'],
  ['account_id', 'site', 'reason', 'scheduled_date', 'at', 'items', 'unfinished'],
);

function parseList(row: Row): WaitingListRecord {
  return {
    accountId: text(row, 'account_id') as AccountId,
    site: text(row, 'site'),
    readAt: integer(row, 'read_at'),
    items: json(row, 'items', waitingItemsColumn),
  };
}

function parseRejection(row: Row): RejectionRecord {
  return {
    id: text(row, 'id') as WorkflowRejectionId,
    accountId: text(row, 'account_id') as AccountId,
    site: text(row, 'site'),
    reason: text(row, 'reason'),
    scheduledDate: textOrNull(row, 'scheduled_date'),
    at: integer(row, 'at'),
    items: json(row, 'items', rejectedItemsColumn),
  };
}

export function findWaitingList(session: Session, account: AccountId, log: Log): WaitingListRecord | null {
  const rows = session.all('SELECT * FROM waiting_lists WHERE account_id = :account', { account });
  return readableRows('waiting_lists', parseList, rows, log)[0] ?? null;
}

export function putWaitingList(session: Session, list: WaitingListRecord): void {
  session.run(upsertList, {
    account_id: list.accountId,
    site: list.site,
    read_at: list.readAt,
    items: JSON.stringify(list.items),
  });
}

const upsertReasons = upsertStatement('ready_reasons', ['account_id'], ['site', 'texts']);

export function findReadyReasons(
  session: Session,
  account: AccountId,
  site: string,
  log: Log,
): readonly string[] | null {
  const rows = session.all('SELECT * FROM ready_reasons WHERE account_id = :account AND site = :site', {
    account,
    site,
  });
  return readableRows('ready_reasons', (row) => json(row, 'texts', textsColumn), rows, log)[0] ?? null;
}

export function putReadyReasons(
  session: Session,
  account: AccountId,
  site: string,
  texts: readonly string[],
): void {
  session.run(upsertReasons, { account_id: account, site, texts: JSON.stringify(texts) });
}

export function listRejections(session: Session, account: AccountId, log: Log): readonly RejectionRecord[] {
  const rows = session.all(
    'SELECT * FROM rejections WHERE account_id = :account ORDER BY unfinished DESC, at DESC, id LIMIT :most',
    { account, most: mostRejections },
  );
  return readableRows('rejections', parseRejection, rows, log);
}

export function findRejection(session: Session, id: WorkflowRejectionId): RejectionRecord | null {
  const row = session.get('SELECT * FROM rejections WHERE id = :id', { id });
  return row === undefined ? null : readable('rejections', parseRejection, row);
}

export function putRejection(session: Session, rejection: RejectionRecord): void {
  session.run(upsertRejection, {
    id: rejection.id,
    account_id: rejection.accountId,
    site: rejection.site,
    reason: rejection.reason,
    scheduled_date: rejection.scheduledDate,
    at: rejection.at,
    items: JSON.stringify(rejection.items),
    unfinished: rejection.items.some(({ state }) => state.kind !== 'sent' && state.kind !== 'passed') ? 1 : 0,
  });
}

export function removeRejection(session: Session, id: WorkflowRejectionId): void {
  session.run('DELETE FROM rejections WHERE id = :id', { id });
}

/** As `LIKE` reads it: its two wildcards stand for themselves. */
const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

export function returnedFilesNamed(session: Session, stem: string): readonly PictureOrigin[] {
  const rows = session.all(
    `SELECT files.id, files.name, files.job_id, jobs.name AS job_name
       FROM files JOIN jobs ON jobs.id = files.job_id
      WHERE files.returned = 1 AND files.name LIKE :pattern ESCAPE '\\'
      ORDER BY jobs.changed_at DESC LIMIT 20`,
    { pattern: `${literally(stem)}.%` },
  );
  return rows.map((row) => ({
    jobId: text(row, 'job_id') as JobId,
    jobName: text(row, 'job_name'),
    fileId: text(row, 'id') as FileId,
    fileName: text(row, 'name'),
  }));
}
