import { assertNever } from '../errors/assert-never.ts';
import type { AppError } from '../errors/app-error.ts';

/** Attempts an item has in all before it is failed and kept. */
export const MOST_ATTEMPTS = 12;

/** First and longest wait between two attempts; doubled each time in between. Milliseconds. */
export const FIRST_RETRY_DELAY = 1_000;
export const LONGEST_RETRY_DELAY = 300_000;

/** Chance may shorten a wait, but not below this, so that a failing service is never hammered. Milliseconds. */
export const SHORTEST_RETRY_DELAY = 100;

/** First and longest wait before an unreachable service is tried again; doubled each time in between. Milliseconds. */
export const FIRST_PROBE_DELAY = 1_000;
export const LONGEST_PROBE_DELAY = 60_000;

/** The code adapters give when nothing answered at all: refused, no name, unreachable. */
export const OFFLINE = 'offline';

export interface RetryInput {
  readonly error: AppError;
  /** Attempts spent before this failure. */
  readonly attempts: number;
  /** How often in a row the account was already found unreachable. */
  readonly probes: number;
  /** False for what must not be done twice when its outcome is unknown. */
  readonly repeatable: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** In [0, 1). */
  readonly random: number;
}

export type RetryDecision =
  /** Spends one attempt; goes on by itself at `at` (milliseconds since the epoch). */
  | { readonly kind: 'retry'; readonly at: number }
  /** Spends none; the account's work waits until then, or (null) until somebody signs in. */
  | { readonly kind: 'pause-account'; readonly until: number | null; readonly reason: 'offline' | 'sign-in' }
  | { readonly kind: 'fail' }
  | { readonly kind: 'hold' };

/** What becomes of an item after a failure. Pure: time and chance are given. */
export function decideRetry(input: RetryInput): RetryDecision {
  const { error, attempts, now, random } = input;
  if (error.maybeDone && !input.repeatable) return { kind: 'hold' };
  switch (error.action) {
    case 'retry':
      if (error.code === OFFLINE) {
        return {
          kind: 'pause-account',
          until: laterOf(now + probeDelay(input.probes, random), error),
          reason: 'offline',
        };
      }
      if (attempts + 1 >= MOST_ATTEMPTS) return { kind: 'fail' };
      return { kind: 'retry', at: laterOf(now + retryDelay(attempts, random), error) };
    case 'sign-in':
      return { kind: 'pause-account', until: null, reason: 'sign-in' };
    case 'conflict':
      return { kind: 'hold' };
    case 'person':
    case 'gone':
    case 'bug':
      return { kind: 'fail' };
    default:
      return assertNever(error.action);
  }
}

/** Full jitter: anything up to the doubled delay, so that a crowd of items does not come back at one moment. */
function retryDelay(attempts: number, random: number): number {
  const longest = Math.min(LONGEST_RETRY_DELAY, FIRST_RETRY_DELAY * 2 ** attempts);
  return Math.max(SHORTEST_RETRY_DELAY, Math.round(longest * random));
}

/** Between half and the whole of the doubled delay: a probe that comes too early costs little, one too late is noticed. */
function probeDelay(probes: number, random: number): number {
  const longest = Math.min(LONGEST_PROBE_DELAY, FIRST_PROBE_DELAY * 2 ** probes);
  return Math.round(longest / 2 + (longest / 2) * random);
}

function laterOf(at: number, error: AppError): number {
  return Math.max(at, error.retryAt ?? 0);
}
