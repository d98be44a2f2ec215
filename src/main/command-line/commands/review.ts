import type { Pin, RejectReason, ReviewPair, ReviewRoom, Verdict } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import { actAndSettle, jobByWord, type Command, type CommandContext } from '../command.ts';
import { keptReason } from '../kept-reason.ts';
import { done, type Result } from '../output.ts';
import { UsageError } from '../usage.ts';

const pairView = (pair: ReviewPair) => ({
  id: pair.fileId,
  name: pair.name,
  version: pair.version,
  results: pair.results.map((result) => ({ id: result.imageId, name: result.name })),
  decision: pair.decision === null ? null : pair.decision.verdict.kind === 'accept' ? 'accepted' : 'rejected',
  decisionState: pair.decision?.state.kind ?? null,
  ...(pair.blocked === '' ? {} : { reason: pair.blocked }),
});

const pairLine = (pair: ReviewPair): string =>
  `${String(pair.fileId)}  ${pair.name}  ${pair.blocked !== '' ? pair.blocked : pair.decision === null ? 'to review' : pair.decision.verdict.kind === 'accept' ? 'accepted' : 'rejected'}`;

const roomResult = (room: ReviewRoom): Result =>
  done({ files: room.pairs.map(pairView), offline: room.offline }, room.pairs.map(pairLine));

/**
 * `REASON`, `REASON@x,y` or `REASON@x,y,r`: x and y as fractions 0..1 from the top left, r a circle's radius as a fraction
 * of the width. Several of one reason become its pins.
 */
export function rejectReasons(words: readonly string[]): readonly RejectReason[] {
  const reasons = new Map<string, Pin[]>();
  for (const word of words) {
    const found = /^(.*?)(?:@([\d.]+),([\d.]+)(?:,([\d.]+))?)?$/s.exec(word);
    const reason = found?.[1]?.trim() ?? '';
    if (reason === '') throw new UsageError(`“${word}” holds no reason.`);
    const pins = reasons.get(reason) ?? [];
    if (found?.[2] !== undefined) {
      const x = Number(found[2]);
      const y = Number(found[3]);
      if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1))
        throw new UsageError(`“${word}”: x and y are fractions between 0 and 1 from the top left corner.`);
      const radius = found[4] === undefined ? null : Number(found[4]);
      if (radius !== null && !(radius > 0 && radius <= 1))
        throw new UsageError(`“${word}”: a circle’s radius is a fraction of the width between 0 and 1.`);
      pins.push({ x, y, radius });
    }
    reasons.set(reason, pins);
  }
  return [...reasons].map(([reason, pins]) => ({ reason, pins }));
}

function verdictOf({ flags }: CommandContext): Verdict | null {
  const rejects = flags.reject ?? [];
  if ((flags.accept ?? false) && rejects.length > 0)
    throw new UsageError('--accept and --reject exclude each other.');
  if (flags.accept ?? false) return { kind: 'accept' };
  if (rejects.length > 0 || flags.comment !== undefined)
    return { kind: 'reject', reasons: rejectReasons(rejects), remark: flags.comment ?? '' };
  return null;
}

export const review: Command = async (context) => {
  const { api, flags, words } = context;
  const job = await jobByWord(context, words[0]);
  const room = await api.reviews.open(job.id);
  const file = words[1];

  const everyReason = flags['reject-all'];
  let act: () => Promise<unknown>;
  if (flags['accept-all'] ?? false) act = () => api.reviews.acceptAll(job.id);
  else if (everyReason !== undefined) act = () => api.reviews.rejectAll(job.id, everyReason);
  else if (file === undefined || file === 'show') return roomResult(room);
  else {
    const verdict = verdictOf(context);
    if (verdict === null) throw new UsageError('Say --accept, or --reject with a reason.');
    const pair = room.pairs.find((each) => String(each.fileId) === file || each.name === file);
    if (!pair)
      throw new AppError('person', 'file_unknown', `Job ${String(job.remoteId)} has no picture ${file}.`);
    act = () => api.reviews.decide(job.id, pair.fileId, pair.versionMark, verdict);
  }

  const outcome = await actAndSettle(context, job.id, act);
  const after = await api.reviews.open(job.id);
  const failed = (await api.queue.list()).find(
    (item) => item.jobId === job.id && item.state.kind === 'failed',
  );
  const held = (await api.queue.list()).find((item) => item.jobId === job.id && item.state.kind === 'held');
  return {
    ...roomResult(after),
    outcome,
    ...(outcome === 'done'
      ? {}
      : {
          error:
            failed?.state.kind === 'failed'
              ? failed.state.error
              : held?.state.kind === 'held'
                ? { code: 'held', message: held.state.sentence, action: 'person' as const }
                : await keptReason(context, job.accountId),
        }),
  };
};
