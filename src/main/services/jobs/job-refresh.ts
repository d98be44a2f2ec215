import { isDeepStrictEqual } from 'node:util';
import type { ImageId, JobId, Stage } from '../../../preload/contract/index.ts';
import { toAppError } from '../../errors/app-error.ts';
import type { RemoteFile, RemoteJob } from '../../ports/bright-river.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Host } from '../../ports/host.ts';
import type { JobRecord, Store, StoreReader } from '../../ports/store.ts';
import type { Connections } from '../accounts/connections.ts';
import { reviewRecords } from '../reviews/review-records.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { JobAddresses } from './job-addresses.ts';
import { nextPoll } from './poll-pace.ts';
import type { RedoRegister } from './redo-register.ts';
import { matchRemoteFiles } from './remote-files.ts';
import { atOnce, type Pace } from './request-pacer.ts';
import { statusMeaning } from './status-table.ts';

/** Brings what the register knows of a job up to what the service says. */
export interface JobRefresh {
  /**
   * Asks for the status and, where something moved, for the job and its files. A job the service does not know any more
   * is marked so and not asked for again.
   * @param pace waited for before each request
   */
  refresh(job: JobId, signal: AbortSignal, pace: Pace): Promise<void>;
  /** The same, asking for everything whatever the status. */
  refreshWhole(job: JobId, signal: AbortSignal): Promise<void>;
}

/** Stages in which results can appear without a change of status. */
const resultsArrive: ReadonlySet<Stage> = new Set(['production', 'redo']);

const HOUR = 60 * 60_000;

/** A job that is done is not asked for any more, except for a while when the redo of its rejections has not come yet. */
async function nextRedoLook(read: StoreReader, job: JobRecord, now: number): Promise<number | null> {
  if (job.stage !== 'done' || job.remoteId === null || now - job.changedAt > 48 * HOUR) return null;
  if ((await read.fileTotals(job.id)).rejected === 0) return null;
  return (await read.redosOf(job.accountId, job.remoteId)).length === 0 ? now + HOUR / 4 : null;
}

/** Stages after the closing, in which a redo can come into being. */
const closedStages: ReadonlySet<Stage> = new Set(['delivering', 'done', 'redo', 'problem']);

/** The stage a code means for this job: a redo in production is shown as a redo, and odd codes keep the stage. */
export function stageOf(job: Pick<JobRecord, 'stage' | 'parentRemoteId'>, status: string): Stage {
  const { stage } = statusMeaning(status);
  if (stage === 'unchanged') return job.stage === 'draft' ? 'quoting' : job.stage;
  if (stage === 'production' && job.parentRemoteId !== null) return 'redo';
  return stage;
}

/** Result images of the job this one redoes, as far as it is known here. */
export async function imagesOfParent(read: StoreReader, job: JobRecord): Promise<ReadonlySet<ImageId>> {
  if (job.parentRemoteId === null) return new Set();
  const parent = await read.jobByRemoteId(job.accountId, job.parentRemoteId);
  if (parent === null) return new Set();
  const reviews = await read.reviews(parent.id);
  return new Set(reviews.flatMap((review) => review.results.map((result) => result.imageId)));
}

