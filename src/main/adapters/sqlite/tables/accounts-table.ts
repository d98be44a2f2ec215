import type { AccountId } from '../../../../preload/contract/index.ts';
import { assertNever } from '../../../errors/assert-never.ts';
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
    'organisation_id',
    'site',
    'user_name',
    'sends_now',
    'created_at',
  ],
);

const kinds: readonly AccountRecord['kind'][] = ['bright-river', 'practice', 'blendvision', 'crafter'];

function parseAccount(row: Row): AccountRecord {
  const kind = word(row, 'kind', kinds);
  const facts = {
    id: text(row, 'id') as AccountId,
    name: text(row, 'name'),
    apiUrl: text(row, 'api_url'),
    movedTo: textOrNull(row, 'moved_to'),
    createdAt: integer(row, 'created_at'),
  };
  switch (kind) {
    case 'bright-river':
    case 'practice':
      return {
        ...facts,
        kind,
        uploadField: text(row, 'upload_field'),
        allowPlainFtp: flag(row, 'allow_plain_ftp'),
        ftpFingerprint: textOrNull(row, 'ftp_fingerprint'),
        rejectWay: word(row, 'reject_way', ['review', 'files-review', 'reject']),
        bodyEncoding: word(row, 'body_encoding', ['json', 'form']),
      };
    case 'blendvision':
      return { ...facts, kind, organisationId: text(row, 'organisation_id') };
    case 'crafter':
      return {
        ...facts,
        kind,
        site: text(row, 'site'),
        user: text(row, 'user_name'),
        sendsNow: flag(row, 'sends_now'),
      };
    default:
      return assertNever(kind);
  }
}

export function listAccounts(session: Session, log: Log): readonly AccountRecord[] {
  return readableRows(
    'accounts',
    parseAccount,
    session.all('SELECT * FROM accounts ORDER BY created_at, rowid'),
    log,
  );
}

export function findAccount(session: Session, id: AccountId): AccountRecord | null {
  const row = session.get('SELECT * FROM accounts WHERE id = :id', { id });
  return row === undefined ? null : readable('accounts', parseAccount, row);
}

/** Columns of other kinds of accounts hold their defaults. */
const noSettings = {
  upload_field: 'file',
  allow_plain_ftp: 0,
  ftp_fingerprint: null,
  reject_way: 'review',
  body_encoding: 'json',
  organisation_id: '',
  site: '',
  user_name: '',
  sends_now: 0,
} as const;

function settingsOf(account: AccountRecord): Readonly<Record<string, string | number | null>> {
  switch (account.kind) {
    case 'bright-river':
    case 'practice':
      return {
        ...noSettings,
        upload_field: account.uploadField,
        allow_plain_ftp: account.allowPlainFtp ? 1 : 0,
        ftp_fingerprint: account.ftpFingerprint,
        reject_way: account.rejectWay,
        body_encoding: account.bodyEncoding,
      };
    case 'blendvision':
      return { ...noSettings, organisation_id: account.organisationId };
    case 'crafter':
      return {
        ...noSettings,
        site: account.site,
        user_name: account.user,
        sends_now: account.sendsNow ? 1 : 0,
      };
    default:
      return assertNever(account);
  }
}

export function putAccount(session: Session, account: AccountRecord): void {
  session.run(upsert, {
    id: account.id,
    kind: account.kind,
    name: account.name,
    api_url: account.apiUrl,
    moved_to: account.movedTo,
    created_at: account.createdAt,
    ...settingsOf(account),
  });
}

export function removeAccount(session: Session, id: AccountId): void {
  session.run('DELETE FROM accounts WHERE id = :id', { id });
}
