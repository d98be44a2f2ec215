import type {
  AccountId,
  HeldReason,
  Instant,
  QueueItem,
  QueueItemId,
  QueueItemState,
} from '../../../preload/contract/index.ts';
import { assertNever } from '../../errors/assert-never.ts';
import { queueClassOf } from '../../ports/queue-class.ts';
import type { QueueRecord } from '../../ports/store.ts';
import { queueSubject, subjectIdOf } from '../../queue/subject.ts';
import { OTHER_VERSION } from '../reviews/other-version.ts';
import { isOutcomeUnknown } from './unknown-outcomes.ts';

/** Why an item's account, or its way to the service, makes it wait, as a sentence; null when it may go. */
export type PauseSentence = (item: QueueRecord) => string | null;

/** What each waiting item stands behind, in words; items that nothing stands before are not in it. */
export function standingBehind(
  rows: readonly QueueRecord[],
  nameOf: (item: QueueRecord) => string,
): ReadonlyMap<QueueItemId, string> {
  const words = new Map<QueueItemId, string>();
  /** Lanes in which something stands that is not parallel, or anything at all. */
  const barred = new Set<string>();
  const begun = new Set<string>();
  /** A transfer of the job (or other subject) met last, by account, and of the one before it. */
  const last = new Map<AccountId, { readonly row: QueueRecord; readonly before: QueueRecord | null }>();
  for (const row of rows) {
    if (row.state === 'done') continue;
    const isTransfer = queueClassOf(row.payload.kind) === 'transfer';
    const isBlocked = row.parallel ? barred.has(row.lane) : begun.has(row.lane);
    const met = last.get(row.accountId);
    const isSame = met !== undefined && subjectIdOf(met.row) === subjectIdOf(row);
    const before = met === undefined ? null : isSame ? met.before : met.row;
    if (row.state === 'waiting' && isBlocked) words.set(row.id, 'After what stands before it');
    else if (row.state === 'waiting' && isTransfer && before !== null)
      words.set(row.id, `After “${nameOf(before)}”`);
    begun.add(row.lane);
    if (!row.parallel) barred.add(row.lane);
    if (isTransfer && !row.paused && (row.state === 'waiting' || row.state === 'running'))
      last.set(row.accountId, { row, before });
  }
  return words;
}

function waiting(
  item: QueueRecord,
  paused: string | null,
  allPaused: boolean,
  now: Instant,
  behind: string,
): QueueItemState {
  if (allPaused || item.paused) return { kind: 'paused', sentence: 'Paused by you' };
  if (paused !== null) return { kind: 'paused', sentence: paused };
  if (item.retryAt !== null && item.retryAt > now && item.lastError !== null)
    return { kind: 'retrying', at: item.retryAt, attempt: item.attempts + 1, error: item.lastError };
  if (item.retryAt !== null && item.retryAt > now)
    return { kind: 'waiting', sentence: 'Can still be undone' };
  return { kind: 'waiting', sentence: behind };
}

function running(item: QueueRecord): string {
  switch (item.payload.kind) {
    case 'upload-file':
    case 'send-to-library':
      return 'On its way';
    case 'download-archive':
    case 'download-file':
    case 'fetch-for-library':
      return 'Being fetched';
    case 'prove-uploads':
      return 'Comparing with the service’s list';
    case 'create-job':
    case 'request-offer':
    case 'accept-offer':
    case 'send-decision':
    case 'accept-all':
    case 'reject-all':
    case 'update-job':
    case 'update-remark':
    case 'cancel-job':
    case 'close-job':
    case 'complete-library-upload':
    case 'cancel-library-upload':
    case 'reject-item':
      return 'Being said to the service';
    default:
      return assertNever(item.payload);
  }
}

function heldReason(item: QueueRecord): HeldReason {
  if (isOutcomeUnknown(item)) return 'outcome-unknown';
  return item.lastError?.code === OTHER_VERSION ? 'other-version' : 'stopped';
}

function stateOf(
  item: QueueRecord,
  paused: string | null,
  allPaused: boolean,
  now: Instant,
  behind: string,
): QueueItemState {
  switch (item.state) {
    case 'waiting':
      return waiting(item, paused, allPaused, now, behind);
    case 'running':
      return { kind: 'running', sentence: running(item) };
    case 'failed':
      return {
        kind: 'failed',
        error: item.lastError ?? { code: 'unknown', message: 'It did not work.', action: 'person' },
      };
    case 'held':
      return {
        kind: 'held',
        sentence: item.lastError?.message ?? 'Held until you have looked.',
        why: heldReason(item),
      };
    case 'done':
      return { kind: 'done', at: item.changedAt };
    default:
      return assertNever(item.state);
  }
}

/** A row of the queue in words. */
export function queueItem(
  item: QueueRecord,
  jobName: string,
  pauseOf: PauseSentence,
  allPaused: boolean,
  now: Instant,
  behind = 'Next',
): QueueItem {
  return {
    id: item.id,
    kind: item.payload.kind,
    ...queueSubject(item),
    jobName,
    accountId: item.accountId,
    title: item.title,
    state: stateOf(item, pauseOf(item), allPaused, now, behind),
    changedAt: item.changedAt,
    bytes: item.bytes,
  };
}
