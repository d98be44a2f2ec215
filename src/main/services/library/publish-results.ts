import { extname, join } from 'node:path';
import type {
  AccountId,
  LibraryUploadId,
  PublishResults,
  ResultCandidate,
  VersionMark,
} from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { LibraryUploadRecord } from '../../ports/store.ts';
import { jobResults, publishes, type JobResult, type ResultParts } from './job-results.ts';
import { libraryItem } from './library-items.ts';
import { typeOf } from './limits.ts';
import type { PublishParts } from './publish.ts';
import { offer } from './reduced-words.ts';

/** @throws AppError naming what cannot go */
function checked({ problem, canReduce, name }: ResultCandidate, reduce: boolean): void {
  if (problem === '' || (reduce && canReduce)) return;
  throw new AppError('person', 'file_type', `${problem}${canReduce ? offer : ''}`, { field: name });
}

/** Puts results of a job on their way into a library: each is fetched first, as work of its job's account. */
export function createPublishResults(parts: PublishParts & ResultParts) {
  const { store, clock, copiesFolder, newId } = parts;

  const record = (
    account: AccountId,
    { image, candidate }: JobResult,
    { jobId, reduce }: PublishResults,
  ): LibraryUploadRecord => {
    const id = newId();
    const now = clock.now();
    return {
      id: id as LibraryUploadId,
      accountId: account,
      path: join(copiesFolder, `${id}${extname(candidate.name).toLowerCase()}`),
      copyOf: null,
      result: { fileId: image.file, imageId: image.image, version: image.version as VersionMark, reduce },
      jobId,
      name: candidate.name,
      // What is none of the library's types goes as a reduced copy, which is a picture.
      type: typeOf(candidate.name) ?? 'image',
      size: candidate.size ?? 0,
      modifiedAt: now,
      sha1: null,
      fileId: null,
      uploadId: null,
      sealed: null,
      state: 'waiting',
      error: null,
      note: '',
      createdAt: now,
      changedAt: now,
    };
  };

  /** @returns ids in the order of the images, and which of them were on their way already */
  return async (account: AccountId, wish: PublishResults) => {
    const job = await store.read.job(wish.jobId);
    if (job === null) throw new AppError('gone', 'job_missing', 'This job is not known here any more.');
    const results = new Map(
      (await jobResults(parts, account, job.id)).map((each) => [each.image.image, each]),
    );
    const chosen = [...new Set(wish.images)].map((image) => {
      const found = results.get(image);
      if (found === undefined)
        throw new AppError('gone', 'picture_missing', 'This picture is not part of the job any more.');
      checked(found.candidate, wish.reduce);
      return found;
    });
    const ids: LibraryUploadId[] = [];
    const goingOn: LibraryUploadId[] = [];
    await store.transaction(async (writer) => {
      const uploads = await writer.libraryUploads();
      for (const each of chosen) {
        const before = uploads.find(
          (upload) => upload.state !== 'done' && publishes(upload, account, each.image),
        );
        if (before !== undefined) {
          if (wish.reduce && before.result !== null)
            await writer.putLibraryUpload({ ...before, result: { ...before.result, reduce: true } });
          goingOn.push(before.id);
          ids.push(before.id);
          continue;
        }
        const upload = record(account, each, wish);
        await writer.putLibraryUpload(upload);
        await writer.enqueue([libraryItem(newId(), upload, 'fetch-for-library', clock.now(), job.accountId)]);
        ids.push(upload.id);
      }
    });
    return { ids, goingOn };
  };
}
