import { createHash } from 'node:crypto';
import type { ImageId, JobId, Pin, VersionMark } from '../../../preload/contract/index.ts';
import type { RemoteFile, RemoteReject } from '../../ports/bright-river.ts';
import type { JobRecord, ReviewRecord, SaidAtService } from '../../ports/store.ts';

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

/** What the list says of a file beside its results. */
export function listedFacts({ size, createdAt, md5 }: RemoteFile): ReviewRecord['listed'] {
  return { size, at: createdAt, md5 };
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

/** One rejection of the service for all results it names; null when it asks for nothing. */
function saidOf(rejects: readonly RemoteReject[], at: number | null, summary: string): SaidAtService | null {
  const pins = new Map<string, Pin[]>();
  for (const { reasons } of rejects)
    for (const { reason, pins: own } of reasons) pins.set(reason, [...(pins.get(reason) ?? []), ...own]);
  const remarks = new Set(rejects.map(({ remark }) => remark.trim()).filter((remark) => remark !== ''));
  const reasons = [...pins].map(([reason, own]) => ({ reason, pins: own }));
  const remark = [...remarks].join('\n');
  const isSaid = reasons.length > 0 || remark !== '';
  if (!isSaid && summary === '') return null;
  return {
    at,
    imageIds: rejects.map(({ imageId }) => imageId),
    reasons,
    remark: isSaid ? remark : summary,
  };
}

/** `" - Cropping"`, as the documents show the sum of the reasons, without its dash. */
const withoutDashes = (summary: string): string => summary.replaceAll(/^\s*-\s*/gm, '').trim();

function said(file: RemoteFile): ReviewRecord['said'] {
  const before = file.previousReviews.map(({ at, rejects }) => saidOf(rejects, at, ''));
  return {
    now: file.isRejected ? saidOf(file.rejects, file.reviewedAt, withoutDashes(file.rejectionReason)) : null,
    before: before.filter((entry) => entry !== null),
  };
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
    said: said(file),
    listed: listedFacts(file),
    version: job.parentRemoteId === null ? 1 : Math.max(2, file.timesRejected + 1),
    versionMark: versionMark(file),
    blocked: blocked(job, file, oldImages),
  }));
}

/** True when the file's results can be looked at and fetched as this job's own. */
export function hasReturned(record: ReviewRecord): boolean {
  return record.results.length > 0 && record.blocked === '';
}
