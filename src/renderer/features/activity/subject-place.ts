import type { QueueItem } from '../../../preload/contract/index.ts';
import type { Screen } from '../shell/navigation.svelte.ts';

/** Where a person sees what queued work is about, and what that place is called. */
export function subjectPlace(item: QueueItem): { readonly screen: Screen; readonly open: string } {
  switch (item.subject) {
    case 'job':
      return { screen: { kind: 'job', jobId: item.jobId }, open: 'Open the job' };
    case 'workflow':
      return { screen: { kind: 'waiting', accountId: item.accountId }, open: 'Open the site' };
    case 'library':
      return { screen: { kind: 'library', accountId: item.accountId }, open: 'Open the library' };
  }
}
