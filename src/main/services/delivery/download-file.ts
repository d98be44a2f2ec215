import { join } from 'node:path';
import type { FileId, SavedResult } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DownloadPayload, FileRecord, JobRecord, JobQueueRecord, Store } from '../../ports/store.ts';
import type { Handler, HandlerResult } from '../../queue/queue-runner.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import type { MovingFiles } from '../transfers/moving-files.ts';
import { byEitherWay } from './either-way.ts';
import type { FetchedPart, PartFetcher, Source } from './fetch-part.ts';
import { keptWords, type PlaceResult } from './place-result.ts';
import type { ResultSources } from './result-sources.ts';
import { safeFileName } from './safe-file-name.ts';
import { noteWhenAllSaved, recordSaved } from './saved-results.ts';

/** The result's name at the service, which the title of its work ends with. */
export function nameAtService(item: Pick<JobQueueRecord, 'title'>): string {
  return item.title.replace(/^Download /, '');
}

/** Where a result is to lie. */
export function wantedPath(payload: DownloadPayload, serverName: string): string {
  const parts = payload.name?.split('/') ?? [serverName];
  return join(payload.folder, ...parts.map(safeFileName));
}

/**
 * Fetches one result into the folder. The final name appears only when the whole file is on the disk and checked; a file
 * that has the name already is never overwritten. What broke off is gone on from, also after a restart.
 */
export function downloadFileHandler(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly fetcher: PartFetcher;
  readonly place: PlaceResult;
  readonly sources: ResultSources;
  readonly moving: MovingFiles;
  readonly changes: ChangeFeed;
}): Handler {
  const { store, clock, fetcher, place, sources, moving, changes } = options;

  const finished = (
    item: JobQueueRecord,
    payload: DownloadPayload,
    job: JobRecord,
    saved: SavedResult | null,
    parts: readonly string[],
    notes: readonly string[],
  ): HandlerResult => ({
    kind: 'finished',
    commit: async (writer) => {
      for (const part of parts) await writer.removePart(part);
      if (saved !== null) await recordSaved(writer, payload, saved);
      changes.files(job.id, [payload.fileId]);
      for (const sentence of notes) {
        // What holds for every result of the job is said once.
        const isSaid = (await writer.timeline(job.id))
          .slice(0, 20)
          .some((entry) => entry.sentence === sentence);
        if (!isSaid) await writer.addTimeline({ jobId: job.id, at: clock.now(), sentence, status: null });
      }
      await noteWhenAllSaved(writer, job, new Set([item.id]), clock.now());
    },
  });

  const progress = (job: JobRecord, file: FileId) => (bytes: number, total: number | null) => {
    moving.moved(file, bytes, job.id, total);
    changes.files(job.id, [file]);
    changes.queue();
  };

  const subject = async (
    item: JobQueueRecord,
  ): Promise<{
    readonly payload: DownloadPayload;
    readonly job: JobRecord;
    readonly file: FileRecord;
  }> => {
    const { payload } = item;
    if (payload.kind !== 'download-file') throw new AppError('bug', 'wrong_item', 'This is not a download.');
    const [job, file] = await Promise.all([store.read.job(item.jobId), store.read.file(payload.fileId)]);
    if (job === null || file === null)
      throw new AppError('gone', 'file_missing', 'This picture was removed from Clipdesk.');
    return { payload, job, file };
  };

  return async (item, { signal }) => {
    const { payload, job, file } = await subject(item);
    const path = wantedPath(payload, nameAtService(item));
    try {
      const name = nameAtService(item);
      const fetchFrom = (source: Source): Promise<FetchedPart> =>
        fetcher.fetch(
          {
            jobId: job.id,
            imageId: payload.imageId,
            path,
            title: file.name,
            source,
            onProgress: progress(job, file.id),
          },
          signal,
        );
      const { part, told } = await byEitherWay(item, {
        byFolder: () => fetchFrom(sources.fromFolder(job, payload.imageId, name, signal)),
        byAddress: () => fetchFrom(sources.result(job, payload.imageId, file.name, signal)),
        signal,
      });
      const placed = await place(part, path, payload.onCollision, signal);
      const saved = placed.path === null ? null : { path: placed.path, size: part.size, md5: part.md5 };
      return finished(item, payload, job, saved, [part.part], [...told, ...keptWords(placed)]);
    } finally {
      moving.stopped(file.id);
      changes.files(job.id, [file.id]);
    }
  };
}
