import type { JobId, QueueOverview } from '../../../preload/contract/index.ts';
import type { Pushes } from '../../ports/pushes.ts';
import type { Changes } from './change-feed.ts';
import type { JobViews } from './job-views.ts';

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
    for (const [jobId, ids] of changed.files)
      pushes.send('files-changed', { jobId, files: await views.files(jobId, ids) });
    const jobs = await Promise.all([...changed.jobs].map((id) => views.summary(id)));
    const there = jobs.filter((job) => job !== null);
    if (there.length > 0) pushes.send('jobs-changed', there);
    for (const jobId of changed.reviews) pushes.send('review-changed', { jobId });
    pushes.send('queue-changed', await overview());
  };
}
