import type {
  AccountId,
  DecisionId,
  ImageId,
  JobId,
  RemoteFileId,
  VersionMark,
} from '../../../../preload/contract/index.ts';
import type { DecisionRecord, ReviewRecord } from '../../../ports/store.ts';
import type { Row, Session } from '../connection.ts';
import { flag, integer, integerOrNull, json, jsonOrNull, text, textOrNull } from '../rows/columns.ts';
import {
  decisionStateColumn,
  listedColumn,
  resultsColumn,
  saidColumn,
  seenColumn,
  verdictColumn,
} from '../rows/json-columns.ts';
import { readable } from './readable.ts';
import { upsertStatement } from './upsert.ts';

const upsertReview = upsertStatement(
  'reviews',
  ['job_id', 'file_id'],
  [
    'position',
    'name',
    'original_image_id',
    'original_name',
    'results',
    'previous',
    'said',
    'listed',
    'version',
    'version_mark',
    'blocked',
  ],
);

const upsertDecision = upsertStatement(
  'decisions',
  ['id'],
  [
    'job_id',
    'file_id',
    'version_mark',
    'verdict',
    'state',
    'at',
    'replaced',
    'step',
    'replaces',
    'images',
    'seen',
  ],
);

function parseReview(row: Row): ReviewRecord {
  return {
    jobId: text(row, 'job_id') as JobId,
    fileId: integer(row, 'file_id') as RemoteFileId,
    position: integer(row, 'position'),
    name: text(row, 'name'),
    originalImageId: integerOrNull(row, 'original_image_id') as ImageId | null,
    originalName: textOrNull(row, 'original_name'),
    results: json(row, 'results', resultsColumn),
    previous: json(row, 'previous', resultsColumn),
    said: json(row, 'said', saidColumn),
    listed: json(row, 'listed', listedColumn),
    version: integer(row, 'version'),
    versionMark: text(row, 'version_mark') as VersionMark,
    blocked: text(row, 'blocked'),
  };
}

function parseDecision(row: Row): DecisionRecord {
  return {
    id: text(row, 'id') as DecisionId,
    jobId: text(row, 'job_id') as JobId,
    fileId: integer(row, 'file_id') as RemoteFileId,
    versionMark: text(row, 'version_mark') as VersionMark,
    verdict: json(row, 'verdict', verdictColumn),
    state: json(row, 'state', decisionStateColumn),
    at: integer(row, 'at'),
    replaced: flag(row, 'replaced'),
    step: text(row, 'step'),
    replaces: textOrNull(row, 'replaces') as DecisionId | null,
    images: json(row, 'images', resultsColumn),
    seen: jsonOrNull(row, 'seen', seenColumn),
  };
}

export function listReviews(session: Session, job: JobId): readonly ReviewRecord[] {
  return session
    .all('SELECT * FROM reviews WHERE job_id = :job ORDER BY position, file_id', { job })
    .map((row) => readable('reviews', parseReview, row));
}

export function replaceReviews(session: Session, job: JobId, reviews: readonly ReviewRecord[]): void {
  session.run('DELETE FROM reviews WHERE job_id = :job', { job });
  for (const review of reviews) {
    session.run(upsertReview, {
      job_id: job,
      file_id: review.fileId,
      position: review.position,
      name: review.name,
      original_image_id: review.originalImageId,
      original_name: review.originalName,
      results: JSON.stringify(review.results),
      previous: JSON.stringify(review.previous),
      said: JSON.stringify(review.said),
      listed: JSON.stringify(review.listed),
      version: review.version,
      version_mark: review.versionMark,
      blocked: review.blocked,
    });
  }
}

export function listDecisions(session: Session, job: JobId): readonly DecisionRecord[] {
  return session
    .all('SELECT * FROM decisions WHERE job_id = :job AND replaced = 0 ORDER BY at, rowid', { job })
    .map((row) => readable('decisions', parseDecision, row));
}

/** By the index of its own: the condition has to be written as there. */
export function undeliveredDecisions(session: Session): readonly DecisionRecord[] {
  return session
    .all("SELECT * FROM decisions WHERE replaced = 0 AND state ->> 'kind' <> 'sent'", {})
    .map((row) => readable('decisions', parseDecision, row));
}

export function decisionHistory(session: Session, job: JobId): readonly DecisionRecord[] {
  return session
    .all('SELECT * FROM decisions WHERE job_id = :job ORDER BY at, rowid', { job })
    .map((row) => readable('decisions', parseDecision, row));
}

export function findDecision(session: Session, id: DecisionId): DecisionRecord | null {
  const row = session.get('SELECT * FROM decisions WHERE id = :id', { id });
  return row === undefined ? null : readable('decisions', parseDecision, row);
}

export function putDecision(session: Session, decision: DecisionRecord): void {
  session.run(upsertDecision, {
    id: decision.id,
    job_id: decision.jobId,
    file_id: decision.fileId,
    version_mark: decision.versionMark,
    verdict: JSON.stringify(decision.verdict),
    state: JSON.stringify(decision.state),
    at: decision.at,
    replaced: decision.replaced ? 1 : 0,
    step: decision.step,
    replaces: decision.replaces,
    images: JSON.stringify(decision.images),
    seen: decision.seen === null ? null : JSON.stringify(decision.seen),
  });
}

export function reasonsUsed(
  session: Session,
  account: AccountId,
): readonly { readonly reason: string; readonly times: number }[] {
  const rows = session.all(
    `SELECT reason.value ->> 'reason' AS reason, count(*) AS times, max(decisions.at) AS latest
       FROM jobs JOIN decisions ON decisions.job_id = jobs.id AND decisions.replaced = 0,
            json_each(decisions.verdict, '$.reasons') AS reason
      WHERE jobs.account_id = :account AND json_valid(decisions.verdict)
      GROUP BY 1 ORDER BY times DESC, latest DESC, reason`,
    { account },
  );
  return rows.map((row) => ({ reason: text(row, 'reason'), times: integer(row, 'times') }));
}
