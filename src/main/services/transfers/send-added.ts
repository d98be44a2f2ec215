import type { FileRecord, JobRecord, StoreWriter } from '../../ports/store.ts';
import { enqueueUploads } from './enqueue-uploads.ts';

/** Sends one more picture of a job that is being sent already, and proves it like the others. */
export async function sendAdded(
  writer: StoreWriter,
  job: JobRecord,
  file: FileRecord,
  now: number,
  newId: () => string,
): Promise<void> {
  await writer.putFile({ ...file, state: { kind: 'waiting' } });
  await enqueueUploads(writer, job, [file], { round: 0, now, newId });
}
