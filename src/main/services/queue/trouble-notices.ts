import type { JobId } from '../../../preload/contract/index.ts';
import type { Host } from '../../ports/host.ts';
import type { Store } from '../../ports/store.ts';
import type { QueueChange } from '../../queue/queue-runner.ts';

/** Tells the person once when work of a job stopped and waits for them; again only after it had gone on. */
export function createTroubleNotices(options: { readonly store: Store; readonly host: Host }): {
  readonly note: (change: QueueChange) => Promise<void>;
} {
  const { store, host } = options;
  const told = new Set<JobId>();
  return {
    async note(change) {
      if (change.kind !== 'stopped') return;
      const { jobId, id } = change.item;
      if (change.state === 'done') {
        if (!told.has(jobId)) return;
        const unfinished = await store.read.unfinishedOf(jobId);
        if (!unfinished.some((item) => item.state === 'failed' || item.state === 'held')) told.delete(jobId);
        return;
      }
      if ((change.state !== 'failed' && change.state !== 'held') || told.has(jobId)) return;
      told.add(jobId);
      const [job, item] = await Promise.all([store.read.job(jobId), store.read.queueItem(id)]);
      // What somebody stopped or took out is no news to them.
      if (job === null || item?.lastError == null || item.lastError.code === 'cancelled') told.delete(jobId);
      else host.notify(job.name, item.lastError.message);
    },
  };
}
