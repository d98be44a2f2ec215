import type { AccountId, JobId, QueueItem, QueueItemId } from '../../../preload/contract/index.ts';
import { AppError, errorData } from '../../errors/app-error.ts';

/** A row no schema reads any more: shown as it is, so that a person can decide about it. */
export function unreadableItem(id: QueueItemId, createdAt: number): QueueItem {
  const error = errorData(
    new AppError(
      'bug',
      'unreadable',
      'Clipdesk cannot read this any more. It is kept as it is; please report it.',
    ),
  );
  return {
    id,
    kind: 'send-decision',
    subject: 'job',
    jobId: '' as JobId,
    jobName: '',
    accountId: '' as AccountId,
    title: 'Something that was queued',
    state: { kind: 'failed', error },
    changedAt: createdAt,
    bytes: 0,
  };
}
