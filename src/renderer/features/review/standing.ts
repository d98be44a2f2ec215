import type { Decision, RemoteFileId, ReviewPair, Verdict } from '../../../preload/contract/index.ts';

/** Verdicts given in this window that the main process has not confirmed yet. */
export type Pending = ReadonlyMap<RemoteFileId, Verdict>;

/** How one picture stands, as the film strip shows it. */
export type Mood = 'open' | 'blocked' | 'accepted' | 'rejected' | 'held';

function moodOf(decision: Decision): Mood {
  if (decision.state.kind === 'held') return 'held';
  return decision.verdict.kind === 'accept' ? 'accepted' : 'rejected';
}

/** A held decision does not count: the picture changed after it was judged, so it waits for a new look. */
export function mood(pair: ReviewPair, pending: Pending): Mood {
  const given = pending.get(pair.fileId);
  if (given !== undefined) return given.kind === 'accept' ? 'accepted' : 'rejected';
  if (pair.decision !== null) return moodOf(pair.decision);
  return pair.blocked === '' ? 'open' : 'blocked';
}

export function waitsForYou(pair: ReviewPair, pending: Pending): boolean {
  const now = mood(pair, pending);
  return (now === 'open' || now === 'held') && pair.blocked === '';
}

/** False once the decision is on its way to the service: it cannot be taken back here. */
export function canChange(pair: ReviewPair): boolean {
  const state = pair.decision?.state.kind;
  return pair.blocked === '' && state !== 'sending' && state !== 'sent';
}

export interface Standing {
  readonly total: number;
  readonly left: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly blocked: number;
  /** Decided, and not at the service yet. */
  readonly kept: number;
  readonly held: number;
  readonly failed: number;
}

export function standingOf(pairs: readonly ReviewPair[], pending: Pending): Standing {
  const count = { left: 0, accepted: 0, rejected: 0, blocked: 0, kept: 0, held: 0, failed: 0 };
  for (const pair of pairs) {
    const now = mood(pair, pending);
    if (waitsForYou(pair, pending)) count.left += 1;
    if (now !== 'open') count[now] += 1;
    const state = pair.decision?.state.kind;
    if (pending.has(pair.fileId) || state === 'kept' || state === 'sending') count.kept += 1;
    else if (state === 'failed') count.failed += 1;
  }
  return { total: pairs.length, ...count };
}

/**
 * The next picture that waits for a decision, going on past the end from the start; -1 when none does.
 * @param among places to look at, in order; null for all of them
 */
export function nextWaiting(
  pairs: readonly ReviewPair[],
  from: number,
  pending: Pending,
  among: readonly number[] | null = null,
): number {
  const places = among ?? pairs.map((_pair, place) => place);
  const start = places.indexOf(from) + 1;
  const inOrder = [...places.slice(start), ...places.slice(0, start)];
  return (
    inOrder.find((place) => {
      const pair = pairs[place];
      return pair !== undefined && waitsForYou(pair, pending);
    }) ?? -1
  );
}
