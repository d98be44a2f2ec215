import type { DecisionRecord, JobQueueRecord, StoreReader, StoreWriter } from '../../ports/store.ts';

/**
 * The decisions an item of the queue takes to the service: its own, or, of a request for the whole job, all of its kind
 * that are still to be sent and that have no item of their own. None that was replaced.
 */
export async function carriedDecisions(
  reader: StoreReader,
  { jobId, payload }: Pick<JobQueueRecord, 'jobId' | 'payload'>,
): Promise<readonly DecisionRecord[]> {
  if (payload.kind === 'send-decision') {
    const decision = await reader.decision(payload.decisionId);
    return decision === null || decision.replaced ? [] : [decision];
  }
  if (payload.kind !== 'accept-all' && payload.kind !== 'reject-all') return [];
  const kind = payload.kind === 'accept-all' ? 'accept' : 'reject';
  const own = new Set(
    (await reader.unfinishedOf(jobId)).flatMap((item) =>
      item.payload.kind === 'send-decision' ? [item.payload.decisionId] : [],
    ),
  );
  return (await reader.decisions(jobId)).filter(
    (decision) => decision.state.kind !== 'sent' && decision.verdict.kind === kind && !own.has(decision.id),
  );
}

/** A person has given the item up: its decisions stay as history, and the pictures are open again. */
export async function giveUpDecisions(writer: StoreWriter, item: JobQueueRecord): Promise<void> {
  // What another request for the whole job still takes along is not given up.
  if (
    item.payload.kind !== 'send-decision' &&
    (await writer.unfinishedOf(item.jobId)).some(({ payload }) => payload.kind === item.payload.kind)
  )
    return;
  const givenUp = await carriedDecisions(writer, item);
  if (givenUp.length === 0) return;
  for (const decision of givenUp) await writer.putDecision({ ...decision, replaced: true });
  const pictures = new Set(givenUp.map(({ fileId }) => fileId));
  const files = (await writer.files(item.jobId)).filter(
    ({ remoteId }) => remoteId !== null && pictures.has(remoteId),
  );
  await writer.putFiles(files.map((file) => ({ ...file, decision: null })));
}

/** A person tries the item again: its decisions are on their way once more. */
export async function reviveDecisions(writer: StoreWriter, item: JobQueueRecord): Promise<void> {
  for (const decision of await carriedDecisions(writer, item))
    await writer.putDecision({ ...decision, state: { kind: 'kept' } });
}
