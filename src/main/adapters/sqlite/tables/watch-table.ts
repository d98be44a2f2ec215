import type { Instant, JobId, WatchFolderId } from '../../../../preload/contract/index.ts';
import type { Log } from '../../../ports/log.ts';
import type { WatchFolderRecord } from '../../../ports/store.ts';
import type { Row, Session } from '../connection.ts';
import { integer, integerOrNull, text } from '../rows/columns.ts';
import { readableRows } from './readable.ts';
import { upsertStatement } from './upsert.ts';

const upsert = upsertStatement(
  'watch_folders',
  ['id'],
  ['path', 'job_id', 'taken', 'last_taken_at', 'created_at'],
);

function parseFolder(row: Row): WatchFolderRecord {
  return {
    id: text(row, 'id') as WatchFolderId,
    path: text(row, 'path'),
    jobId: text(row, 'job_id') as JobId,
    taken: integer(row, 'taken'),
    lastTakenAt: integerOrNull(row, 'last_taken_at'),
    createdAt: integer(row, 'created_at'),
  };
}

export function listWatchFolders(session: Session, log: Log): readonly WatchFolderRecord[] {
  const rows = session.all('SELECT * FROM watch_folders ORDER BY created_at, id');
  return readableRows('watch_folders', parseFolder, rows, log);
}

export function putWatchFolder(session: Session, folder: WatchFolderRecord): void {
  session.run(upsert, {
    id: folder.id,
    path: folder.path,
    job_id: folder.jobId,
    taken: folder.taken,
    last_taken_at: folder.lastTakenAt,
    created_at: folder.createdAt,
  });
}

export function removeWatchFolder(session: Session, id: WatchFolderId): void {
  session.run('DELETE FROM watch_folders WHERE id = :id', { id });
}

export function wasTaken(session: Session, job: JobId, sha256: string): boolean {
  return (
    session.get('SELECT 1 FROM taken WHERE job_id = :job AND sha256 = :sha256', { job, sha256 }) !== undefined
  );
}

/** The first take of a content stays on record; marking it again changes nothing. */
export function markTaken(session: Session, job: JobId, sha256: string, path: string, at: Instant): void {
  session.run(
    'INSERT INTO taken (job_id, sha256, path, at) VALUES (:job, :sha256, :path, :at) ON CONFLICT DO NOTHING',
    { job, sha256, path, at },
  );
}
