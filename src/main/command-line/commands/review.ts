import type {
  DecidedTogether,
  PictureHistory,
  Pin,
  RejectReason,
  ReviewPair,
  ReviewRoom,
  Verdict,
} from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import { actAndSettle, jobByWord, type Command, type CommandContext } from '../command.ts';
import { keptReason } from '../kept-reason.ts';
import { done, type Result } from '../output.ts';
import { UsageError } from '../usage.ts';
import { preflight } from './preflight.ts';

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

/** The pictures meant by ids or names, each once. @throws AppError naming the first that is not in the job */
function pairsOf(room: ReviewRoom, job: string, files: readonly string[]): readonly ReviewPair[] {
  const pairs = files.map((file) => {
    const pair = room.pairs.find((each) => String(each.fileId) === file || each.name === file);
    if (!pair) throw new AppError('person', 'file_unknown', `Job ${job} has no picture ${file}.`);
    return pair;
  });
  return [...new Set(pairs)];
}

function said(verdict: Verdict | null): string {
  if (verdict === null) return 'not judged here';
  if (verdict.kind === 'accept') return 'accepted';
  const reasons = verdict.reasons.map(({ reason, pins }) =>
    pins.length === 0 ? reason : `${reason} (${pins.length === 1 ? '1 pin' : `${String(pins.length)} pins`})`,
  );
  return `rejected: ${[...reasons, verdict.remark].filter((part) => part !== '').join('; ')}`;
}

const isHeld = (pair: ReviewPair): boolean => pair.decision?.state.kind === 'held';

/** What was decided on the version before. @throws AppError when nothing is held */
function heldVerdict(pair: ReviewPair): Verdict {
  if (pair.decision === null || !isHeld(pair))
    throw new AppError('person', 'not_held', `${pair.name} is not held: there is nothing to confirm.`);
  return pair.decision.verdict;
}

/** Decisions that wait because their picture came back again: what was judged beside what is there now. */
function heldResult(room: ReviewRoom): Result {
  const held = room.pairs.filter(isHeld);
  const lines = held.map(
    ({ fileId, name, decision, changed }) =>
      `${String(fileId)}  ${name}  ${said(decision?.verdict ?? null)}; now ${changed === '' ? 'another version' : changed}`,
  );
  return done(
    {
      files: held.map((pair) => ({
        ...pairView(pair),
        verdict: pair.decision?.verdict ?? null,
        judged: pair.judged.map((image) => ({ id: image.imageId, name: image.name })),
        changed: pair.changed,
        reason: pair.decision?.state.kind === 'held' ? pair.decision.state.sentence : '',
      })),
    },
    held.length === 0 ? ['Nothing is held.'] : lines,
  );
}

/** What was asked of earlier versions, picture by picture. */
function historyResult(pairs: readonly ReviewPair[], histories: readonly PictureHistory[]): Result {
  const versionsOf = new Map(histories.map((history) => [history.fileId, history.versions]));
  const files = pairs.map((pair) => ({
    id: pair.fileId,
    name: pair.name,
    version: pair.version,
    earlier: (versionsOf.get(pair.fileId) ?? []).map(({ version, jobName, at, verdict, images }) => ({
      version,
      job: jobName,
      at: at === null ? null : new Date(at).toISOString(),
      results: images.map((image) => ({ id: image.imageId, name: image.name })),
      verdict,
    })),
  }));
  const lines = files.flatMap(({ id, name, earlier }) =>
    earlier.length === 0
      ? [`${String(id)}  ${name}  no earlier version`]
      : earlier.map(
          ({ version, verdict }) => `${String(id)}  ${name}  version ${String(version)}  ${said(verdict)}`,
        ),
  );
  return done({ files }, lines);
}

export const review: Command = async (context) => {
  const { api, flags, words } = context;
  const job = await jobByWord(context, words[0]);
  const room = await api.reviews.open(job.id);
  const files = words.slice(1);
  const number = String(job.remoteId);

  const everyReason = flags['reject-all'];
  const stillHolds = flags['still-holds'] ?? false;
  let act: () => Promise<unknown>;
  let refused: DecidedTogether['refused'] = [];
  if (flags['accept-all'] ?? false) act = () => api.reviews.acceptAll(job.id);
  else if (everyReason !== undefined) act = () => api.reviews.rejectAll(job.id, everyReason);
  else {
    const verdict = verdictOf(context);
    if (stillHolds && verdict !== null)
      throw new UsageError('--still-holds sends what was decided; it takes no other verdict.');
    if (verdict === null && !stillHolds) {
      if (files.length === 0 || (files.length === 1 && files[0] === 'show')) return roomResult(room);
      if (files.length === 1 && files[0] === 'held') return heldResult(room);
      if (files.length === 1 && files[0] === 'preflight') return preflight(context, job.id, room);
      if (files[0] !== 'history') throw new UsageError('Say --accept, or --reject with a reason.');
      const about = files.length === 1 ? room.pairs : pairsOf(room, number, files.slice(1));
      const ids = about.map((pair) => pair.fileId);
      return historyResult(about, await api.reviews.history(job.id, ids));
    }
    if (files.length === 0) throw new UsageError('Say which FILE, or --accept-all, --reject-all REASON.');
    const choices = pairsOf(room, number, files).map((pair) => ({
      fileId: pair.fileId,
      seen: pair.versionMark,
      verdict: verdict ?? heldVerdict(pair),
    }));
    act = async () => {
      ({ refused } = await api.reviews.decideTogether(job.id, choices));
    };
  }

  const outcome = await actAndSettle(context, job.id, room.offline, act);
  const after = await api.reviews.open(job.id);
  const [first] = refused;
  if (first !== undefined)
    return {
      ...roomResult(after),
      outcome: 'failed',
      error: {
        code: 'cannot_judge',
        message: `${first.name}: ${first.sentence} The others are decided.`,
        action: 'conflict',
      },
    };
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
