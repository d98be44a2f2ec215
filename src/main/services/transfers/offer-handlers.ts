import { AppError, toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobRecord, QueueRecord, Store } from '../../ports/store.ts';
import { unknownOutcome } from '../../queue/outcome.ts';
import type { Handler, HandlerResult } from '../../queue/queue-runner.ts';
import type { RemoteJobId, Stage } from '../../../preload/contract/index.ts';
import type { Connections } from '../accounts/connections.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import { acceptedStages } from '../jobs/job-actions.ts';
import { stageOf } from '../jobs/job-refresh.ts';
import { remoteSubject, saidToService } from '../jobs/remote-subject.ts';
import { statusMeaning } from '../jobs/status-table.ts';

/** Where a job stands whose offer was asked for. */
const askedStages: ReadonlySet<Stage | 'unchanged'> = new Set([...acceptedStages, 'quoting', 'offer']);
/** Where a job stands that was closed. */
const closedStages: ReadonlySet<Stage> = new Set(['redo', 'delivering', 'done', 'archived']);

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

  /**
   * Said once: tried before, or refused because it was heard from a process that was killed before it could note so, what
   * the service says now decides.
   */
  const sayOnce = async (
    { attempts }: QueueRecord,
    isThere: () => Promise<boolean>,
    say: () => Promise<unknown>,
  ): Promise<void> => {
    if (attempts > 0 && (await isThere())) return;
    try {
      await say();
    } catch (thrown) {
      if (toAppError(thrown).action !== 'conflict' || !(await isThere())) throw thrown;
    }
  };

  return {
    async requestOffer(item, { signal }) {
      const { job, remoteId } = await remoteSubject(store, item);
      const remarks = (await store.read.files(job.id))
        .filter((file) => file.state.kind === 'proven' && (file.remark !== '' || file.tags.length > 0))
        .map((file) => ({ name: file.name, remark: file.remark, tags: file.tags }));
      await sayOnce(
        item,
        async () => askedStages.has(await stageNow(job, remoteId, signal)),
        () => connections.ask(job.accountId, (api) => api.requestOffer(remoteId, remarks, signal)),
      );
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
      await sayOnce(
        item,
        async () => closedStages.has(await stageNow(job, remoteId, signal)),
        () => connections.ask(job.accountId, (api) => api.closeJob(remoteId, signal)),
      );
      return done(job, 'Closed');
    },
  };
}
