import type { QueueLine } from '../../../preload/contract/index.ts';
import { client } from '../../client.ts';
import { attempt } from '../../state.ts';
import { toasts } from '../../ui/toasts.svelte.ts';

/** Puts what is known of the first item of a line on the clipboard, cleaned of secrets by the main process. */
export async function copyDetails(line: QueueLine): Promise<void> {
  await attempt(async () => {
    const text = await client.support.details([line.first.id]);
    await navigator.clipboard.writeText(text);
    toasts.say('Copied, without secrets and addresses.');
  });
}
