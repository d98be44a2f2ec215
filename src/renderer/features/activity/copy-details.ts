import { client } from '../../client.ts';
import { attempt } from '../../state.ts';
import { toasts } from '../../ui/toasts.svelte.ts';
import type { ActivityLine } from './activity-groups.ts';

/** Puts what is known of the items of a line on the clipboard, cleaned of secrets by the main process. */
export async function copyDetails(line: ActivityLine): Promise<void> {
  await attempt(async () => {
    const text = await client.support.details(line.items.map((item) => item.id));
    await navigator.clipboard.writeText(text);
    toasts.say('Copied, without secrets and addresses.');
  });
}
