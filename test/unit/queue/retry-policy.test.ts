import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/main/errors/app-error.ts';
import {
  decideRetry,
  LONGEST_PROBE_DELAY,
  LONGEST_RETRY_DELAY,
  MOST_ATTEMPTS,
  SHORTEST_RETRY_DELAY,
} from '../../../src/main/queue/retry-policy.ts';
import type { RetryInput } from '../../../src/main/queue/retry-policy.ts';

const now = 1_000_000;

function decide(error: AppError, change: Partial<RetryInput> = {}) {
  return decideRetry({ error, attempts: 0, probes: 0, repeatable: true, now, random: 0.5, ...change });
}

const busy = new AppError('retry', 'server_busy', 'The service is busy.');
const offline = new AppError('retry', 'offline', 'Nothing answers.');

describe('what may work later', () => {
  test('is tried again after a delay that doubles and is spread by chance', () => {
    const delays = [0, 1, 2, 3].map((attempts) => decide(busy, { attempts }));
    expect(delays).toEqual([500, 1_000, 2_000, 4_000].map((delay) => ({ kind: 'retry', at: now + delay })));
  });

  test('never waits longer than the longest delay, nor shorter than the shortest', () => {
    for (let attempts = 0; attempts < MOST_ATTEMPTS - 1; attempts += 1) {
      for (const random of [0, 0.1, 0.999_999]) {
        const decision = decide(busy, { attempts, random });
        expect(decision.kind).toBe('retry');
        if (decision.kind !== 'retry') continue;
        expect(decision.at - now).toBeGreaterThanOrEqual(SHORTEST_RETRY_DELAY);
        expect(decision.at - now).toBeLessThanOrEqual(LONGEST_RETRY_DELAY);
      }
    }
  });

  test('fails when its attempts are used up', () => {
    expect(decide(busy, { attempts: MOST_ATTEMPTS - 2 }).kind).toBe('retry');
    expect(decide(busy, { attempts: MOST_ATTEMPTS - 1 })).toEqual({ kind: 'fail' });
  });

  test('waits for the moment the server named when that is later', () => {
    const later = new AppError('retry', 'too_many', 'Too many at once.', { retryAt: now + 90_000 });
    expect(decide(later)).toEqual({ kind: 'retry', at: now + 90_000 });
    const earlier = new AppError('retry', 'too_many', 'Too many at once.', { retryAt: now + 1 });
    expect(decide(earlier)).toEqual({ kind: 'retry', at: now + 500 });
  });
});

describe('when nothing answers', () => {
  test('the account pauses and no attempt is spent, however many there were', () => {
    const decision = decide(offline, { attempts: MOST_ATTEMPTS });
    expect(decision).toEqual({ kind: 'pause-account', until: now + 750, reason: 'offline' });
  });

  test('probes come from one second up to one minute apart', () => {
    for (let probes = 0; probes < 40; probes += 1) {
      for (const random of [0, 0.999_999]) {
        const decision = decide(offline, { probes, random });
        const wait = decision.kind === 'pause-account' && decision.until !== null ? decision.until - now : 0;
        expect(wait).toBeGreaterThanOrEqual(500);
        expect(wait).toBeLessThanOrEqual(LONGEST_PROBE_DELAY);
      }
    }
  });
});

test('a session that is over pauses the account until somebody signs in', () => {
  expect(decide(new AppError('sign-in', 'unauthorized', 'Sign in again.'))).toEqual({
    kind: 'pause-account',
    until: null,
    reason: 'sign-in',
  });
});

test.each(['person', 'gone', 'bug'] as const)('%s fails at once and is kept', (action) => {
  expect(decide(new AppError(action, 'code', 'Sentence.'))).toEqual({ kind: 'fail' });
});

test('a conflict is held', () => {
  expect(decide(new AppError('conflict', 'other_version', 'It changed.'))).toEqual({ kind: 'hold' });
});

test.each(['retry', 'sign-in', 'person', 'bug'] as const)(
  'an unknown outcome (%s) of what must not be done twice is held, of anything else it is not',
  (action) => {
    const error = new AppError(action, 'connection_lost', 'The answer was lost.', { maybeDone: true });
    expect(decide(error, { repeatable: false })).toEqual({ kind: 'hold' });
    expect(decide(error, { repeatable: true }).kind).not.toBe('hold');
  },
);
