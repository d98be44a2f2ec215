import type { AccountId, JobId, ResultCandidate } from '../../../preload/contract/index.ts';
import type { Files } from '../../ports/files.ts';
import type { LibraryUploadRecord, ReviewRecord, Store, StoreReader } from '../../ports/store.ts';
import type { DeliveredFiles, RoomImage } from '../inspect/delivered-files.ts';
import { roomImages } from '../inspect/delivered-files.ts';
import { canReduce, limitProblem, typeOf } from './limits.ts';

export interface ResultParts {
  readonly store: Store;
  readonly files: Files;
  /** The job's pictures; it exists only after the library was made. */
  readonly delivered: () => Pick<DeliveredFiles, 'find' | 'here' | 'open'>;
}

/** The pictures whose version of now somebody accepted, here or elsewhere. */
async function acceptedFiles(
  read: StoreReader,
  job: JobId,
  reviews: readonly ReviewRecord[],
): Promise<ReadonlySet<ReviewRecord['fileId']>> {
  const [decisions, files] = await Promise.all([read.decisions(job), read.files(job)]);
  const decided = new Map(decisions.filter((each) => !each.replaced).map((each) => [each.fileId, each]));
  const listed = new Map(files.map((file) => [file.remoteId, file.decision]));
  return new Set(
    reviews.flatMap(({ fileId, versionMark }) => {
      const decision = decided.get(fileId);
      const isAccepted =
        decision === undefined
          ? listed.get(fileId) === 'accepted'
          : decision.verdict.kind === 'accept' &&
            decision.versionMark === versionMark &&
            decision.state.kind !== 'held';
      return isAccepted ? [fileId] : [];
    }),
  );
}

/** Whether an upload publishes this very version of a result, or has done so. */
export function publishes(upload: LibraryUploadRecord, account: AccountId, image: RoomImage): boolean {
  return (
    upload.accountId === account &&
    upload.jobId === image.job &&
    upload.result?.imageId === image.image &&
    upload.result.version === image.version &&
    upload.state !== 'cancelled' &&
    upload.state !== 'cancelling'
  );
}

export interface JobResult {
  readonly image: RoomImage;
  readonly candidate: ResultCandidate;
}

/** Every result of a job, as the library would take it; sizes of those that lie on this disk. */
export async function jobResults(
  { store, files, delivered }: ResultParts,
  account: AccountId,
  job: JobId,
): Promise<readonly JobResult[]> {
  const [reviews, uploads] = await Promise.all([store.read.reviews(job), store.read.libraryUploads()]);
  const [accepted, records] = await Promise.all([
    acceptedFiles(store.read, job, reviews),
    store.read.files(job),
  ]);
  const images = reviews.flatMap(roomImages).filter(({ isOriginal }) => !isOriginal);
  return Promise.all(
    images.map(async (image): Promise<JobResult> => {
      const { name, file, image: imageId } = image;
      const path = await delivered().here(image, records);
      const size = path === null ? null : (await files.facts(path)).size;
      const type = typeOf(name);
      // A size that is not known yet is looked at when the result has come.
      const problem = limitProblem(name, size ?? 1, type);
      return {
        image,
        candidate: {
          fileId: file,
          imageId,
          name,
          size,
          isAccepted: accepted.has(file),
          isPublished: uploads.some((upload) => publishes(upload, account, image)),
          problem: problem?.sentence ?? '',
          canReduce: problem !== null && problem.code !== 'file_empty' && canReduce(name, type),
        },
      };
    }),
  );
}
