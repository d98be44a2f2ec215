import { z } from 'zod';
import type {
  AccountId,
  ImageId,
  JobId,
  LibraryFileType,
  LibraryUploadId,
  LibraryUploadState,
  RemoteFileId,
  VersionMark,
} from '../../../../preload/contract/index.ts';
import type { Log } from '../../../ports/log.ts';
import type { LibraryResult } from '../../../ports/library-records.ts';
import type { LibraryPartRecord, LibraryUploadRecord } from '../../../ports/store.ts';
import type { Row, Session } from '../connection.ts';
import { integer, jsonOrNull, text, textOrNull, word } from '../rows/columns.ts';
import { errorDataColumn } from '../rows/json-columns.ts';
import { readable, readableRows } from './readable.ts';
import { upsertStatement } from './upsert.ts';

const types: readonly LibraryFileType[] = ['video', 'audio', 'image', 'subtitle', 'document', 'web-link'];
const states: readonly LibraryUploadState[] = [
  'waiting',
  'sending',
  'interrupted',
  'completing',
  'failed',
  'done',
  'cancelling',
  'cancelled',
];

const resultColumn: z.ZodType<LibraryResult> = z.object({
  fileId: z.int().transform((value) => value as RemoteFileId),
  imageId: z.int().transform((value) => value as ImageId),
  version: z.string().transform((value) => value as VersionMark),
  reduce: z.boolean(),
});

const upsert = upsertStatement(
  'library_uploads',
  ['id'],
  [
    'account_id',
    'path',
    'copy_of',
    'result',
    'job_id',
    'name',
    'type',
    'size',
    'modified_at',
    'sha1',
    'file_id',
    'upload_id',
    'sealed',
    'state',
    'error',
    'note',
    'created_at',
    'changed_at',
  ],
);

function parseUpload(row: Row): LibraryUploadRecord {
  return {
    id: text(row, 'id') as LibraryUploadId,
    accountId: text(row, 'account_id') as AccountId,
    path: text(row, 'path'),
    copyOf: textOrNull(row, 'copy_of'),
    result: jsonOrNull(row, 'result', resultColumn),
    jobId: textOrNull(row, 'job_id') as JobId | null,
    name: text(row, 'name'),
    type: word(row, 'type', types),
    size: integer(row, 'size'),
    modifiedAt: integer(row, 'modified_at'),
    sha1: textOrNull(row, 'sha1'),
    fileId: textOrNull(row, 'file_id'),
    uploadId: textOrNull(row, 'upload_id'),
    sealed: textOrNull(row, 'sealed'),
    state: word(row, 'state', states),
    error: jsonOrNull(row, 'error', errorDataColumn),
    note: text(row, 'note'),
    createdAt: integer(row, 'created_at'),
    changedAt: integer(row, 'changed_at'),
  };
}

export function findUpload(session: Session, id: LibraryUploadId): LibraryUploadRecord | null {
  const row = session.get('SELECT * FROM library_uploads WHERE id = :id', { id });
  return row === undefined ? null : readable('library_uploads', parseUpload, row);
}

export function listUploads(session: Session, log: Log): readonly LibraryUploadRecord[] {
  const rows = session.all('SELECT * FROM library_uploads ORDER BY created_at DESC, rowid DESC');
  return readableRows('library_uploads', parseUpload, rows, log);
}

export function putUpload(session: Session, upload: LibraryUploadRecord): void {
  session.run(upsert, {
    id: upload.id,
    account_id: upload.accountId,
    path: upload.path,
    copy_of: upload.copyOf,
    result: upload.result === null ? null : JSON.stringify(upload.result),
    job_id: upload.jobId,
    name: upload.name,
    type: upload.type,
    size: upload.size,
    modified_at: Math.floor(upload.modifiedAt),
    sha1: upload.sha1,
    file_id: upload.fileId,
    upload_id: upload.uploadId,
    sealed: upload.sealed,
    state: upload.state,
    error: upload.error === null ? null : JSON.stringify(upload.error),
    note: upload.note,
    created_at: upload.createdAt,
    changed_at: upload.changedAt,
  });
}

export function listParts(session: Session, id: LibraryUploadId): readonly LibraryPartRecord[] {
  return session
    .all('SELECT * FROM library_parts WHERE upload_id = :id ORDER BY number', { id })
    .map((row) => ({
      uploadId: id,
      number: integer(row, 'number'),
      offset: integer(row, 'start'),
      length: integer(row, 'length'),
      etag: textOrNull(row, 'etag'),
    }));
}

export function replaceParts(
  session: Session,
  id: LibraryUploadId,
  parts: readonly LibraryPartRecord[],
): void {
  session.run('DELETE FROM library_parts WHERE upload_id = :id', { id });
  for (const part of parts)
    session.run(
      'INSERT INTO library_parts (upload_id, number, start, length, etag) VALUES (:id, :number, :start, :length, :etag)',
      { id, number: part.number, start: part.offset, length: part.length, etag: part.etag },
    );
}

export function putPartSent(session: Session, id: LibraryUploadId, number: number, etag: string): void {
  session.run('UPDATE library_parts SET etag = :etag WHERE upload_id = :id AND number = :number', {
    id,
    number,
    etag,
  });
}

export function removeUploads(session: Session, account: AccountId): void {
  session.run('DELETE FROM library_uploads WHERE account_id = :account', { account });
}
