import { client } from './client.ts';
import type { JobId, ReceiptFormat } from '../preload/contract/index.ts';
import { attempt } from './state.ts';
import { toasts } from './ui/toasts.svelte.ts';

/** Writes what was sent for a job, and what proves it, into a folder the person picks, and says where it is. */
export async function saveReceipt(job: JobId, format: ReceiptFormat): Promise<void> {
  await attempt(async () => {
    const path = await client.queue.saveReceipt(job, format);
    if (path !== null) toasts.say(`The receipt was saved as ${path}`, null);
  });
}
