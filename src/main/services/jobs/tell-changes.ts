import type { JobId, QueueOverview } from '../../../preload/contract/index.ts';
import type { Pushes } from '../../ports/pushes.ts';
import type { Changes } from './change-feed.ts';
import type { JobViews } from './job-views.ts';

/** The window takes so many in a few milliseconds; 2,000 at once held it up for a tenth of a second. */
const FILES_TOGETHER = 200;

/** Pushes what changed, as it is at that moment. */
export function tellChanges(options: {
  readonly pushes: Pushes;
  readonly views: () => JobViews;
  readonly overview: () => Promise<QueueOverview>;
  /** Whether anybody listens; nothing is read for nobody. */
  readonly isHeard: () => boolean;
  /** Results or decisions of a job changed. */
  readonly onResults: (job: JobId) => void;
}): (changed: Changes) => Promise<void> {
  const { pushes, overview, onResults } = options;
  return async (changed) => {
    for (const jobId of changed.reviews) onResults(jobId);
    if (!options.isHeard()) return;
    const views = options.views();
    for (const [jobId, ids] of changed.files) {
      const files = await views.files(jobId, ids);
      for (let from = 0; from < files.length; from += FILES_TOGETHER)
        pushes.send('files-changed', { jobId, files: files.slice(from, from + FILES_TOGETHER) });
    }
    const jobs = await Promise.all([...changed.jobs].map((id) => views.summary(id)));
    const there = jobs.filter((job) => job !== null);
    if (there.length > 0) pushes.send('jobs-changed', there);
    for (const jobId of changed.reviews) pushes.send('review-changed', { jobId });
    pushes.send('queue-changed', await overview());
  };
}
