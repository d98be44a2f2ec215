import type {
  Decision,
  DecisionId,
  JobId,
  ReviewImage,
  ReviewPair,
  ReviewRoom,
  Verdict,
  VersionMark,
} from '../../../preload/contract/index.ts';
import type {
  DecisionRecord,
  FileRecord,
  JobRecord,
  ReviewRecord,
  SaidAtService,
  StoreReader,
} from '../../ports/store.ts';
import { remotePicture } from '../pictures/addresses.ts';
import { reasonsForKeys } from './reject-reasons.ts';
import type { RejectTypes } from './reject-types.ts';
import { listedDiffers, versionDifference } from './version-difference.ts';

/**
 * The addresses of a picture at the service as the window may have them.
 * @param version the version mark it belongs to; empty for what never changes
 */
export function reviewImage(
  job: JobId,
  { imageId, name }: ReviewRecord['results'][number],
  version: VersionMark | '',
): ReviewImage {
  return {
    imageId,
    name,
    thumbnail: remotePicture(job, imageId, 'thumbnail', version),
    preview: remotePicture(job, imageId, 'preview', version),
    full: remotePicture(job, imageId, 'full', version),
  };
}

/** What the service's list says of a picture nobody here has decided on. */
function decidedElsewhere(file: FileRecord | undefined, said: SaidAtService | null): Decision | null {
  if (!file?.decision) return null;
  const verdict: Verdict =
    file.decision === 'accepted'
      ? { kind: 'accept' }
      : { kind: 'reject', reasons: said?.reasons ?? [], remark: said?.remark ?? '' };
  const at = said?.at ?? 0;
  return { id: `at-service-${file.id}` as DecisionId, at, verdict, state: { kind: 'sent', at } };
}

/** @param isRedo its job redoes rejected pictures of a job known here */
function pair(
  review: ReviewRecord,
  decision: DecisionRecord | undefined,
  file: FileRecord | undefined,
  isRedo: boolean,
): ReviewPair {
  const other =
    decision !== undefined &&
    (decision.versionMark !== review.versionMark ||
      (decision.state.kind === 'held' &&
        decision.seen !== null &&
        listedDiffers(decision.seen.listed, review.listed)));
  return {
    fileId: review.fileId,
    name: review.name,
    original:
      review.originalImageId === null
        ? null
        : reviewImage(
            review.jobId,
            { imageId: review.originalImageId, name: review.originalName ?? review.name },
            '',
          ),
    results: review.results.map((result) => reviewImage(review.jobId, result, review.versionMark)),
    version: review.version,
    versionMark: review.versionMark,
    blocked: review.blocked,
    decision: decision
      ? { id: decision.id, at: decision.at, verdict: decision.verdict, state: decision.state }
      : decidedElsewhere(file, review.said.now),
    changed: other ? versionDifference(decision, review) : '',
    judged: other
      ? decision.images.map((image) => reviewImage(review.jobId, image, decision.versionMark))
      : [],
    hasHistory: isRedo || other || review.previous.length > 0 || review.said.before.length > 0,
  };
}

/** Everything the window shows of the pictures of one job, from the register alone. */
export function createReviewViews(options: {
  readonly read: StoreReader;
  readonly rejectTypes: RejectTypes;
}): {
  room(job: JobRecord, offline: boolean): Promise<ReviewRoom>;
  pairs(job: JobRecord, only: ReadonlySet<number>): Promise<readonly ReviewPair[]>;
} {
  const { read, rejectTypes } = options;

  const parentOf = async (job: JobRecord): Promise<JobRecord | null> =>
    job.parentRemoteId === null ? null : read.jobByRemoteId(job.accountId, job.parentRemoteId);

  const pairsOf = async (
    job: JobRecord,
    only: ReadonlySet<number> | null,
  ): Promise<readonly ReviewPair[]> => {
    const [reviews, decisions, files, parent] = await Promise.all([
      read.reviews(job.id),
      read.decisions(job.id),
      read.files(job.id),
      parentOf(job),
    ]);
    const decisionOf = new Map(decisions.map((decision) => [decision.fileId, decision]));
    const fileOf = new Map(files.map((file) => [file.remoteId, file]));
    // As the person added them: the service lists pictures as they happened to arrive. What it added itself comes last.
    const placeOf = ({ fileId }: ReviewRecord): number =>
      fileOf.get(fileId)?.position ?? Number.MAX_SAFE_INTEGER;
    const inOrder = reviews.toSorted((one, other) => placeOf(one) - placeOf(other));
    return inOrder.flatMap((review) =>
      only?.has(review.fileId) === false
        ? []
        : [pair(review, decisionOf.get(review.fileId), fileOf.get(review.fileId), parent !== null)],
    );
  };

  return {
    async room(job, offline) {
      const [pairs, used, wordings, drafts, parent] = await Promise.all([
        pairsOf(job, null),
        read.reasonsUsed(job.accountId),
        read.wordings(job.accountId),
        read.reviewDrafts(job.id),
        parentOf(job),
      ]);
      return {
        jobId: job.id,
        jobName: job.name,
        pairs,
        reasons: reasonsForKeys(
          rejectTypes.known(job.accountId).map((type) => type.name),
          used,
        ),
        wordings,
        drafts: drafts.map(({ jobId: _job, ...draft }) => draft),
        redoOf: parent === null ? null : { jobId: parent.id, name: parent.name },
        offline,
      };
    },
    pairs: pairsOf,
  };
}
