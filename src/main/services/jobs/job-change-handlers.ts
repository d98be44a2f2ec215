import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobRecord, Store } from '../../ports/store.ts';
import type { Handler, HandlerResult } from '../../queue/queue-runner.ts';
import type { Connections } from '../accounts/connections.ts';
import type { ChangeFeed } from './change-feed.ts';
import { stageOf } from './job-refresh.ts';
import { cancellableStatuses, statusMeaning } from './status-table.ts';
import { remoteSubject, saidToService } from './remote-subject.ts';

/** Changing a job, changing a remark, cancelling: one request each. The first two say the newest wish, however often. */
export function jobChangeHandlers(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly changes: ChangeFeed;
  /** A request moved a job at the service: its status is asked for at once. */
  readonly onMoved: () => void;
}): { readonly updateJob: Handler; readonly updateRemark: Handler; readonly cancelJob: Handler } {
  const { store, connections } = options;

  const done = (job: JobRecord, sentence: string): HandlerResult => saidToService(options, job, sentence);

  return {
    async updateJob(item, { signal }) {
      const { job, remoteId } = await remoteSubject(store, item);
      const { name, description, tags, invoiceReference } = job;
      await connections.ask(job.accountId, (api) =>
        api.updateJob(remoteId, { name, description, tags, invoiceReference }, signal),
      );
      return done(job, 'Name, description, tags and invoice reference changed');
    },

    async updateRemark(item, { signal }) {
      const { job, remoteId } = await remoteSubject(store, item);
      const file = item.payload.kind === 'update-remark' ? await store.read.file(item.payload.fileId) : null;
      if (file === null)
        throw new AppError('gone', 'file_missing', 'This picture was removed from Clipdesk.');
      const { name, remark, tags } = file;
      await connections.ask(job.accountId, (api) =>
        api.updateFile(remoteId, name, { name, remark, tags }, signal),
      );
      return done(job, `Remark on ${name} sent`);
    },

    /** Refused in any but seven states: what the service says now is asked first, so that the reason can be said. */
    async cancelJob(item, { signal }) {
      const { job, remoteId } = await remoteSubject(store, item);
      const status = await connections.ask(job.accountId, (api) => api.jobStatus(remoteId, signal));
      if (stageOf(job, status) === 'cancelled') return done(job, 'Cancelled');
      // An unknown status may be one that can be cancelled by now: the service decides.
      if (!cancellableStatuses.has(status) && statusMeaning(status).stage !== 'unchanged')
        throw new AppError(
          'conflict',
          'not_cancellable',
          `The job cannot be cancelled any more: ${statusMeaning(status).sentence}. It goes on at the service.`,
        );
      await connections.ask(job.accountId, (api) => api.cancelJob(remoteId, signal));
      return done(job, 'Cancelled');
    },
  };
}
