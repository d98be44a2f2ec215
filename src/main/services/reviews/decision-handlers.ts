import type { DecisionId, ImageId, RemoteJobId } from '../../../preload/contract/index.ts';
import { AppError, errorData } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DecisionRecord, JobRecord, JobQueueRecord, Store, StoreWriter } from '../../ports/store.ts';
import type { Handler, HandlerResult } from '../../queue/queue-runner.ts';
import type { Connections } from '../accounts/connections.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import type { JobAddresses } from '../jobs/job-addresses.ts';
import { isAlreadyThere } from './already-there.ts';
import { carriedDecisions } from './carried-decisions.ts';
import { otherVersion } from './other-version.ts';
import { createPictureTurns } from './picture-turns.ts';
import type { RejectTypes } from './reject-types.ts';
import { listedFacts, versionMark } from './review-records.ts';
import { circlesOf, isRejection, sendCircles, sendRejections, type Subject } from './send-review.ts';
import { remoteSubject, type RemoteSubject } from '../jobs/remote-subject.ts';
import { listedDiffers } from './version-difference.ts';

/** Decisions that go together share one list that is no older. Milliseconds. */
const LISTED_RECENTLY = 2_000;

/** Marks decisions as sent, in the transaction that finishes their queue item. */
async function markSent(
  writer: StoreWriter,
  decisions: readonly DecisionRecord[],
  at: number,
): Promise<void> {
  for (const { id } of decisions) {
    // One that was replaced while it was on its way stays replaced.
    const current = await writer.decision(id);
    if (current !== null) await writer.putDecision({ ...current, state: { kind: 'sent', at } });
  }
}

