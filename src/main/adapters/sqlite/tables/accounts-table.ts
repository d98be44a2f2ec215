import type { AccountId } from '../../../../preload/contract/index.ts';
import type { Log } from '../../../ports/log.ts';
import type { AccountRecord } from '../../../ports/store.ts';
import type { Row, Session } from '../connection.ts';
import { flag, integer, text, textOrNull, word } from '../rows/columns.ts';
import { readable, readableRows } from './readable.ts';
import { upsertStatement } from './upsert.ts';

const upsert = upsertStatement(
  'accounts',
  ['id'],
  [
    'kind',
    'name',
    'api_url',
    'upload_field',
    'allow_plain_ftp',
    'ftp_fingerprint',
    'reject_way',
    'body_encoding',
    'moved_to',
    'created_at',
  ],
);

function parseAccount(row: Row): AccountRecord {
  return {
    id: text(row, 'id') as AccountId,
    kind: word(row, 'kind', ['bright-river', 'practice']),
    name: text(row, 'name'),
    apiUrl: text(row, 'api_url'),
    uploadField: text(row, 'upload_field'),
    allowPlainFtp: flag(row, 'allow_plain_ftp'),
    ftpFingerprint: textOrNull(row, 'ftp_fingerprint'),
    rejectWay: word(row, 'reject_way', ['review', 'files-review', 'reject']),
    bodyEncoding: word(row, 'body_encoding', ['json', 'form']),
    movedTo: textOrNull(row, 'moved_to'),
    createdAt: integer(row, 'created_at'),
  };
}

export function listAccounts(session: Session, log: Log): readonly AccountRecord[] {
  return readableRows(
    'accounts',
    parseAccount,
    session.all('SELECT * FROM accounts ORDER BY created_at, id'),
    log,
  );
}

export function findAccount(session: Session, id: AccountId): AccountRecord | null {
  const row = session.get('SELECT * FROM accounts WHERE id = :id', { id });
  return row === undefined ? null : readable('accounts', parseAccount, row);
}

export function putAccount(session: Session, account: AccountRecord): void {
  session.run(upsert, {
    id: account.id,
    kind: account.kind,
    name: account.name,
    api_url: account.apiUrl,
    upload_field: account.uploadField,
    allow_plain_ftp: account.allowPlainFtp ? 1 : 0,
    ftp_fingerprint: account.ftpFingerprint,
    reject_way: account.rejectWay,
    body_encoding: account.bodyEncoding,
    moved_to: account.movedTo,
    created_at: account.createdAt,
  });
}

export function removeAccount(session: Session, id: AccountId): void {
  session.run('DELETE FROM accounts WHERE id = :id', { id });
}
