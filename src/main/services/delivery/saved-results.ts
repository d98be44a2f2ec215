import type { SavedResult } from '../../../preload/contract/index.ts';
import type { DownloadPayload, JobRecord, StoreWriter } from '../../ports/store.ts';

/** Writes where a result was saved, beside the other results of its picture. */
export async function recordSaved(
  writer: StoreWriter,
  payload: Pick<DownloadPayload, 'fileId' | 'imageId'>,
  saved: SavedResult,
): Promise<void> {
  const current = await writer.file(payload.fileId);
  if (current === null) return;
  const others = (current.download?.results ?? []).filter((each) => each.imageId !== payload.imageId);
  const results = [...others, { imageId: payload.imageId, ...saved }];
  await writer.putFile({ ...current, download: { ...saved, results } });
}

/** One line in the job's story when the last of its downloads is through. */
export async function noteWhenAllSaved(
  writer: StoreWriter,
  job: JobRecord,
  finishing: ReadonlySet<string>,
  now: number,
): Promise<void> {
  const isLeft = (await writer.unfinishedOf(job.id)).some(
    (each) => each.payload.kind === 'download-file' && !finishing.has(each.id),
  );
  if (isLeft) return;
  const { downloaded } = await writer.fileTotals(job.id);
  await writer.addTimeline({
    jobId: job.id,
    at: now,
    sentence: `${downloaded === 1 ? '1 result' : `${String(downloaded)} results`} saved: checked, then named`,
    status: null,
  });
}
