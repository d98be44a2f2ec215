import { isDeepStrictEqual } from 'node:util';
import type { ImageId, JobId, Stage } from '../../../preload/contract/index.ts';
import type { RemoteFile, RemoteJob } from '../../ports/bright-river.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Host } from '../../ports/host.ts';
import type { JobRecord, Store, StoreReader } from '../../ports/store.ts';
import type { Connections } from '../accounts/connections.ts';
import { reviewRecords } from '../reviews/review-records.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { JobAddresses } from './job-addresses.ts';
import { nextPoll } from './poll-pace.ts';
import { matchRemoteFiles } from './remote-files.ts';
import { statusMeaning } from './status-table.ts';

/** Brings what the register knows of a job up to what the service says. */
export interface JobRefresh {
  /** Asks for the status and, where something moved, for the job and its files. */
  refresh(job: JobId, signal: AbortSignal): Promise<void>;
  /** The same, asking for everything whatever the status. */
  refreshWhole(job: JobId, signal: AbortSignal): Promise<void>;
}

/** Stages in which results can appear without a change of status. */
const resultsArrive: ReadonlySet<Stage> = new Set(['production', 'redo']);

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
  readonly newId: () => string;
}): JobRefresh {
  const { store, clock, connections, addresses, changes, host, newId } = options;

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
        nextPollAt: nextPoll(stage, kind, changedAt, now),
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
      return { job, moved, askedBefore: before.status !== null && statusMeaning(before.status).needsYou };
    });
    if (news === null) return;
    changes.job(id);
    // An open review room reads the job whole when it is told: being told of nothing new would never end.
    if (otherToReview) changes.review(id);
    if (news.moved && statusMeaning(status).needsYou && !news.askedBefore)
      host.notify(news.job.name, statusMeaning(status).sentence);
  };

  const remoteOf = async (id: JobId): Promise<JobRecord | null> => {
    const job = await store.read.job(id);
    return job === null || job.remoteId === null ? null : job;
  };

  const whole = async (job: JobRecord, signal: AbortSignal): Promise<void> => {
    const remote = await addresses.job(job, signal, 0);
    const status = remote.status ?? job.status ?? 'CJ_NEW';
    const files = await addresses.filesForReview(job, signal, 0);
    await apply(job.id, status, remote, files);
  };

  return {
    async refresh(id, signal) {
      const job = await remoteOf(id);
      if (job?.remoteId == null) return;
      const remoteId = job.remoteId;
      const status = await connections.ask(job.accountId, (api) => api.jobStatus(remoteId, signal));
      if (status !== job.status) await whole(job, signal);
      else if (resultsArrive.has(job.stage))
        await apply(id, status, null, await addresses.filesForReview(job, signal, 0));
      else await apply(id, status, null, null);
    },
    async refreshWhole(id, signal) {
      const job = await remoteOf(id);
      if (job !== null) await whole(job, signal);
    },
  };
}
