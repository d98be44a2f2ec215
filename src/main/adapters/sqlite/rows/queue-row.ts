import type {
  AccountId,
  JobId,
  LibraryUploadId,
  QueueItemId,
  WorkflowRejectionId,
} from '../../../../preload/contract/index.ts';
import type { QueueRecord } from '../../../ports/store.ts';
import type { Row } from '../connection.ts';
import { flag, integer, integerOrNull, jsonOrNull, text, UnreadableRow, word } from './columns.ts';
import { errorDataColumn } from './json-columns.ts';
import { queuePayload } from './queue-payload.ts';

const states: readonly QueueRecord['state'][] = ['waiting', 'running', 'failed', 'held', 'done'];

/** @throws UnreadableRow */
export function parseItem(row: Row): QueueRecord {
  const payload = queuePayload(row);
  const facts = {
    id: text(row, 'id') as QueueItemId,
    sequence: integer(row, 'sequence'),
    accountId: text(row, 'account_id') as AccountId,
    lane: text(row, 'lane'),
    parallel: flag(row, 'parallel'),
    title: text(row, 'title'),
    bytes: integer(row, 'bytes'),
    state: word(row, 'state', states),
    attempts: integer(row, 'attempts'),
    retryAt: integerOrNull(row, 'retry_at'),
    lastError: jsonOrNull(row, 'last_error', errorDataColumn),
    mayHaveBeenSent: flag(row, 'may_have_been_sent'),
    rank: integer(row, 'rank'),
    paused: flag(row, 'paused'),
    createdAt: integer(row, 'created_at'),
    changedAt: integer(row, 'changed_at'),
  };
  const id = text(row, 'job_id');
  switch (payload.kind) {
    case 'fetch-for-library':
    case 'send-to-library':
    case 'complete-library-upload':
    case 'cancel-library-upload':
      return { ...facts, payload, subject: 'library', jobId: null, libraryUploadId: id as LibraryUploadId };
    case 'reject-item':
      return { ...facts, payload, subject: 'workflow', jobId: null, rejectionId: id as WorkflowRejectionId };
    default:
      return { ...facts, payload, subject: 'job', jobId: id as JobId };
  }
}

/** Null when it cannot be read any more. */
export function tryParse(row: Row): QueueRecord | null {
  try {
    return parseItem(row);
  } catch (thrown) {
    if (thrown instanceof UnreadableRow) return null;
    throw thrown;
  }
}

/** Those that can be read; the others show up in `unreadableRows`. */
/** @throws UnreadableRow */
export function parseItems(rows: readonly Row[]): QueueRecord[] {
  return rows.map(tryParse).filter((item) => item !== null);
}
