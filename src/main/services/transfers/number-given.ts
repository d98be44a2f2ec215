import type { AccountKind } from '../../../preload/contract/index.ts';
import type { RemoteJob } from '../../ports/bright-river.ts';
import type { JobRecord, StoreWriter } from '../../ports/store.ts';
import { nextPoll } from '../jobs/poll-pace.ts';

/** The job has its number at the service from now on: its pictures can travel and its status is asked for. */
export async function giveNumber(
  writer: StoreWriter,
  id: JobRecord['id'],
  remote: Pick<RemoteJob, 'id' | 'status'>,
  how: { readonly now: number; readonly account: AccountKind; readonly sentence: string },
): Promise<void> {
  const current = await writer.job(id);
  if (current === null) return;
  const { now, account, sentence } = how;
  const status = remote.status ?? 'CJ_NEW';
  await writer.putJob({
    ...current,
    remoteId: remote.id,
    status,
    changedAt: now,
    nextPollAt: nextPoll('sending', account, now, now),
  });
  await writer.addTimeline({ jobId: id, at: now, sentence, status });
}
