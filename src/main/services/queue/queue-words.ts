import type { Instant, QueueItem, QueueItemState } from '../../../preload/contract/index.ts';
import { assertNever } from '../../errors/assert-never.ts';
import type { QueueRecord } from '../../ports/store.ts';

/** Why an item's account, or its way to the service, makes it wait, as a sentence; null when it may go. */
export type PauseSentence = (item: QueueRecord) => string | null;

function waiting(item: QueueRecord, paused: string | null, allPaused: boolean, now: Instant): QueueItemState {
  if (allPaused || item.paused) return { kind: 'paused', sentence: 'Paused by you' };
  if (paused !== null) return { kind: 'paused', sentence: paused };
  if (item.retryAt !== null && item.retryAt > now && item.lastError !== null)
    return { kind: 'retrying', at: item.retryAt, attempt: item.attempts + 1, error: item.lastError };
  if (item.retryAt !== null && item.retryAt > now)
    return { kind: 'waiting', sentence: 'Can still be undone' };
  return { kind: 'waiting', sentence: 'Next' };
}

function running(item: QueueRecord): string {
  switch (item.payload.kind) {
    case 'upload-file':
      return 'On its way';
    case 'download-archive':
    case 'download-file':
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
      return 'Being said to the service';
    default:
      return assertNever(item.payload);
  }
}

function stateOf(item: QueueRecord, paused: string | null, allPaused: boolean, now: Instant): QueueItemState {
  switch (item.state) {
    case 'waiting':
      return waiting(item, paused, allPaused, now);
    case 'running':
      return { kind: 'running', sentence: running(item) };
    case 'failed':
      return {
        kind: 'failed',
        error: item.lastError ?? { code: 'unknown', message: 'It did not work.', action: 'person' },
      };
    case 'held':
      return { kind: 'held', sentence: item.lastError?.message ?? 'Held until you have looked.' };
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
): QueueItem {
  return {
    id: item.id,
    kind: item.payload.kind,
    jobId: item.jobId,
    jobName,
    accountId: item.accountId,
    title: item.title,
    state: stateOf(item, pauseOf(item), allPaused, now),
    changedAt: item.changedAt,
    bytes: item.bytes,
  };
}
