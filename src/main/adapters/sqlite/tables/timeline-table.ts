import type { JobId } from '../../../../preload/contract/index.ts';
import type { TimelineRecord } from '../../../ports/store.ts';
import type { Row, Session } from '../connection.ts';
import { integer, text, textOrNull } from '../rows/columns.ts';
import { readable } from './readable.ts';

function parseEntry(row: Row): TimelineRecord {
  return {
    jobId: text(row, 'job_id') as JobId,
    at: integer(row, 'at'),
    sentence: text(row, 'sentence'),
    status: textOrNull(row, 'status'),
  };
}

/** Newest first; of one moment, the one written last first. */
export function listTimeline(session: Session, job: JobId): readonly TimelineRecord[] {
  return session
    .all('SELECT * FROM timeline WHERE job_id = :job ORDER BY at DESC, id DESC', { job })
    .map((row) => readable('timeline', parseEntry, row));
}

export function addTimeline(session: Session, entry: TimelineRecord): void {
  session.run('INSERT INTO timeline (job_id, at, sentence, status) VALUES (:job, :at, :sentence, :status)', {
    job: entry.jobId,
    at: entry.at,
    sentence: entry.sentence,
    status: entry.status,
  });
}