export function createJobRefresh(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly addresses: JobAddresses;
  readonly changes: ChangeFeed;
  readonly host: Host;
  readonly redos: RedoRegister;
  readonly newId: () => string;
}): JobRefresh {
  const { store, clock, connections, addresses, changes, host, redos, newId } = options;

  const apply = async (
    id: JobId,
    status: string,
    remote: RemoteJob | null,
    files: readonly RemoteFile[] | null,
  ): Promise<void> => {
    let otherToReview = false;
    const news = await store.transaction(async (writer) => {
      const before = await writer.job(id);
      if (before === null) return null;
      const now = clock.now();
      const parentRemoteId = remote?.parentJobId ?? before.parentRemoteId;
      const stage = stageOf({ stage: before.stage, parentRemoteId }, status);
      const moved = before.status !== status;
      const changedAt = moved ? now : before.changedAt;
      const { kind } = await connections.account(before.accountId);
      const job: JobRecord = {
        ...before,
        status,
        stage,
        parentRemoteId,
        fromTheEditors: remote?.operatorRemarks ?? before.fromTheEditors,
        atServer: files ? files.filter((file) => file.isOriginal).length : before.atServer,
        inOffer:
          stage === 'offer' && before.stage !== 'offer'
            ? (remote?.fileCount ?? before.inOffer)
            : before.inOffer,
        changedAt,
        goneSince: null,
        nextPollAt:
          nextPoll(stage, kind, Math.max(changedAt, before.actedAt ?? 0), now) ??
          (await nextRedoLook(writer, { ...before, stage, changedAt }, now)),
      };
      await writer.putJob(job);
      if (moved)
        await writer.addTimeline({ jobId: id, at: now, sentence: statusMeaning(status).sentence, status });

      if (files) {
        const reviews = reviewRecords(job, files, await imagesOfParent(writer, job));
        otherToReview = !isDeepStrictEqual(await writer.reviews(id), reviews);
        if (otherToReview) await writer.replaceReviews(id, reviews);
        const decisions = await writer.decisions(id);
        const changed = matchRemoteFiles({
          job,
          known: await writer.files(id),
          remote: files,
          reviews,
          decidedHere: new Set(
            decisions.filter((decision) => decision.state.kind !== 'sent').map((decision) => decision.fileId),
          ),
          newId,
        });
        otherToReview ||= changed.length > 0;
        await writer.putFiles(changed);
        changes.files(
          id,
          changed.map((file) => file.id),
        );
      }
      // One call for each thing that is asked of the person: a reminder of the same offer is none.
      const askedBefore =
        before.status !== null && statusMeaning(before.status).needsYou && before.stage === stage;
      // Somebody who adds a job by its number sees how it stands; that needs no notice.
      return { job, moved, askedBefore, known: before.status !== null };
    });
    if (news === null) return;
    changes.job(id);
    // An open review room reads the job whole when it is told: being told of nothing new would never end.
    if (otherToReview) changes.review(id);
    if (news.moved && news.known && statusMeaning(status).needsYou && !news.askedBefore)
      host.notify(news.job.name, statusMeaning(status).sentence);
  };

  const remoteOf = async (id: JobId): Promise<JobRecord | null> => {
    const job = await store.read.job(id);
    return job === null || job.remoteId === null ? null : job;
  };

  /** Rejected pictures become jobs of their own at the service, sooner or later after the closing. */
  const lookForRedos = async (id: JobId, signal: AbortSignal, pace: Pace): Promise<void> => {
    const job = await store.read.job(id);
    if (job?.remoteId == null) return;
    const { rejected } = await store.read.fileTotals(id);
    if (rejected > 0 || (job.rejectedAtServer ?? 0) > 0) await redos.look(job, signal, pace);
  };

  const isRedoExpected = async (job: JobRecord): Promise<boolean> =>
    closedStages.has(job.stage) &&
    job.remoteId !== null &&
    (await store.read.fileTotals(job.id)).rejected > 0 &&
    (await store.read.redosOf(job.accountId, job.remoteId)).length === 0;

  const whole = async (job: JobRecord, signal: AbortSignal, pace: Pace): Promise<void> => {
    await pace();
    const remote = await addresses.job(job, signal, 0);
    const status = remote.status ?? job.status ?? 'CJ_NEW';
    await pace();
    const files = await addresses.filesForReview(job, signal, 0);
    await apply(job.id, status, remote, files);
    await lookForRedos(job.id, signal, pace);
  };

  const markGone = async (id: JobId): Promise<void> => {
    await store.transaction(async (writer) => {
      const job = await writer.job(id);
      if (job === null || job.goneSince !== null) return;
      const now = clock.now();
      await writer.putJob({ ...job, goneSince: now, nextPollAt: null });
      await writer.addTimeline({
        jobId: id,
        at: now,
        sentence: 'The service does not know this job any more; it is not asked for again',
        status: null,
      });
    });
    changes.job(id);
  };

  /** Runs the questions; a job that is gone is marked before the error goes on. */
  const watchingForGone = async (job: JobRecord, ask: () => Promise<void>): Promise<void> => {
    try {
      await ask();
    } catch (thrown) {
      const { code } = toAppError(thrown);
      if (code === 'gone' || code === 'not_found') await markGone(job.id);
      throw thrown;
    }
  };

  const look = async (job: JobRecord, signal: AbortSignal, pace: Pace): Promise<void> => {
    const { remoteId } = job;
    if (remoteId === null) return;
    await pace();
    const status = await connections.ask(job.accountId, (api) => api.jobStatus(remoteId, signal));
    if (status !== job.status) {
      await whole(job, signal, pace);
      return;
    }
    if (resultsArrive.has(job.stage)) {
      await pace();
      await apply(job.id, status, null, await addresses.filesForReview(job, signal, 0));
    } else await apply(job.id, status, null, null);
    if (await isRedoExpected(job)) await redos.look(job, signal, pace);
  };

  return {
    async refresh(id, signal, pace) {
      const job = await remoteOf(id);
      if (job !== null) await watchingForGone(job, () => look(job, signal, pace));
    },
    async refreshWhole(id, signal) {
      const job = await remoteOf(id);
      if (job !== null) await watchingForGone(job, () => whole(job, signal, atOnce));
    },
  };
}
