import type { JobId, RemoteJobId } from '../../../preload/contract/index.ts';
import { toAppError } from '../../errors/app-error.ts';
import type { RejectedJob } from '../../ports/bright-river.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobRecord, Store, StoreWriter } from '../../ports/store.ts';
import type { Connections } from '../accounts/connections.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Pace } from './request-pacer.ts';

/** Brings redos into the register: jobs the service makes by itself from what was rejected, and tells nobody about. */
export interface RedoRegister {
  /** Asks for the redos of a job and how many files it counts as rejected. What the service cannot say changes nothing. */
  look(job: JobRecord, signal: AbortSignal, pace: Pace): Promise<void>;
}

export function createRedoRegister(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly changes: ChangeFeed;
  readonly newId: () => string;
  /** A new job wants to be asked for. */
  readonly onAdded: () => void;
}): RedoRegister {
  const { store, clock, connections, changes, newId, onAdded } = options;

  /** An answer, or null where the service has none. @throws AppError when it cannot be reached or wants a sign-in */
  const ask = async <T>(question: () => Promise<T>): Promise<T | null> => {
    try {
      return await question();
    } catch (thrown) {
      const { action } = toAppError(thrown);
      if (action === 'retry' || action === 'sign-in') throw thrown;
      return null;
    }
  };

  /** The redo begins with what its parent was asked for; its own status and files are asked for next. */
  const recordOf = (parent: JobRecord, redo: RejectedJob, now: number): JobRecord => ({
    ...parent,
    id: newId() as JobId,
    remoteId: redo.id,
    name: redo.name === '' ? `Redo of ${parent.name}` : redo.name,
    description: redo.description === '' ? parent.description : redo.description,
    requestOffer: false,
    stage: 'redo',
    status: null,
    atServer: null,
    inOffer: null,
    parentRemoteId: parent.remoteId,
    rejectedAtServer: null,
    fromTheEditors: '',
    downloadFolder: null,
    createdAt: redo.createdAt ?? now,
    changedAt: now,
    actedAt: null,
    goneSince: null,
    nextPollAt: now,
  });

  const keep = async (
    writer: StoreWriter,
    parent: JobRecord,
    parentNumber: RemoteJobId,
    redo: RejectedJob,
  ): Promise<JobId | null> => {
    const now = clock.now();
    const known = await writer.jobByRemoteId(parent.accountId, redo.id);
    if (known !== null) {
      if (known.parentRemoteId === parentNumber || known.id === parent.id) return null;
      await writer.putJob({ ...known, parentRemoteId: parentNumber });
      return known.id;
    }
    const record = recordOf(parent, redo, now);
    await writer.putJob(record);
    await writer.addTimeline({
      jobId: record.id,
      at: now,
      sentence: `The service made this redo from the rejected pictures of job ${String(parentNumber)}`,
      status: null,
    });
    await writer.addTimeline({
      jobId: parent.id,
      at: now,
      sentence: `Redo made: job ${String(redo.id)}`,
      status: null,
    });
    return record.id;
  };

  return {
    async look(job, signal, pace) {
      const { remoteId } = job;
      if (remoteId === null) return;
      await pace();
      const count = await ask(() =>
        connections.ask(job.accountId, (api) => api.rejectedFilesCount(remoteId, signal)),
      );
      await pace();
      const redos = await ask(() =>
        connections.ask(job.accountId, (api) => api.rejectedJobs(remoteId, signal)),
      );
      const touched = await store.transaction(async (writer) => {
        const parent = await writer.job(job.id);
        if (parent === null) return [];
        if (count !== null && count !== parent.rejectedAtServer)
          await writer.putJob({ ...parent, rejectedAtServer: count });
        const ids: (JobId | null)[] = [];
        for (const redo of redos ?? []) ids.push(await keep(writer, parent, remoteId, redo));
        return ids.filter((id) => id !== null);
      });
      changes.job(job.id);
      for (const id of touched) changes.job(id);
      if (touched.length > 0) onAdded();
    },
  };
}
