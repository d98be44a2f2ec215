import type { AppApi, JobId, QueueJob } from '../../preload/contract/index.ts';
import type { Application } from '../ports/application.ts';
import type { Output } from './output.ts';

/** Between two reports. Milliseconds. */
const EVERY = 1_000;

/** `1.4 MB/s`, `400 KB/s`; the same units as the limit beside it. */
const pace = (bytes: number): string =>
  bytes >= 995_000 ? `${(bytes / 1_000_000).toFixed(1)} MB/s` : `${String(Math.round(bytes / 1_000))} KB/s`;

function lineOf(job: QueueJob): string {
  const now = job.bytesPerSecond > 0 ? `, now ${pace(job.bytesPerSecond)}` : '';
  const files = job.moving.map(
    (file) =>
      `${file.name} ${String(Math.min(100, Math.floor((file.moved * 100) / Math.max(1, file.size))))} %`,
  );
  return `${job.jobName}: ${job.sentence}${now}${files.length > 0 ? ` (${files.join(', ')})` : ''}`;
}

/** Reports how far these jobs are (null: all) until the returned function is called. */
export function reportProgress(
  {
    application,
    api,
    output,
  }: { readonly application: Application; readonly api: AppApi; readonly output: Output },
  jobs: readonly JobId[] | null,
): () => void {
  if (!output.showsProgress) return () => undefined;
  let isOver = false;
  let isReading = false;
  let nextAt = performance.now() + EVERY;
  let last = '';

  const report = async (): Promise<void> => {
    const found = (await api.queue.jobs()).filter((job) => jobs === null || jobs.includes(job.jobId));
    const shown = found.find((job) => job.picturesMoving > 0) ?? found[0];
    if (isOver || shown === undefined) return;
    const facts = {
      jobs: found.map((job) => ({
        name: job.jobName,
        picturesLeft: job.picturesLeft,
        downloadsLeft: job.downloadsLeft,
        failed: job.needsYou,
        bytesLeft: Math.max(0, job.bytesLeft - job.bytesMoved),
        bytesPerSecond: job.bytesPerSecond,
        secondsLeft: job.secondsLeft,
        sentence: job.sentence,
        files: job.moving,
      })),
    };
    const line = lineOf(shown);
    if (line === last) return;
    last = line;
    output.progress(facts, line);
  };

  const unsubscribe = application.onPush(() => {
    if (isReading || performance.now() < nextAt) return;
    isReading = true;
    report()
      // Progress that cannot be read is no reason to end the work.
      .catch(() => undefined)
      .finally(() => {
        isReading = false;
        nextAt = performance.now() + EVERY;
      });
  });
  return () => {
    isOver = true;
    unsubscribe();
  };
}
