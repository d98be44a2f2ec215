import type { RemoteJobId } from '../../../preload/contract/index.ts';
import { AppError, errorData } from '../../errors/app-error.ts';
import type { FileReview, RemoteReject } from '../../ports/bright-river.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DecisionRecord, JobRecord, QueueRecord, Store, StoreWriter } from '../../ports/store.ts';
import type { Handler } from '../../queue/queue-runner.ts';
import type { Connections } from '../accounts/connections.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import type { JobAddresses } from '../jobs/job-addresses.ts';
import { versionMark } from './review-records.ts';

/** One decision as `POST …/files/{fileId}/review` takes it: every result of the file gets the same verdict. */
function fileReview(decision: DecisionRecord, imageIds: readonly RemoteReject['imageId'][]): FileReview {
  if (decision.verdict.kind === 'accept') return { fileId: decision.fileId, accepted: true, rejects: [] };
  const { reasons, remark } = decision.verdict;
  return {
    fileId: decision.fileId,
    accepted: false,
    rejects: imageIds.map((imageId) => ({ imageId, remark, reasons })),
  };
}

/** Marks decisions as sent, in the transaction that finishes their queue item. */
async function markSent(
  writer: StoreWriter,
  decisions: readonly DecisionRecord[],
  at: number,
): Promise<void> {
  for (const decision of decisions) await writer.putDecision({ ...decision, state: { kind: 'sent', at } });
}

const held = (name: string): AppError =>
  new AppError(
    'conflict',
    'other_version',
    `${name} came back again after you had looked. Your decision was for the version before; it is kept, not sent. Look at the new one and decide again.`,
  );

/** Carries decisions to the service. A decision goes only to the version it was taken on; anything else is held. */
export function decisionHandlers(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly addresses: JobAddresses;
  readonly changes: ChangeFeed;
}): { readonly sendDecision: Handler; readonly acceptAll: Handler; readonly rejectAll: Handler } {
  const { store, clock, connections, addresses, changes } = options;

  const subject = async (
    item: QueueRecord,
  ): Promise<{ readonly job: JobRecord; readonly remoteId: RemoteJobId }> => {
    const job = await store.read.job(item.jobId);
    if (job?.remoteId == null)
      throw new AppError('gone', 'job_missing', 'This job does not exist at the service.');
    return { job, remoteId: job.remoteId };
  };

  const told = (job: JobRecord): void => {
    changes.job(job.id);
    changes.review(job.id);
  };

  /** Decisions still to be sent, each checked against what the service has now. */
  const checkVersions = async (
    job: JobRecord,
    decisions: readonly DecisionRecord[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<DecisionRecord['fileId'], readonly RemoteReject['imageId'][]>> => {
    const files = await addresses.filesForReview(job, signal);
    const images = new Map<DecisionRecord['fileId'], readonly RemoteReject['imageId'][]>();
    for (const decision of decisions) {
      const file = files.find((each) => each.id === decision.fileId);
      if (file === undefined)
        throw new AppError('gone', 'file_gone', 'The service does not list this picture any more.');
      if (versionMark(file) !== decision.versionMark) throw held(file.name);
      images.set(
        decision.fileId,
        file.results.map((image) => image.imageId),
      );
    }
    return images;
  };

  const pending = async (job: JobRecord, kind: 'accept' | 'reject'): Promise<readonly DecisionRecord[]> =>
    (await store.read.decisions(job.id)).filter(
      (decision) => decision.state.kind !== 'sent' && decision.verdict.kind === kind,
    );

  const together =
    (kind: 'accept' | 'reject'): Handler =>
    async (item, { signal }) => {
      const { job, remoteId } = await subject(item);
      const decisions = await pending(job, kind);
      await checkVersions(job, decisions, signal);
      const payload = item.payload;
      await connections.ask(job.accountId, (api) =>
        payload.kind === 'reject-all'
          ? api.reviewAll(remoteId, payload.reason, signal)
          : api.acceptAll(remoteId, signal),
      );
      return {
        kind: 'finished',
        commit: async (writer) => {
          await markSent(writer, decisions, clock.now());
          told(job);
        },
      };
    };

  return {
    async sendDecision(item, { signal }) {
      const { job, remoteId } = await subject(item);
      const decision =
        item.payload.kind === 'send-decision' ? await store.read.decision(item.payload.decisionId) : null;
      // A later decision on the same picture has replaced it: there is nothing left to send.
      if (decision === null || decision.replaced || decision.state.kind === 'sent')
        return { kind: 'finished' };
      const images = await checkVersions(job, [decision], signal);
      await connections.ask(job.accountId, (api) =>
        api.reviewFile(remoteId, fileReview(decision, images.get(decision.fileId) ?? []), signal),
      );
      return {
        kind: 'finished',
        commit: async (writer) => {
          const current = await writer.decision(decision.id);
          if (current) await markSent(writer, [current], clock.now());
          told(job);
        },
      };
    },
    acceptAll: together('accept'),
    rejectAll: together('reject'),
  };
}

/** A decision that could not go shows why in the review room too. */
export async function decisionFailed(writer: StoreWriter, item: QueueRecord, error: AppError): Promise<void> {
  const state: DecisionRecord['state'] =
    error.action === 'conflict'
      ? { kind: 'held', sentence: error.message }
      : { kind: 'failed', error: errorData(error) };
  if (item.payload.kind === 'send-decision') {
    const decision = await writer.decision(item.payload.decisionId);
    if (decision && !decision.replaced) await writer.putDecision({ ...decision, state });
    return;
  }
  const kind = item.payload.kind === 'accept-all' ? 'accept' : 'reject';
  for (const decision of await writer.decisions(item.jobId))
    if (decision.state.kind !== 'sent' && decision.verdict.kind === kind)
      await writer.putDecision({ ...decision, state });
}
