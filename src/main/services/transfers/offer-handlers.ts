import { AppError, toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobRecord, QueueRecord, Store } from '../../ports/store.ts';
import { unknownOutcome } from '../../queue/outcome.ts';
import type { Handler, HandlerResult } from '../../queue/queue-runner.ts';
import type { RemoteJobId } from '../../../preload/contract/index.ts';
import type { Connections } from '../accounts/connections.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import { acceptedStages } from '../jobs/job-actions.ts';
import { stageOf } from '../jobs/job-refresh.ts';
import { remoteSubject, saidToService } from '../jobs/remote-subject.ts';
import { statusMeaning } from '../jobs/status-table.ts';

/** Asking for the offer, accepting it, closing: one request each, then the status is asked for at once. */
export function offerHandlers(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly changes: ChangeFeed;
  readonly onMoved: () => void;
}): { readonly requestOffer: Handler; readonly acceptOffer: Handler; readonly closeJob: Handler } {
  const { store, connections } = options;

  const done = (job: JobRecord, sentence: string): HandlerResult => saidToService(options, job, sentence);

  /** What the service says now, for requests whose earlier outcome is unknown. */
  const stageNow = async (
    job: JobRecord,
    remoteId: RemoteJobId,
    signal: AbortSignal,
  ): Promise<JobRecord['stage']> => {
    const status = await connections.ask(job.accountId, (api) => api.jobStatus(remoteId, signal));
    return stageOf(job, status);
  };

  /**
   * It costs money: the service is asked before it is said, because what is known here may be older than an acceptance that
   * went through. After an unknown outcome, where what it says means nothing here, only the person can tell.
   * @returns null when the offer still waits
   */
  const acceptedBefore = async (
    item: QueueRecord,
    job: JobRecord,
    remoteId: RemoteJobId,
    signal: AbortSignal,
  ): Promise<HandlerResult | null> => {
    const status = await connections.ask(job.accountId, (api) => api.jobStatus(remoteId, signal));
    const { stage, sentence } = statusMeaning(status);
    if (stage === 'offer' || (stage === 'unchanged' && !item.mayHaveBeenSent)) return null;
    if (acceptedStages.has(stage)) return done(job, 'Offer accepted');
    return stage === 'unchanged' || (stage === 'problem' && item.mayHaveBeenSent)
      ? { kind: 'held', error: unknownOutcome(item) }
      : {
          kind: 'held',
          error: new AppError(
            'conflict',
            'not_waiting',
            `The job does not wait for you to accept any more: ${sentence}. Your acceptance is kept, not sent again.`,
          ),
        };
  };

  return {
    async requestOffer(item, { signal }) {
      const { job, remoteId } = await remoteSubject(store, item);
      if (item.attempts > 0 && (await stageNow(job, remoteId, signal)) !== 'sending')
        return done(job, 'Offer asked for');
      const remarks = (await store.read.files(job.id))
        .filter((file) => file.state.kind === 'proven' && (file.remark !== '' || file.tags.length > 0))
        .map((file) => ({ name: file.name, remark: file.remark, tags: file.tags }));
      await connections.ask(job.accountId, (api) => api.requestOffer(remoteId, remarks, signal));
      return done(job, 'Offer asked for');
    },
    async acceptOffer(item, { signal }) {
      const { job, remoteId } = await remoteSubject(store, item);
      const known = await acceptedBefore(item, job, remoteId, signal);
      if (known !== null) return known;
      await store.transaction((writer) => writer.markMayHaveBeenSent(item.id, true));
      try {
        await connections.ask(job.accountId, (api) => api.acceptOffer(remoteId, signal));
      } catch (thrown) {
        const error = toAppError(thrown);
        if (!error.maybeDone) await store.transaction((writer) => writer.markMayHaveBeenSent(item.id, false));
        throw error;
      }
      return done(job, 'Offer accepted');
    },
    async closeJob(item, { signal }) {
      const { job, remoteId } = await remoteSubject(store, item);
      if (item.attempts > 0 && (await stageNow(job, remoteId, signal)) !== 'review')
        return done(job, 'Closed');
      await connections.ask(job.accountId, (api) => api.closeJob(remoteId, signal));
      return done(job, 'Closed');
    },
  };
}
