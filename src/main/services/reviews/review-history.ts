import type {
  EarlierVersion,
  ImageId,
  Instant,
  PictureHistory,
  RemoteFileId,
  Verdict,
  VersionMark,
} from '../../../preload/contract/index.ts';
import type {
  DecisionRecord,
  JobRecord,
  ReviewRecord,
  SaidAtService,
  StoreReader,
} from '../../ports/store.ts';
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

/** What was said of a version: by its decision here, else by what the service tells of it. */
interface Said {
  readonly verdict: Verdict | null;
  readonly at: Instant | null;
}

const byDecision = (decision: DecisionRecord | null): Said | null =>
  decision === null ? null : { verdict: decision.verdict, at: decision.at };

const atService = (said: SaidAtService): Said => ({
  verdict: { kind: 'reject', reasons: said.reasons, remark: said.remark },
  at: said.at,
});

function version(
  past: JobPast,
  review: ReviewRecord,
  number: number,
  images: ReviewRecord['results'],
  mark: VersionMark | '',
  said: Said | null,
): EarlierVersion {
  return {
    version: number,
    jobId: past.job.id,
    jobName: past.job.name,
    images: images.map((image) => reviewImage(review.jobId, image, mark)),
    verdict: said?.verdict ?? null,
    at: said?.at ?? null,
  };
}

/**
 * What the service tells of a version, where nobody here said anything: at the picture of the job before, else at the
 * redo, by the results it names; a review that names none of either is about the version right before.
 */
function toldOf(found: ReviewRecord, redo: ReviewRecord): Said | null {
  if (found.said.now !== null) return atService(found.said.now);
  const images = new Set(found.results.map(({ imageId }) => imageId));
  const others = new Set(redo.previous.map(({ imageId }) => imageId).filter((id) => !images.has(id)));
  const { before } = redo.said;
  const named = before.findLast(({ imageIds }) => imageIds.some((id) => images.has(id)));
  const said = named ?? before.findLast(({ imageIds }) => imageIds.every((id) => !others.has(id)));
  return said === undefined ? null : atService(said);
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
      byDecision(decision),
    ),
  );
}

/** Versions only the service tells of: their job was never seen here. Newest first. */
function toldByService(
  past: JobPast,
  review: ReviewRecord,
  known: readonly EarlierVersion[],
): readonly EarlierVersion[] {
  const shown = new Set(known.flatMap(({ images }) => images.map(({ imageId }) => imageId)));
  let images = review.previous.filter(({ imageId }) => !shown.has(imageId));
  if (images.length === 0) return [];
  const versions: EarlierVersion[] = [];
  const oldest = Math.min(review.version, ...known.map((each) => each.version));
  const number = (): number => Math.max(1, oldest - 1 - versions.length);
  const told = review.said.before.filter(({ imageIds }) => imageIds.every((id) => !shown.has(id)));
  for (const said of told.toReversed()) {
    const named = images.filter(({ imageId }) => said.imageIds.includes(imageId));
    const own = named.length > 0 ? named : images;
    images = images.filter((image) => !own.includes(image));
    if (own.length > 0) versions.push(version(past, review, number(), own, '', atService(said)));
  }
  if (images.length > 0) versions.push(version(past, review, number(), images, '', null));
  return versions;
}

/**
 * Earlier versions of pictures and what was said of each, from the register: this job, then the jobs it redoes. What was
 * said here goes before what the service tells of the same version, so that nothing is there twice.
 */
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
    let at = here;
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
          byDecision(last(past.decisions.get(found.fileId))) ?? toldOf(found, of),
        ),
      );
      of = found;
      at = past;
    }
    versions.push(...toldByService(at, of, versions));
    return [{ fileId, versions }];
  });
}
