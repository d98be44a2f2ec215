import type { Host } from '../../ports/host.ts';
import type { Store } from '../../ports/store.ts';
import type { QueueChange } from '../../queue/queue-runner.ts';

/** Tells the person once when work of a job, or of a library or site, stopped and waits for them; again only after it had gone on. */
export function createTroubleNotices(options: { readonly store: Store; readonly host: Host }): {
  readonly note: (change: QueueChange) => Promise<void>;
} {
  const { store, host } = options;
  const told = new Set<string>();
  return {
    async note(change) {
      if (change.kind !== 'stopped') return;
      const { jobId, id, accountId } = change.item;
      // What belongs to no job is told account by account.
      const about = jobId ?? accountId;
      if (change.state === 'done') {
        if (!told.has(about)) return;
        const unfinished =
          jobId === null
            ? (await store.read.queue(Number.MAX_SAFE_INTEGER)).filter(
                (item) => item.jobId === null && item.accountId === accountId,
              )
            : await store.read.unfinishedOf(jobId);
        if (!unfinished.some((item) => item.state === 'failed' || item.state === 'held')) told.delete(about);
        return;
      }
      if ((change.state !== 'failed' && change.state !== 'held') || told.has(about)) return;
      told.add(about);
      const [subject, item] = await Promise.all([
        jobId === null ? store.read.account(accountId) : store.read.job(jobId),
        store.read.queueItem(id),
      ]);
      // What somebody stopped or took out is no news to them.
      if (subject === null || item?.lastError == null || item.lastError.code === 'cancelled')
        told.delete(about);
      else host.notify(subject.name, item.lastError.message);
    },
  };
}
