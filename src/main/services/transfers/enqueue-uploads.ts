import type { FileRecord, JobRecord, StoreWriter } from '../../ports/store.ts';
import type { QueueItemId } from '../../../preload/contract/index.ts';
import { proofItem, requestOfferItem, uploadItem } from './job-items.ts';

/**
 * Sends (more) pictures of a job that is at the service or on its way there, and proves them. An offer that waits to be
 * asked for waits for them too: it must never count fewer pictures than the person sent.
 * @param rank the place of the work this follows from; absent: the job's own, or behind all others
 * @returns the new upload items, in the order of `files`
 */
export async function enqueueUploads(
  writer: StoreWriter,
  job: JobRecord,
  files: readonly FileRecord[],
  options: {
    readonly round: number;
    readonly now: number;
    readonly newId: () => string;
    readonly rank?: number;
  },
): Promise<readonly QueueItemId[]> {
  const { round, now, newId, rank } = options;
  const id = (): QueueItemId => newId() as QueueItemId;
  const offers = (await writer.unfinishedOf(job.id)).filter(
    (item) => item.payload.kind === 'request-offer' && item.state === 'waiting',
  );
  const uploads = files.map((file) => uploadItem(id(), job, file, now));
  const items = [
    ...uploads,
    proofItem(id(), job, round, now),
    ...(offers.length > 0 ? [requestOfferItem(id(), job, now)] : []),
  ];
  await writer.enqueue(rank === undefined ? items : items.map((item) => ({ ...item, rank })));
  for (const offer of offers) await writer.removeQueueItem(offer.id);
  return uploads.map((item) => item.id);
}