/** Carries decisions to the service. A decision goes only to the version it was taken on; anything else is held. */
export function decisionHandlers(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly addresses: JobAddresses;
  readonly changes: ChangeFeed;
  readonly rejectTypes: RejectTypes;
}): { readonly sendDecision: Handler; readonly acceptAll: Handler; readonly rejectAll: Handler } {
  const { store, clock, connections, addresses, changes, rejectTypes } = options;

  const turns = createPictureTurns();

  const told = (job: JobRecord): void => {
    changes.job(job.id);
    changes.review(job.id);
  };

  /**
   * How old, in milliseconds, a list may be that decisions are checked against: never from before they were taken. Many
   * decisions share one only where reading it for each would cost much: a millisecond for each picture of the job.
   */
  const oldestList = async (job: JobRecord, decisions: readonly DecisionRecord[]): Promise<number> => {
    const { returned } = await store.read.fileTotals(job.id);
    const taken = Math.max(...decisions.map(({ at }) => at));
    return Math.min(LISTED_RECENTLY, returned, clock.now() - taken - 1);
  };

  /**
   * Decisions still to be sent, each checked against what the service has now, with what they are about; and whether they
   * are about every picture that has come back.
   */
  const checkVersions = async (
    job: JobRecord,
    decisions: readonly DecisionRecord[],
    signal: AbortSignal,
  ): Promise<{ readonly subjects: readonly Subject[]; readonly isAll: boolean }> => {
    const files = await addresses.filesForReview(job, signal, await oldestList(job, decisions));
    const subjects = decisions.map((decision) => {
      const file = files.find((each) => each.id === decision.fileId);
      if (file === undefined)
        throw new AppError('gone', 'file_gone', 'The service does not list this picture any more.');
      const isOther =
        versionMark(file) !== decision.versionMark ||
        (decision.seen !== null && listedDiffers(decision.seen.listed, listedFacts(file)));
      if (isOther) throw otherVersion(file.name);
      const images: readonly ImageId[] = file.results.map((image) => image.imageId);
      return { decision, name: file.name, images, isThere: isAlreadyThere(decision, file) };
    });
    const decided = new Set(decisions.map(({ fileId }) => fileId));
    return { subjects, isAll: files.every((file) => file.results.length === 0 || decided.has(file.id)) };
  };

  /** Rejections of many or one, the account's way. */
  const reject = async (
    job: JobRecord,
    remoteId: RemoteJobId,
    subjects: readonly Subject[],
    signal: AbortSignal,
  ): Promise<void> => {
    const { rejectWay } = await connections.account(job.accountId);
    const rejections = subjects.flatMap(({ decision, ...rest }) =>
      isRejection(decision) ? [{ ...rest, decision }] : [],
    );
    await connections.ask(job.accountId, (api) =>
      sendRejections(api, remoteId, rejectWay, rejections, signal),
    );
  };

  /** One reason for all is a request of its own, where the account rejects by reviews. */
  const rejectTogether = async (
    job: JobRecord,
    remoteId: RemoteJobId,
    subjects: readonly Subject[],
    reason: string,
    signal: AbortSignal,
  ): Promise<void> => {
    const { rejectWay } = await connections.account(job.accountId);
    if (rejectWay === 'review')
      await connections.ask(job.accountId, (api) => api.reviewAll(remoteId, reason, signal));
    else await reject(job, remoteId, subjects, signal);
  };

  /** @returns a line for the timeline when the circles could not be sent; empty otherwise */
  const circles = async (
    job: JobRecord,
    remoteId: RemoteJobId,
    { decision, name }: Subject,
    item: JobQueueRecord,
    signal: AbortSignal,
  ): Promise<string> => {
    const hasCircle =
      isRejection(decision) &&
      decision.verdict.reasons.some(({ pins }) => pins.some((pin) => pin.radius !== null));
    if (!hasCircle) return '';
    const reasons = circlesOf(decision, await rejectTypes.of(job.accountId, signal));
    if (reasons === null) return '';
    const sent = await sendCircles(
      () => connections.ask(job.accountId, (api) => api.setRejectionReasons(remoteId, name, reasons, signal)),
      item.attempts,
    );
    return sent === 'sent' ? '' : `The circles on ${name} were not taken; its reasons and pins are sent`;
  };

  /** The request for the whole job goes only where it says what was decided on every result the service has; else one by one. */
  const together: Handler = async (item, { signal }) => {
    const { job, remoteId } = await remoteSubject(store, item);
    return turns.take(job.id, null, async () => {
      signal.throwIfAborted();
      const decisions = await carriedDecisions(store.read, item);
      if (decisions.length === 0) return { kind: 'finished' };
      const { subjects, isAll } = await checkVersions(job, decisions, signal);
      const { payload } = item;
      if (payload.kind === 'reject-all' && isAll)
        await rejectTogether(job, remoteId, subjects, payload.reason, signal);
      else if (payload.kind === 'reject-all') await reject(job, remoteId, subjects, signal);
      else if (isAll) await connections.ask(job.accountId, (api) => api.acceptAll(remoteId, signal));
      else
        for (const { decision } of subjects)
          await connections.ask(job.accountId, (api) => api.acceptFile(remoteId, decision.fileId, signal));
      return {
        kind: 'finished',
        commit: async (writer) => {
          await markSent(writer, decisions, clock.now());
          told(job);
        },
      };
    });
  };

  const sendOne = async (
    item: JobQueueRecord,
    { job, remoteId }: RemoteSubject,
    id: DecisionId,
    signal: AbortSignal,
  ): Promise<HandlerResult> => {
    signal.throwIfAborted();
    const decision = await store.read.decision(id);
    // A later decision on the same picture has replaced it: there is nothing left to send.
    if (decision === null || decision.replaced || decision.state.kind === 'sent') return { kind: 'finished' };
    const {
      subjects: [subjectNow],
    } = await checkVersions(job, [decision], signal);
    if (subjectNow === undefined) return { kind: 'finished' };
    const { isThere } = subjectNow;
    const note = isThere ? '' : await circles(job, remoteId, subjectNow, item, signal);
    if (isThere) changes.review(job.id);
    else if (isRejection(decision)) await reject(job, remoteId, [subjectNow], signal);
    else await connections.ask(job.accountId, (api) => api.acceptFile(remoteId, decision.fileId, signal));
    return {
      kind: 'finished',
      commit: async (writer) => {
        await markSent(writer, [decision], clock.now());
        if (note !== '')
          await writer.addTimeline({ jobId: job.id, at: clock.now(), sentence: note, status: null });
        told(job);
      },
    };
  };

  return {
    async sendDecision(item, { signal }) {
      const subject = await remoteSubject(store, item);
      const decision =
        item.payload.kind === 'send-decision' ? await store.read.decision(item.payload.decisionId) : null;
      if (decision === null) return { kind: 'finished' };
      return turns.take(subject.job.id, decision.fileId, () => sendOne(item, subject, decision.id, signal));
    },
    acceptAll: together,
    rejectAll: together,
  };
}

/** A decision that could not go shows why in the review room too. */
export async function decisionFailed(
  writer: StoreWriter,
  item: JobQueueRecord,
  error: AppError,
): Promise<void> {
  const state: DecisionRecord['state'] =
    error.action === 'conflict'
      ? { kind: 'held', sentence: error.message }
      : { kind: 'failed', error: errorData(error) };
  for (const decision of await carriedDecisions(writer, item))
    await writer.putDecision({ ...decision, state });
}
