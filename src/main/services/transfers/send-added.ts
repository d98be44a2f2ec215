import type { QueueItemId } from '../../../preload/contract/index.ts';
import type { FileRecord, JobRecord, StoreWriter } from '../../ports/store.ts';
import { proofItem, uploadItem } from './job-items.ts';

/** Sends one more picture of a job that is being sent already, and proves it like the others. */
export async function sendAdded(
  writer: StoreWriter,
  job: JobRecord,
  file: FileRecord,
  now: number,
  newId: () => string,
): Promise<void> {
  await writer.putFile({ ...file, state: { kind: 'waiting' } });
  await writer.enqueue([
    uploadItem(newId() as QueueItemId, job, file, now),
    proofItem(newId() as QueueItemId, job, 0, now),
  ]);
}
