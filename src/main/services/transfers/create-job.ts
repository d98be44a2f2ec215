import { AppError, toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import type { Handler } from '../../queue/queue-runner.ts';
import type { Connections } from '../accounts/connections.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import { nextPoll } from '../jobs/poll-pace.ts';

/**
 * Makes the job at the service. Not idempotent, and the service has no list to look it up in: before the request
 * leaves, that is committed, and an unknown outcome holds the item until a person has decided.
 */
export function createJobHandler(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly changes: ChangeFeed;
}): Handler {
  const { store, clock, connections, changes } = options;
  return async (item, { signal }) => {
    const job = await store.read.job(item.jobId);
    if (job === null) throw new AppError('gone', 'job_missing', 'This job was removed from Clipdesk.');
    if (job.remoteId !== null) return { kind: 'finished' };

    const { kind } = await connections.account(job.accountId);
    const api = await connections.api(job.accountId);
    await store.transaction((writer) => writer.markMayHaveBeenSent(item.id, true));
    try {
      const remote = await connections.ask(job.accountId, () =>
        api.createJob(
          {
            name: job.name,
            description: job.description,
            tags: job.tags,
            invoiceReference: job.invoiceReference,
            isTest: job.isTest,
            ...(job.deadlineId === null ? {} : { deadlineId: job.deadlineId }),
            ...(job.specificationKey === null ? {} : { specificationKey: job.specificationKey }),
          },
          signal,
        ),
      );
      return {
        kind: 'finished',
        commit: async (writer) => {
          const current = await writer.job(job.id);
          if (current === null) return;
          const now = clock.now();
          await writer.putJob({
            ...current,
            remoteId: remote.id,
            status: remote.status ?? 'CJ_NEW',
            changedAt: now,
            nextPollAt: nextPoll('sending', kind, now, now),
          });
          await writer.addTimeline({
            jobId: job.id,
            at: now,
            sentence: `The service gave the job the number ${String(remote.id)}`,
            status: remote.status ?? 'CJ_NEW',
          });
          changes.job(job.id);
        },
      };
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!error.maybeDone) await store.transaction((writer) => writer.markMayHaveBeenSent(item.id, false));
      throw error;
    }
  };
}
