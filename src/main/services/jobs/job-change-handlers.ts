import type { RemoteJobId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobRecord, QueueRecord, Store } from '../../ports/store.ts';
import type { Handler } from '../../queue/queue-runner.ts';
import type { Connections } from '../accounts/connections.ts';
import type { ChangeFeed } from './change-feed.ts';

/** Changing a job, a remark, and cancelling: one request each. */
export function jobChangeHandlers(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly changes: ChangeFeed;
  readonly onMoved: () => void;
}): { readonly updateJob: Handler; readonly updateRemark: Handler; readonly cancelJob: Handler } {
  const { store } = options;
  const subject = async (
    item: QueueRecord,
  ): Promise<{ readonly job: JobRecord; readonly remoteId: RemoteJobId }> => {
    const job = await store.read.job(item.jobId);
    if (job?.remoteId == null)
      throw new AppError('gone', 'job_missing', 'This job does not exist at the service.');
    return { job, remoteId: job.remoteId };
  };
  const later: Handler = async (item) => {
    await subject(item);
    throw new AppError('person', 'not_yet', 'This cannot be said to the service yet. Try again later.');
  };
  return { updateJob: later, updateRemark: later, cancelJob: later };
}
