import { createHash } from 'node:crypto';
import type { ImageId, JobId, VersionMark } from '../../../preload/contract/index.ts';
import type { RemoteFile } from '../../ports/bright-river.ts';
import type { JobRecord, ReviewRecord } from '../../ports/store.ts';

/** Names exactly what was on the screen: the result images with their names, and the file they belong to. */
export function versionMark(file: RemoteFile): VersionMark {
  const facts = [
    file.id,
    file.createdAt,
    file.size,
    ...file.results.flatMap((result) => [result.imageId, result.name]),
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 24) as VersionMark;
}

/**
 * A redo shows the old results of the job it came from until new ones arrive (documented for filesforreview):
 * judging then would judge the old picture.
 */
function showsOldResult(file: RemoteFile, oldImages: ReadonlySet<ImageId>): boolean {
  const previous = new Set(file.previousResults.map((image) => image.imageId));
  return (
    file.results.length > 0 &&
    file.results.every((image) => previous.has(image.imageId) || oldImages.has(image.imageId))
  );
}

function blocked(job: JobRecord, file: RemoteFile, oldImages: ReadonlySet<ImageId>): string {
  if (file.results.length === 0) return 'No result has come back for this picture yet.';
  if (job.parentRemoteId !== null && showsOldResult(file, oldImages))
    return 'This is still the result you rejected. The new one has not come back yet.';
  return '';
}

/**
 * What the review room needs of each file of `GET …/filesforreview`, without any address.
 * @param oldImages result images of the parent job, when this one redoes it and the parent is known here
 */
export function reviewRecords(
  job: JobRecord,
  files: readonly RemoteFile[],
  oldImages: ReadonlySet<ImageId>,
): readonly ReviewRecord[] {
  const id: JobId = job.id;
  return files.map((file, position) => ({
    jobId: id,
    fileId: file.id,
    position,
    name: file.name,
    originalImageId:
      file.original?.fullUrl || file.original?.previewUrl ? (file.original?.imageId ?? null) : null,
    originalName: file.original?.name ?? (file.isOriginal ? file.name : null),
    results: file.results.map((image) => ({ imageId: image.imageId, name: image.name ?? file.name })),
    previous: file.previousResults.map((image) => ({
      imageId: image.imageId,
      name: image.name ?? file.name,
    })),
    version: job.parentRemoteId === null ? 1 : Math.max(2, file.timesRejected + 1),
    versionMark: versionMark(file),
    blocked: blocked(job, file, oldImages),
  }));
}

/** True when the file's results can be looked at and fetched as this job's own. */
export function hasReturned(record: ReviewRecord): boolean {
  return record.results.length > 0 && record.blocked === '';
}
