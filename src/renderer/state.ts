import type { JobSummary, LibraryUpload } from '../preload/contract/index.ts';
import { AccountsState } from './features/accounts/accounts.svelte.ts';
import { QueueState } from './features/activity/queue.svelte.ts';
import { isInSight, needsYouSentence } from './features/jobs/needs-you.ts';
import { JobsState } from './features/jobs/jobs.svelte.ts';
import { LibraryUploads } from './features/library/uploads.svelte.ts';
import { SettingsState } from './features/settings/settings.svelte.ts';
import { Navigation } from './features/shell/navigation.svelte.ts';
import { TickingClock } from './features/shell/ticking-clock.svelte.ts';
import { WaitingRooms } from './features/workflow/waiting-rooms.svelte.ts';
import { WatchFolders } from './features/watch/watch.svelte.ts';
import { toasts } from './ui/toasts.svelte.ts';

/** The one place where the window's state is put together; components import from here. */
export const navigation = new Navigation();
export const clock = new TickingClock();
export const accounts = new AccountsState();
export const jobs = new JobsState();
export const queue = new QueueState();
export const watch = new WatchFolders();
export const waiting = new WaitingRooms();
export const library = new LibraryUploads();
export const settings = new SettingsState();

/** Listens first, then reads, so that nothing falls between. Returns the stop of the clock. */
export function start(): () => void {
  const parts = [
    settings.start(),
    accounts.start().then(() => waiting.start(() => accounts.list)),
    jobs.start((id) => navigation.forget(id), tellNeed),
    queue.start(),
    watch.start(),
    library.start(tellInterrupted),
  ];
  for (const part of parts) part.catch((problem: unknown) => toasts.fail(problem));
  return clock.start();
}

/** A job started to need somebody who is looking at something else. */
function tellNeed(job: JobSummary): void {
  const covered = navigation.sheet !== null || navigation.question !== null;
  const narrowed = covered || jobs.search.trim() !== '' || jobs.tag !== null;
  if (isInSight(job, navigation.screen, narrowed)) return;
  const show = { label: 'Show', run: (): void => navigation.go({ kind: 'job', jobId: job.id }) };
  toasts.say(needsYouSentence(job), covered ? null : show);
}

/** Clipdesk ended in the middle of uploads: the person resumes or cancels them. */
function tellInterrupted(uploads: readonly LibraryUpload[]): void {
  const [first] = uploads;
  if (first === undefined) return;
  const words =
    uploads.length === 1
      ? `Clipdesk ended while ${first.name} was being published.`
      : `Clipdesk ended while ${String(uploads.length)} files were being published.`;
  toasts.say(words, {
    label: 'Resume or cancel',
    run: () => navigation.go({ kind: 'library', accountId: first.accountId }),
  });
}

/** Runs what a person asked for; a failure becomes a message with its sentence. True when it went well. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (problem) {
    toasts.fail(problem);
    return false;
  }
}
