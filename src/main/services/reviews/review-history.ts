import type {
  EarlierVersion,
  ImageId,
  PictureHistory,
  RemoteFileId,
  Verdict,
  VersionMark,
} from '../../../preload/contract/index.ts';
import type { DecisionRecord, JobRecord, ReviewRecord, StoreReader } from '../../ports/store.ts';
import { reviewImage } from './review-views.ts';

/** A redo of a redo of a redo …; a register that leads in circles ends here too. */
const DEEPEST = 20;

const plain = (name: string): string => name.normalize('NFC');

/** What one job knows of its pictures, found by what connects it with its redo. */
interface JobPast {
  readonly job: JobRecord;
  readonly byImage: ReadonlyMap<ImageId, ReviewRecord>;
  readonly byName: ReadonlyMap<string, ReviewRecord>;
  readonly decisions: ReadonlyMap<RemoteFileId, readonly DecisionRecord[]>;
}

async function pastOf(read: StoreReader, job: JobRecord): Promise<JobPast> {
  const [reviews, taken] = await Promise.all([read.reviews(job.id), read.decisionHistory(job.id)]);
  const decisions = new Map<RemoteFileId, DecisionRecord[]>();
  for (const decision of taken) {
    const list = decisions.get(decision.fileId) ?? [];
    list.push(decision);
    decisions.set(decision.fileId, list);
  }
  return {
    job,
    byImage: new Map(
      reviews.flatMap((review) => review.results.map((image) => [image.imageId, review] as const)),
    ),
    byName: new Map(reviews.map((review) => [plain(review.name), review])),
    decisions,
  };
}

/** The picture of the job before that a redo's picture came from: by the results the service names, else by its name. */
function ancestor(review: ReviewRecord, past: JobPast): ReviewRecord | null {
  for (const { imageId } of review.previous) {
    const found = past.byImage.get(imageId);
    if (found !== undefined) return found;
  }
  return past.byName.get(plain(review.name)) ?? null;
}

const last = (decisions: readonly DecisionRecord[] | undefined): DecisionRecord | null =>
  decisions?.findLast((decision) => !decision.replaced) ?? null;

function version(
  past: JobPast,
  review: ReviewRecord,
  number: number,
  images: ReviewRecord['results'],
  mark: VersionMark | '',
  decision: DecisionRecord | null,
): EarlierVersion {
  const verdict: Verdict | null = decision?.verdict ?? null;
  return {
    version: number,
    jobId: past.job.id,
    jobName: past.job.name,
    images: images.map((image) => reviewImage(review.jobId, image, mark)),
    verdict,
    at: decision?.at ?? null,
  };
}

/** Versions judged within the same job before the result of now came: a decision remembers the pictures it was about. */
function earlierHere(past: JobPast, review: ReviewRecord): readonly EarlierVersion[] {
  const judged = new Map<string, DecisionRecord>();
  for (const decision of past.decisions.get(review.fileId) ?? []) {
    const counts = !decision.replaced || decision.state.kind === 'sent' || decision.state.kind === 'held';
    if (counts && decision.versionMark !== review.versionMark && decision.images.length > 0)
      judged.set(decision.versionMark, decision);
  }
  const decisions = [...judged.values()].reverse();
  return decisions.map((decision, index) =>
    version(
      past,
      review,
      Math.max(1, review.version - 1 - index),
      decision.images,
      decision.versionMark,
      decision,
    ),
  );
}

/** Earlier versions of pictures and what was said of each, from the register: this job, then the jobs it redoes. */
export async function reviewHistory(
  read: StoreReader,
  job: JobRecord,
  files: readonly RemoteFileId[],
): Promise<readonly PictureHistory[]> {
  const chain: JobPast[] = [await pastOf(read, job)];
  for (let at = job; at.parentRemoteId !== null && chain.length < DEEPEST;) {
    const parent = await read.jobByRemoteId(at.accountId, at.parentRemoteId);
    if (parent === null || chain.some((past) => past.job.id === parent.id)) break;
    chain.push(await pastOf(read, parent));
    at = parent;
  }
  const [here, ...before] = chain;
  const reviews = new Map((await read.reviews(job.id)).map((review) => [review.fileId, review]));
  return files.flatMap((fileId): readonly PictureHistory[] => {
    const review = reviews.get(fileId);
    if (review === undefined || here === undefined) return [];
    const versions: EarlierVersion[] = [...earlierHere(here, review)];
    let of = review;
    for (const past of before) {
      const found = ancestor(of, past);
      if (found === null) break;
      versions.push(
        version(
          past,
          found,
          found.version,
          found.results,
          found.versionMark,
          last(past.decisions.get(found.fileId)),
        ),
      );
      of = found;
    }
    // The service names earlier results of a picture whose job was never seen here.
    if (versions.length === 0 && review.previous.length > 0)
      versions.push(version(here, review, Math.max(1, review.version - 1), review.previous, '', null));
    return [{ fileId, versions }];
  });
}
