import type { JobId, MovingPicture, QueueJob } from '../../../preload/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';
import { queueClassOf } from '../../ports/queue-class.ts';
import type { QueueGroup, Store } from '../../ports/store.ts';
import type { QueueRunner } from '../../queue/queue-runner.ts';
import type { MovingFiles } from '../transfers/moving-files.ts';
import { jobWords, type JobStanding } from './job-words.ts';
import { limitWords, secondsFor } from './time-words.ts';

const decisionKinds: ReadonlySet<QueueGroup['kind']> = new Set(['send-decision', 'accept-all', 'reject-all']);

const isStuck = (group: QueueGroup): boolean => group.state === 'failed' || group.state === 'held';
const isTransfer = (group: QueueGroup): boolean => queueClassOf(group.kind) === 'transfer';

function count(groups: readonly QueueGroup[], isMeant: (group: QueueGroup) => boolean): number {
  return groups.reduce((sum, group) => sum + (isMeant(group) ? group.items : 0), 0);
}

/** The short request that runs, or is next: what the job does while no picture moves. */
function callOf(groups: readonly QueueGroup[]): JobStanding['call'] {
  const calls = groups.filter(
    (group) => !isTransfer(group) && !isStuck(group) && group.blocked < group.items,
  );
  const first = calls.find((group) => group.state === 'running') ?? calls[0];
  if (first === undefined) return null;
  if (first.kind === 'create-job' || first.kind === 'prove-uploads') return first.kind;
  return decisionKinds.has(first.kind) ? 'decisions' : 'other';
}

/** When everything that waits, waits for its time; null as soon as something may go now. */
function retryAtOf(groups: readonly QueueGroup[], now: number): number | null {
  const waiting = groups.filter((group) => group.state === 'waiting' && group.blocked < group.items);
  if (groups.some((group) => group.state === 'running') || waiting.length === 0) return null;
  const times = waiting.map((group) => group.retryAt).filter((at) => at !== null && at > now);
  return times.length === waiting.length ? Math.min(...times.map((at) => at ?? now)) : null;
}

/**
 * How long a result is, the service says when it comes: those behind it count as much as those under way on average.
 * @param sizes of what is under way, bytes
 * @param results how many are left, those under way included; 0 while they come together, in the archive
 */
function bytesComing(sizes: readonly number[], results: number): number {
  const known = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.length === 0 ? 0 : Math.round((known / sizes.length) * Math.max(sizes.length, results));
}

/** The jobs with unfinished work, in the order they travel, each with what it does or waits for. */
export async function queueJobs(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly runner: QueueRunner;
  readonly moving: MovingFiles;
}): Promise<readonly QueueJob[]> {
  const { store, clock, runner, moving } = options;
  const now = clock.now();
  const [places, groups, settings] = await Promise.all([
    store.read.queueJobs(),
    store.read.queueGroups(),
    store.read.settings(),
  ]);
  const names = new Map((await store.read.jobs()).map((job) => [job.id, job.name]));
  const groupsOf = Map.groupBy(groups, (group) => group.jobId);
  const pauses = runner.pausedAccounts();
  const movingOf = await movingPictures(options);
  /** The last job before the one looked at whose transfers may go, by account. */
  const before = new Map<string, string>();

  return places.flatMap((place): QueueJob[] => {
    const own = groupsOf.get(place.jobId) ?? [];
    const [first] = own;
    if (first === undefined) return [];
    const uploads = own.filter((group) => group.kind === 'upload-file');
    const downloads = own.filter((group) => group.kind === 'download-file');
    const transfers = own.filter(isTransfer);
    const movingNow = count(transfers, (group) => group.state === 'running');
    const bytesMoved = moving.bytesUnderWayOf(place.jobId);
    const bytesLeft =
      transfers.reduce((sum, group) => sum + (isStuck(group) ? 0 : group.bytes), 0) +
      bytesComing(
        moving.sizesComing(place.jobId),
        moving.of(place.jobId) === undefined ? count(downloads, (group) => !isStuck(group)) : 0,
      );
    const paused = place.pausedAt !== null;
    const secondsLeft =
      movingNow > 0 ? secondsFor(Math.max(0, bytesLeft - bytesMoved), moving.steadyRate(place.jobId)) : null;
    const jobName = names.get(place.jobId) ?? '';
    const standing: JobStanding = {
      everythingPaused: runner.isPaused(),
      paused,
      accountPause:
        pauses.find(
          (each) =>
            each.accountId === first.accountId &&
            (each.queueClass === null ||
              own.every((group) => queueClassOf(group.kind) === each.queueClass) ||
              (each.queueClass === 'transfer' && transfers.length > 0)),
        ) ?? null,
      moving: movingNow,
      uploads: count(uploads, () => true),
      downloads: count(downloads, () => true),
      failed: count(transfers, isStuck),
      secondsLeft,
      call: callOf(own),
      decisions: count(own, (group) => decisionKinds.has(group.kind) && !isStuck(group)),
      stuckCalls: count(own, (group) => !isTransfer(group) && isStuck(group)),
      before: before.get(first.accountId) ?? null,
      retryAt: retryAtOf(own, now),
      limit: limitWords(settings.bandwidth, now),
    };
    if (!paused && count(transfers, (group) => !isStuck(group)) > 0) before.set(first.accountId, jobName);
    return [
      {
        jobId: place.jobId,
        jobName,
        accountId: first.accountId,
        paused,
        picturesLeft: standing.uploads,
        picturesMoving: movingNow,
        downloadsLeft: standing.downloads,
        needsYou: count(own, isStuck),
        failedUploads: count(uploads, isStuck),
        bytesLeft,
        bytesMoved,
        bytesPerSecond: moving.bytesPerSecond(place.jobId),
        secondsLeft,
        moving: movingOf.get(place.jobId) ?? [],
        sentence: jobWords(standing, now),
      },
    ];
  });
}

/** What moves here and now, by job. What another process moves is not known here. */
async function movingPictures({
  store,
  runner,
  moving,
}: {
  readonly store: Store;
  readonly runner: QueueRunner;
  readonly moving: MovingFiles;
}): Promise<ReadonlyMap<JobId, readonly MovingPicture[]>> {
  const found = new Map<JobId, MovingPicture[]>();
  for (const { payload, jobId } of runner.running()) {
    if (jobId === null) continue;
    const isArchive = payload.kind === 'download-archive';
    const fileId = 'fileId' in payload ? payload.fileId : null;
    const now = isArchive ? moving.of(jobId) : fileId === null ? undefined : moving.of(fileId);
    if (now === undefined) continue;
    const file = fileId === null ? null : await store.read.file(fileId);
    if (file === null && !isArchive) continue;
    const pictures = found.get(jobId) ?? [];
    found.set(jobId, pictures);
    pictures.push({
      name: file?.name ?? 'The archive',
      size: now.total ?? file?.size ?? 0,
      moved: now.sentBytes,
      bytesPerSecond: now.bytesPerSecond,
    });
  }
  return found;
}
