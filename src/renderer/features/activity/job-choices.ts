import { client } from '../../client.ts';
import type { JobId, QueueJob, QueueMove } from '../../../preload/contract/index.ts';
import { attempt, navigation, queue } from '../../state.ts';
import type { MenuItem } from '../../ui/menu.ts';
import { toasts } from '../../ui/toasts.svelte.ts';

/** Carries out what a person chose for a job in the queue, and shows what came of it. */
export async function choose(run: () => Promise<unknown>): Promise<void> {
  await attempt(run);
  queue.readAgain();
}

export function togglePause(job: QueueJob): Promise<void> {
  return choose(() => (job.paused ? client.queue.resumeJob(job.jobId) : client.queue.pauseJob(job.jobId)));
}

function askToStop(job: QueueJob): void {
  const left = job.picturesLeft === 1 ? '1 picture' : `${job.picturesLeft} pictures`;
  navigation.ask({
    title: 'Stop sending this job?',
    text: `What is at the service stays there; ${left} will be left out. You can send them after all until the service works on the job. Your files stay where they are.`,
    yes: 'Stop sending',
    no: 'Go on',
    run: async () => {
      const stopped = await client.queue.stopUpload(job.jobId);
      toasts.say(stopped.sentence, null);
      queue.readAgain();
    },
  });
}

/** What can be done to a job in the queue; `at` is its place among `of` jobs. */
export function jobChoices(job: QueueJob, at: number, of: number): readonly MenuItem[] {
  const move = (label: string, to: QueueMove, reason: string): MenuItem => ({
    label,
    reason,
    run: () => void choose(() => client.queue.moveJob(job.jobId, to)),
  });
  const first = at === 0 ? 'It goes first already.' : '';
  const last = at === of - 1 ? 'It goes last already.' : '';
  return [
    move('Send first', 'first', first),
    move('Move up', 'up', first),
    move('Move down', 'down', last),
    move('Send last', 'last', last),
    {
      label: 'Try what failed',
      icon: 'redo',
      reason: job.needsYou > 0 ? '' : 'Nothing of it has failed.',
      run: () => void choose(() => client.queue.retryJob(job.jobId)),
    },
    {
      label: 'Stop sending',
      icon: 'cross',
      grave: true,
      reason: job.picturesLeft > 0 ? '' : 'No picture of it waits to be sent.',
      run: () => askToStop(job),
    },
    { label: 'Open the job', icon: 'folder', run: () => openJob(job.jobId) },
  ];
}

function openJob(jobId: JobId): void {
  navigation.go({ kind: 'job', jobId });
}

/** How much of what has to move is over there, 0 to 1; null when nothing moves. */
export function fractionOf(job: QueueJob): number | null {
  return job.picturesMoving > 0 && job.bytesLeft > 0 ? job.bytesMoved / job.bytesLeft : null;
}
