import type {
  Decision,
  DecisionId,
  JobId,
  QueueItemId,
  RemoteFileId,
  ReviewImage,
  ReviewPair,
  ReviewRoom,
  ReviewsApi,
  Verdict,
  VersionMark,
} from '../../../preload/contract/index.ts';
import { AppError, toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type {
  DecisionRecord,
  FileRecord,
  JobRecord,
  ReviewRecord,
  Store,
  StoreWriter,
} from '../../ports/store.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import type { JobRefresh } from '../jobs/job-refresh.ts';
import { remotePicture } from '../pictures/addresses.ts';
import { decisionItem } from '../transfers/job-items.ts';
import { reasonsForKeys } from './reject-reasons.ts';
import type { RejectTypes } from './reject-types.ts';

function image(
  job: JobId,
  imageId: ReviewImage['imageId'],
  name: string,
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
function decidedElsewhere(file: FileRecord | undefined): Decision | null {
  if (!file?.decision) return null;
  const verdict: Verdict =
    file.decision === 'accepted' ? { kind: 'accept' } : { kind: 'reject', reasons: [], remark: '' };
  return { id: `at-service-${file.id}` as DecisionId, at: 0, verdict, state: { kind: 'sent', at: 0 } };
}

function pair(
  review: ReviewRecord,
  decision: DecisionRecord | undefined,
  file: FileRecord | undefined,
): ReviewPair {
  return {
    fileId: review.fileId,
    name: review.name,
    original:
      review.originalImageId === null
        ? null
        : image(review.jobId, review.originalImageId, review.originalName ?? review.name, ''),
    results: review.results.map((result) =>
      image(review.jobId, result.imageId, result.name, review.versionMark),
    ),
    version: review.version,
    versionMark: review.versionMark,
    blocked: review.blocked,
    decision: decision
      ? { id: decision.id, at: decision.at, verdict: decision.verdict, state: decision.state }
      : decidedElsewhere(file),
  };
}

function title(review: ReviewRecord, verdict: Verdict): string {
  if (verdict.kind === 'accept') return `Accept ${review.name}`;
  const pins = verdict.reasons.reduce((sum, reason) => sum + reason.pins.length, 0);
  return pins === 0
    ? `Reject ${review.name}`
    : `Reject ${review.name} with ${pins === 1 ? '1 pin' : `${String(pins)} pins`}`;
}

/** Accepting and rejecting. Every decision is on the disk, with the work that carries it, before the call answers. */
export function createReviews(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly refresh: JobRefresh;
  readonly rejectTypes: RejectTypes;
  readonly changes: ChangeFeed;
  readonly newId: () => string;
  readonly log: Log;
  /** Milliseconds a decision stays here before it goes. */
  readonly undoTime: number;
  readonly wakeQueue: () => void;
}): ReviewsApi {
  const { store, clock, refresh, rejectTypes, changes, newId, log, undoTime, wakeQueue } = options;

  const jobOf = async (id: JobId): Promise<JobRecord> => {
    const job = await store.read.job(id);
    if (job === null) throw new AppError('gone', 'job_missing', 'This job is not in Clipdesk any more.');
    return job;
  };

  const room = async (id: JobId, offline: boolean): Promise<ReviewRoom> => {
    const job = await jobOf(id);
    const [reviews, decisions, files, used] = await Promise.all([
      store.read.reviews(id),
      store.read.decisions(id),
      store.read.files(id),
      store.read.reasonsUsed(job.accountId),
    ]);
    const decisionOf = new Map(decisions.map((decision) => [decision.fileId, decision]));
    const fileOf = new Map(files.map((file) => [file.remoteId, file]));
    return {
      jobId: id,
      jobName: job.name,
      pairs: reviews.map((review) => pair(review, decisionOf.get(review.fileId), fileOf.get(review.fileId))),
      reasons: reasonsForKeys(
        rejectTypes.known(job.accountId).map((type) => type.name),
        used,
      ),
      offline,
    };
  };

  const pairOf = async (id: JobId, file: RemoteFileId): Promise<ReviewPair> => {
    const found = (await room(id, false)).pairs.find((each) => each.fileId === file);
    if (!found) throw new AppError('gone', 'file_gone', 'This picture is not part of the job any more.');
    return found;
  };

  const setFileDecision = async (
    writer: StoreWriter,
    job: JobId,
    file: RemoteFileId,
    decision: FileRecord['decision'],
  ) => {
    const record = (await writer.files(job)).find((each) => each.remoteId === file);
    if (!record) return;
    await writer.putFile({ ...record, decision });
    changes.files(job, [record.id]);
  };

  /** Takes back what was decided on a picture but not sent; what was sent stays as history. */
  const replaceUnsent = async (writer: StoreWriter, job: JobId, file: RemoteFileId): Promise<void> => {
    const before = (await writer.decisions(job)).find((decision) => decision.fileId === file);
    if (!before) return;
    await writer.putDecision({ ...before, replaced: true });
    for (const item of await writer.unfinishedOf(job))
      if (
        item.payload.kind === 'send-decision' &&
        item.payload.decisionId === before.id &&
        item.state !== 'running'
      )
        await writer.removeQueueItem(item.id);
  };

  const record = async (
    writer: StoreWriter,
    job: JobRecord,
    review: ReviewRecord,
    verdict: Verdict,
  ): Promise<DecisionRecord> => {
    await replaceUnsent(writer, job.id, review.fileId);
    const decision: DecisionRecord = {
      id: newId() as DecisionId,
      jobId: job.id,
      fileId: review.fileId,
      versionMark: review.versionMark,
      verdict,
      state: { kind: 'kept' },
      at: clock.now(),
      replaced: false,
    };
    await writer.putDecision(decision);
    await setFileDecision(writer, job.id, review.fileId, verdict.kind === 'accept' ? 'accepted' : 'rejected');
    return decision;
  };

  const enqueue = (writer: StoreWriter, job: JobRecord, decision: DecisionRecord, review: ReviewRecord) => {
    const now = clock.now();
    return writer.enqueue([
      decisionItem(
        newId() as QueueItemId,
        job,
        { kind: 'send-decision', decisionId: decision.id },
        title(review, decision.verdict),
        now,
        now + undoTime,
      ),
    ]);
  };

  const told = (job: JobId): void => {
    changes.job(job);
    changes.review(job);
    changes.queue();
    wakeQueue();
  };

  /** One verdict for all that is still open. The service's own all-at-once request is used only where it says the same. */
  const decideAll = async (
    id: JobId,
    verdict: Verdict,
    together: 'accept-all' | 'reject-all',
  ): Promise<ReviewRoom> => {
    const job = await jobOf(id);
    await store.transaction(async (writer) => {
      const reviews = (await writer.reviews(id)).filter((review) => review.blocked === '');
      const decided = new Set((await writer.decisions(id)).map((decision) => decision.fileId));
      const files = await writer.files(id);
      for (const file of files)
        if (file.decision !== null && file.remoteId !== null) decided.add(file.remoteId);
      const open = reviews.filter((review) => !decided.has(review.fileId));
      if (open.length === 0)
        throw new AppError('person', 'nothing_open', 'Every picture that has come back is decided already.');
      const whole = open.length === files.filter((file) => file.remoteId !== null).length;
      const decisions: DecisionRecord[] = [];
      for (const review of open) {
        const decision = await record(writer, job, review, verdict);
        decisions.push(decision);
        if (!whole) await enqueue(writer, job, decision, review);
      }
      if (!whole) return;
      const now = clock.now();
      const count = `${String(open.length)} ${open.length === 1 ? 'picture' : 'pictures'}`;
      const reason = verdict.kind === 'reject' ? (verdict.reasons[0]?.reason ?? '') : '';
      await writer.enqueue([
        decisionItem(
          newId() as QueueItemId,
          job,
          together === 'reject-all' ? { kind: 'reject-all', reason } : { kind: 'accept-all' },
          `${together === 'accept-all' ? 'Accept' : 'Reject'} ${count}`,
          now,
          now + undoTime,
        ),
      ]);
    });
    told(id);
    return room(id, false);
  };

  return {
    async open(id) {
      try {
        const { signal } = new AbortController();
        const { accountId } = await jobOf(id);
        await refresh.refreshWhole(id, signal);
        await rejectTypes.of(accountId, signal);
        return await room(id, false);
      } catch (thrown) {
        // What was seen before can be judged without the service; a job never opened cannot.
        const error = toAppError(thrown);
        const known = await store.read.reviews(id);
        if (known.length === 0) throw error;
        const unreachable = error.action === 'retry' || error.action === 'sign-in';
        if (!unreachable)
          log.warn('A review room was opened from what was seen before', { code: error.code });
        return room(id, unreachable);
      }
    },
    async decide(id, file, seen: VersionMark, verdict) {
      const job = await jobOf(id);
      if (verdict.kind === 'reject' && verdict.reasons.length === 0 && verdict.remark.trim() === '')
        throw new AppError(
          'person',
          'reason_required',
          'Say what is wrong: choose a reason or write a remark.',
        );
      await store.transaction(async (writer) => {
        const review = (await writer.reviews(id)).find((each) => each.fileId === file);
        if (!review) throw new AppError('gone', 'file_gone', 'This picture is not part of the job any more.');
        if (review.blocked !== '') throw new AppError('conflict', 'cannot_judge', review.blocked);
        if (review.versionMark !== seen)
          throw new AppError(
            'conflict',
            'other_version',
            `${review.name} came back again while you looked. Look at the new one, then decide.`,
          );
        const decision = await record(writer, job, review, verdict);
        await enqueue(writer, job, decision, review);
      });
      told(id);
      return pairOf(id, file);
    },
    async undo(id) {
      const file = await store.transaction(async (writer) => {
        const unfinished = await writer.unfinishedOf(id);
        const waiting = new Map(
          unfinished.flatMap((item) =>
            item.payload.kind === 'send-decision' && item.state === 'waiting'
              ? [[item.payload.decisionId, item.id] as const]
              : [],
          ),
        );
        const last = (await writer.decisions(id))
          .filter((decision) => decision.state.kind === 'kept' && waiting.has(decision.id))
          .sort((a, b) => b.at - a.at)[0];
        if (!last) return null;
        const item = waiting.get(last.id);
        if (item) await writer.removeQueueItem(item);
        await writer.putDecision({ ...last, replaced: true });
        await setFileDecision(writer, id, last.fileId, null);
        return last.fileId;
      });
      if (file === null) return null;
      told(id);
      return pairOf(id, file);
    },
    acceptAll: (id) => decideAll(id, { kind: 'accept' }, 'accept-all'),
    rejectAll(id, reason) {
      if (reason.trim() === '')
        throw new AppError('person', 'reason_required', 'Say what is wrong: choose a reason or write one.');
      return decideAll(id, { kind: 'reject', reasons: [{ reason, pins: [] }], remark: '' }, 'reject-all');
    },
  };
}
