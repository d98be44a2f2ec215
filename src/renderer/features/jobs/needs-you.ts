import type { JobId, JobSummary } from '../../../preload/contract/index.ts';
import type { Screen } from '../shell/navigation.svelte.ts';
import { stageWord } from './job-words.ts';

/** Whether somebody looking at this screen sees by themselves that the job needs them. */
export function isInSight(job: Pick<JobSummary, 'id'>, screen: Screen, narrowed: boolean): boolean {
  if (screen.kind === 'job' || screen.kind === 'review') return screen.jobId === job.id;
  if (screen.kind !== 'jobs' || narrowed) return false;
  return screen.filter === 'all' || screen.filter === 'needs-you';
}

/** "“SS27 bags”: Offer to accept." */
export function needsYouSentence(job: Pick<JobSummary, 'name' | 'stage'>): string {
  return `“${job.name === '' ? 'Without a name' : job.name}”: ${stageWord(job)}.`;
}

/** Those of the pushed jobs that did not need anybody before; a job never seen before is no news. */
export function startedToNeed(
  before: (id: JobId) => JobSummary | undefined,
  pushed: readonly JobSummary[],
): readonly JobSummary[] {
  return pushed.filter((job) => job.needsYou && before(job.id)?.needsYou === false);
}
