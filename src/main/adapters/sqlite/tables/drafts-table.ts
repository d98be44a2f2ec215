import type {
  AccountId,
  Instant,
  JobId,
  RemoteFileId,
  VersionMark,
} from '../../../../preload/contract/index.ts';
import type { DraftRecord } from '../../../ports/store.ts';
import type { Row, Session } from '../connection.ts';
import { integer, json, text } from '../rows/columns.ts';
import { marksColumn } from '../rows/json-columns.ts';
import { readable } from './readable.ts';
import { upsertStatement } from './upsert.ts';

const upsertDraft = upsertStatement(
  'review_drafts',
  ['job_id', 'file_id', 'version_mark'],
  ['marks', 'remark'],
);
const upsertWording = upsertStatement('wordings', ['account_id', 'text'], ['used_at']);

function parseDraft(row: Row): DraftRecord {
  return {
    jobId: text(row, 'job_id') as JobId,
    fileId: integer(row, 'file_id') as RemoteFileId,
    versionMark: text(row, 'version_mark') as VersionMark,
    marks: json(row, 'marks', marksColumn),
    remark: text(row, 'remark'),
  };
}

export function listDrafts(session: Session, job: JobId): readonly DraftRecord[] {
  return session
    .all('SELECT * FROM review_drafts WHERE job_id = :job ORDER BY file_id', { job })
    .map((row) => readable('review_drafts', parseDraft, row));
}

export function putDraft(session: Session, draft: DraftRecord): void {
  session.run(upsertDraft, {
    job_id: draft.jobId,
    file_id: draft.fileId,
    version_mark: draft.versionMark,
    marks: JSON.stringify(draft.marks),
    remark: draft.remark,
  });
}

export function removeDraft(session: Session, job: JobId, file: RemoteFileId, version: VersionMark): void {
  session.run(
    'DELETE FROM review_drafts WHERE job_id = :job AND file_id = :file AND version_mark = :version',
    { job, file, version },
  );
}

export function listWordings(session: Session, account: AccountId): readonly string[] {
  return session
    .all('SELECT text FROM wordings WHERE account_id = :account ORDER BY used_at DESC, text', { account })
    .map((row) => text(row, 'text'));
}

export function putWording(session: Session, account: AccountId, words: string, usedAt: Instant): void {
  session.run(upsertWording, { account_id: account, text: words, used_at: usedAt });
}

export function removeWording(session: Session, account: AccountId, words: string): void {
  session.run('DELETE FROM wordings WHERE account_id = :account AND text = :words', { account, words });
}
