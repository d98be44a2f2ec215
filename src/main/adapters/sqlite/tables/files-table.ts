import type { FileId, JobId, RemoteFileId } from '../../../../preload/contract/index.ts';
import type { FileRecord, FileState, FileTotals } from '../../../ports/store.ts';
import type { Steps } from '../turn.ts';
import type { Row, Session } from '../connection.ts';
import {
  flag,
  integer,
  integerOrNull,
  json,
  jsonOrNull,
  text,
  textList,
  textOrNull,
  word,
} from '../rows/columns.ts';
import { downloadColumn, fileStateColumn } from '../rows/json-columns.ts';
import { readable } from './readable.ts';
import { upsertStatement } from './upsert.ts';

/** Pictures on a board card's contact sheet. */
const CONTACT_SHEET_PICTURES = 5;

const upsert = upsertStatement(
  'files',
  ['id'],
  [
    'job_id',
    'position',
    'path',
    'source_name',
    'name',
    'size',
    'modified_at',
    'md5',
    'format',
    'note',
    'remark',
    'tags',
    'state_kind',
    'state',
    'remote_id',
    'remote_size',
    'returned',
    'decision',
    'download',
  ],
);

const decisions = ['accepted', 'rejected'] as const;

const waiting: FileState = { kind: 'waiting' };
const atServer: FileState = { kind: 'at-server' };

/** As `JSON.stringify` writes it; anything else goes to the parser. */
const arrived = /^\{"kind":"(sent|proven)","at":(\d{1,15})\}$/;

/** The states most files are in carry nothing or an instant, so that thousands of rows need no JSON parser. */
function parseState(row: Row): FileState {
  const { state } = row;
  const [, kind, at] = (typeof state === 'string' ? arrived.exec(state) : null) ?? [];
  if (kind === 'sent' || kind === 'proven') return { kind, at: Number(at) };
  switch (state) {
    case '{"kind":"waiting"}':
      return waiting;
    case '{"kind":"at-server"}':
      return atServer;
    default:
      return json(row, 'state', fileStateColumn);
  }
}

function parseFile(row: Row): FileRecord {
  return {
    id: text(row, 'id') as FileId,
    jobId: text(row, 'job_id') as JobId,
    position: integer(row, 'position'),
    path: textOrNull(row, 'path'),
    sourceName: text(row, 'source_name'),
    name: text(row, 'name'),
    size: integer(row, 'size'),
    modifiedAt: integer(row, 'modified_at'),
    md5: textOrNull(row, 'md5'),
    format: text(row, 'format'),
    note: text(row, 'note'),
    remark: text(row, 'remark'),
    tags: textList(row, 'tags'),
    state: parseState(row),
    remoteId: integerOrNull(row, 'remote_id') as RemoteFileId | null,
    remoteSize: integerOrNull(row, 'remote_size'),
    returned: flag(row, 'returned'),
    decision: row['decision'] === null ? null : word<'accepted' | 'rejected'>(row, 'decision', decisions),
    download: jsonOrNull(row, 'download', downloadColumn),
  };
}

export function listFiles(session: Session, job: JobId): readonly FileRecord[] {
  return session
    .all('SELECT * FROM files WHERE job_id = :job ORDER BY position, id', { job })
    .map((row) => readable('files', parseFile, row));
}

export function findFile(session: Session, id: FileId): FileRecord | null {
  const row = session.get('SELECT * FROM files WHERE id = :id', { id });
  return row === undefined ? null : readable('files', parseFile, row);
}

/** Asked for every picture that is sent: it finds the few of one size by the index, whatever the size of the job. */
export function goneAlike(
  session: Session,
  { id, jobId, path, size, modifiedAt }: Pick<FileRecord, 'id' | 'jobId' | 'path' | 'size' | 'modifiedAt'>,
): readonly FileRecord[] {
  return session
    .all(
      `SELECT * FROM files INDEXED BY files_for_totals
        WHERE job_id = :job AND state_kind IN ('sent', 'proven') AND is_local = 1 AND size = :size
          AND path = :path AND modified_at = :modified_at AND id <> :id ORDER BY position, id`,
      { id, job: jobId, path, size, modified_at: Math.trunc(modifiedAt) },
    )
    .map((row) => readable('files', parseFile, row));
}

