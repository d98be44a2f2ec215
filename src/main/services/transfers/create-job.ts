import { AppError, toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import type { Handler } from '../../queue/queue-runner.ts';
import type { Connections } from '../accounts/connections.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import { giveNumber } from './number-given.ts';

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
          await giveNumber(writer, job.id, remote, {
            now: clock.now(),
            account: kind,
            sentence: `The service gave the job the number ${String(remote.id)}`,
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
