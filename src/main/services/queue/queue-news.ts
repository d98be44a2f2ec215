import { toAppError } from '../../errors/app-error.ts';
import type { Host } from '../../ports/host.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';
import type { QueueChange } from '../../queue/queue-runner.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import { createTroubleNotices } from './trouble-notices.ts';

/** Tells the window, and the person where work stopped, what the queue does. */
export function createQueueNews(options: {
  readonly store: Store;
  readonly host: Host;
  readonly log: Log;
  readonly changes: ChangeFeed;
  /** Told too: what is done for libraries and sites. */
  readonly elsewhere: (change: QueueChange) => void;
}): (change: QueueChange) => void {
  const { log, changes } = options;
  const trouble = createTroubleNotices(options);
  return (change) => {
    void trouble.note(change).catch((error: unknown) => {
      log.error('A notice could not be given', { code: toAppError(error).code });
    });
    if (change.kind === 'started' || change.kind === 'stopped') {
      const { jobId, payload } = change.item;
      if (jobId !== null) changes.job(jobId);
      if (jobId !== null && payload.kind === 'send-decision') changes.review(jobId);
    }
    options.elsewhere(change);
    changes.queue();
  };
}
