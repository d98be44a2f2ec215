import type { RemoteJobId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobRecord, JobQueueRecord, Store } from '../../ports/store.ts';
import type { HandlerResult } from '../../queue/queue-runner.ts';
import type { ChangeFeed } from './change-feed.ts';

/** A job that exists at the service, and its number there. */
export interface RemoteSubject {
  readonly job: JobRecord;
  readonly remoteId: RemoteJobId;
}

/** The job a queued request is about. @throws AppError `job_missing` (gone) */
export async function remoteSubject(store: Store, item: JobQueueRecord): Promise<RemoteSubject> {
  const job = await store.read.job(item.jobId);
  if (job?.remoteId == null)
    throw new AppError('gone', 'job_missing', 'This job does not exist at the service.');
  return { job, remoteId: job.remoteId };
}

/** The request went through: the timeline says so, and the status is asked for at once. */
export function saidToService(
  parts: { readonly clock: Clock; readonly changes: ChangeFeed; readonly onMoved: () => void },
  job: JobRecord,
  sentence: string,
): HandlerResult {
  const { clock, changes, onMoved } = parts;
  return {
    kind: 'finished',
    commit: async (writer) => {
      const current = await writer.job(job.id);
      if (current === null) return;
      const now = clock.now();
      await writer.putJob({ ...current, actedAt: now, nextPollAt: now });
      await writer.addTimeline({ jobId: job.id, at: now, sentence, status: null });
      changes.job(job.id);
      onMoved();
    },
  };
}