const totals = `
  coalesce(sum(is_local), 0) AS here,
  coalesce(sum(state_kind = 'proven'), 0) AS proven,
  coalesce(sum(state_kind = 'failed'), 0) AS failed,
  coalesce(sum(returned), 0) AS returned,
  coalesce(sum(decision = 'accepted'), 0) AS accepted,
  coalesce(sum(decision = 'rejected'), 0) AS rejected,
  coalesce(sum(is_downloaded), 0) AS downloaded,
  coalesce(sum(CASE WHEN is_local THEN size ELSE 0 END), 0) AS bytes_total,
  coalesce(sum(CASE WHEN state_kind = 'proven' THEN size ELSE 0 END), 0) AS bytes_proven`;

function parseTotals(row: Row): FileTotals {
  return {
    here: integer(row, 'here'),
    proven: integer(row, 'proven'),
    failed: integer(row, 'failed'),
    returned: integer(row, 'returned'),
    accepted: integer(row, 'accepted'),
    rejected: integer(row, 'rejected'),
    downloaded: integer(row, 'downloaded'),
    bytesTotal: integer(row, 'bytes_total'),
    bytesProven: integer(row, 'bytes_proven'),
  };
}

const noFiles: FileTotals = {
  here: 0,
  proven: 0,
  failed: 0,
  returned: 0,
  accepted: 0,
  rejected: 0,
  downloaded: 0,
  bytesTotal: 0,
  bytesProven: 0,
};

export function totalsOfJob(session: Session, job: JobId): FileTotals {
  const row = session.get(`SELECT ${totals} FROM files WHERE job_id = :job`, { job });
  return row === undefined ? noFiles : parseTotals(row);
}

export function totalsOfAllJobs(session: Session): ReadonlyMap<JobId, FileTotals> {
  const rows = session.all(`SELECT job_id, ${totals} FROM files GROUP BY job_id`);
  return new Map(rows.map((row) => [text(row, 'job_id') as JobId, parseTotals(row)]));
}

export function contactSheets(session: Session): ReadonlyMap<JobId, readonly FileId[]> {
  const rows = session.all(
    `SELECT files.job_id, files.id FROM jobs JOIN files ON files.rowid IN (
       SELECT rowid FROM files WHERE job_id = jobs.id AND is_local = 1 ORDER BY position LIMIT ${String(CONTACT_SHEET_PICTURES)}
     ) ORDER BY files.job_id, files.position`,
  );
  const sheets = new Map<JobId, FileId[]>();
  for (const row of rows) {
    const job = text(row, 'job_id') as JobId;
    const id = text(row, 'id') as FileId;
    const sheet = sheets.get(job);
    if (sheet === undefined) sheets.set(job, [id]);
    else sheet.push(id);
  }
  return sheets;
}

export function contactSheet(session: Session, job: JobId): readonly FileId[] {
  return session
    .all(
      `SELECT id FROM files WHERE job_id = :job AND is_local = 1 ORDER BY position LIMIT ${String(CONTACT_SHEET_PICTURES)}`,
      { job },
    )
    .map((row) => text(row, 'id') as FileId);
}

export function* putFiles(session: Session, all: readonly FileRecord[]): Steps {
  for (const file of all) {
    putFile(session, file);
    yield;
  }
}

export function putFile(session: Session, file: FileRecord): void {
  session.run(upsert, {
    id: file.id,
    job_id: file.jobId,
    position: file.position,
    path: file.path,
    source_name: file.sourceName,
    name: file.name,
    size: file.size,
    modified_at: Math.trunc(file.modifiedAt),
    md5: file.md5,
    format: file.format,
    note: file.note,
    remark: file.remark,
    tags: JSON.stringify(file.tags),
    state_kind: file.state.kind,
    state: JSON.stringify(file.state),
    remote_id: file.remoteId,
    remote_size: file.remoteSize,
    returned: file.returned ? 1 : 0,
    decision: file.decision,
    download: file.download === null ? null : JSON.stringify(file.download),
  });
}
