import { client } from '../../client.ts';
import type { JobId, JobSummary } from '../../../preload/contract/index.ts';
import { attempt, navigation } from '../../state.ts';

/** A draft opens on its sheet, everything else on its page. */
export function openJob(job: Pick<JobSummary, 'id' | 'stage'>): void {
  if (job.stage === 'draft') navigation.open({ kind: 'new-job', jobId: job.id, fresh: false });
  else navigation.go({ kind: 'job', jobId: job.id });
}

function showFresh(jobId: JobId): void {
  navigation.open({ kind: 'new-job', jobId, fresh: true });
}

/** A draft from files and folders, open on its sheet. */
export async function startDraft(paths: readonly string[]): Promise<void> {
  await attempt(async () => showFresh(await client.jobs.openDraft(paths)));
}

export async function startSampleDraft(): Promise<void> {
  await attempt(async () => showFresh(await client.jobs.openSampleDraft()));
}
