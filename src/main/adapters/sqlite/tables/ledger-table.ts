import { z } from 'zod';
import type {
  FileId,
  Instant,
  JobId,
  Proof,
  RemoteFileId,
  Route,
} from '../../../../preload/contract/index.ts';
import type { LedgerRecord } from '../../../ports/ledger-records.ts';
import type { Row, Session } from '../connection.ts';
import { integer, integerOrNull, jsonOrNull, text, textOrNull, word } from '../rows/columns.ts';
import { readable } from './readable.ts';

const routes: readonly Route[] = ['ftp', 'post'];

const proofColumn: z.ZodType<Proof> = z.object({
  kind: z.enum(['name-and-size', 'name-size-and-hash']),
  at: z.number(),
  name: z.string(),
  size: z.number(),
  md5: z.string().nullable(),
});

function parse(row: Row): LedgerRecord {
  return {
    fileId: text(row, 'file_id') as FileId,
    jobId: text(row, 'job_id') as JobId,
    path: text(row, 'path'),
    name: text(row, 'name'),
    route: word(row, 'route', routes),
    size: integer(row, 'size'),
    md5: textOrNull(row, 'md5'),
    bytesSent: integer(row, 'bytes_sent'),
    startedAt: integer(row, 'started_at'),
    finishedAt: integerOrNull(row, 'finished_at'),
    serverId: integerOrNull(row, 'server_id') as RemoteFileId | null,
    proof: jsonOrNull(row, 'proof', proofColumn),
  };
}

export function ledgerOf(session: Session, job: JobId): readonly LedgerRecord[] {
  return session
    .all('SELECT * FROM ledger WHERE job_id = :job', { job })
    .map((row) => readable('ledger', parse, row));
}

type Entry = Pick<LedgerRecord, 'fileId' | 'jobId' | 'path' | 'name' | 'route' | 'size' | 'startedAt'>;

const upsert = `
INSERT INTO ledger (file_id, job_id, path, name, route, size, md5, bytes_sent, started_at, finished_at)
VALUES (:file_id, :job_id, :path, :name, :route, :size, :md5, :bytes_sent, :started_at, :finished_at)
ON CONFLICT (file_id) DO UPDATE SET path = :path, name = :name, route = :route, size = :size, md5 = :md5,
  bytes_sent = :bytes_sent, started_at = CASE WHEN finished_at IS NULL THEN started_at ELSE :started_at END,
  finished_at = :finished_at, server_id = NULL, proof = NULL`;

const values = (entry: Entry) => ({
  file_id: entry.fileId,
  job_id: entry.jobId,
  path: entry.path,
  name: entry.name,
  route: entry.route,
  size: entry.size,
  started_at: entry.startedAt,
});

export function ledgerPart(session: Session, entry: Entry & Pick<LedgerRecord, 'bytesSent'>): void {
  session.run(upsert, { ...values(entry), md5: null, bytes_sent: entry.bytesSent, finished_at: null });
}

export function ledgerFinished(
  session: Session,
  entry: Entry & Pick<LedgerRecord, 'md5'>,
  at: Instant,
): void {
  session.run(upsert, { ...values(entry), md5: entry.md5, bytes_sent: entry.size, finished_at: at });
}

export function ledgerProven(session: Session, file: FileId, server: RemoteFileId, proof: Proof): void {
  session.run('UPDATE ledger SET server_id = :server, proof = :proof WHERE file_id = :file', {
    file,
    server,
    proof: JSON.stringify(proof),
  });
}
