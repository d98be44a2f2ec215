import type { AccountId, ImageId, JobId } from '../../../../preload/contract/index.ts';
import type { DownloadChoicesRecord, PartRecord } from '../../../ports/store.ts';
import type { Row, Session } from '../connection.ts';
import { integer, integerOrNull, text, textOrNull, word } from '../rows/columns.ts';
import { readable } from './readable.ts';
import { upsertStatement } from './upsert.ts';

const upsertPart = upsertStatement(
  'parts',
  ['path'],
  ['job_id', 'image_id', 'total', 'etag', 'last_modified', 'noted_at'],
);
const upsertChoices = upsertStatement('download_choices', ['account_id'], ['template', 'route']);

function parsePart(row: Row): PartRecord {
  return {
    path: text(row, 'path'),
    jobId: text(row, 'job_id') as JobId,
    imageId: integerOrNull(row, 'image_id') as ImageId | null,
    total: integerOrNull(row, 'total'),
    etag: textOrNull(row, 'etag'),
    lastModified: textOrNull(row, 'last_modified'),
    notedAt: integer(row, 'noted_at'),
  };
}

export function findPart(session: Session, path: string): PartRecord | null {
  const row = session.get('SELECT * FROM parts WHERE path = :path', { path });
  return row === undefined ? null : readable('parts', parsePart, row);
}

export function listParts(session: Session): readonly PartRecord[] {
  return session
    .all('SELECT * FROM parts ORDER BY noted_at, path')
    .map((row) => readable('parts', parsePart, row));
}

export function listPartsOf(session: Session, job: JobId): readonly PartRecord[] {
  return session
    .all('SELECT * FROM parts WHERE job_id = :job ORDER BY noted_at, path', { job })
    .map((row) => readable('parts', parsePart, row));
}

export function putPart(session: Session, part: PartRecord): void {
  session.run(upsertPart, {
    path: part.path,
    job_id: part.jobId,
    image_id: part.imageId,
    total: part.total,
    etag: part.etag,
    last_modified: part.lastModified,
    noted_at: part.notedAt,
  });
}

export function removePart(session: Session, path: string): void {
  session.run('DELETE FROM parts WHERE path = :path', { path });
}

export function findChoices(session: Session, account: AccountId): DownloadChoicesRecord | null {
  const row = session.get('SELECT * FROM download_choices WHERE account_id = :account', { account });
  return row === undefined
    ? null
    : readable(
        'download_choices',
        (found) => ({
          template: text(found, 'template'),
          route: word(found, 'route', ['file', 'zip', 'ftp']),
        }),
        row,
      );
}

export function putChoices(session: Session, account: AccountId, choices: DownloadChoicesRecord): void {
  session.run(upsertChoices, { account_id: account, template: choices.template, route: choices.route });
}
