import type { ImageId, JobId } from '../../../preload/contract/index.ts';
import type { PartRecord } from '../../ports/store.ts';

/**
 * Where the part of a file can lie, beside the file: under its name, and where somebody else has that one, under a name of
 * its own.
 * @param imageId null: the archive of the whole job
 */
export function partPaths(path: string, imageId: ImageId | null): readonly [string, string] {
  return [`${path}.part`, `${path}.${imageId === null ? 'archive' : String(imageId)}.part`];
}

/** The note of a part of which nothing has come yet. @param notedAt milliseconds since the epoch */
export function noteOfNewPart(
  path: string,
  jobId: JobId,
  imageId: ImageId | null,
  notedAt: number,
): PartRecord {
  return { path, jobId, imageId, total: null, etag: null, lastModified: null, notedAt };
}
