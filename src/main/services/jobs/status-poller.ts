import type { AccountId, Instant } from '../../../preload/contract/index.ts';
import { toAppError, type AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { AccountRecord, JobRecord, Store } from '../../ports/store.ts';
import type { AccountStates } from '../accounts/account-states.ts';
import type { JobRefresh } from './job-refresh.ts';
import { createRequestPacer } from './request-pacer.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** At most two requests a second for one account, however many jobs it has and however many questions each takes. */
const BETWEEN_REQUESTS = SECOND / 2;
/** The practice studio lives on this computer and serves nobody else. */
const BETWEEN_PRACTICE_REQUESTS = SECOND / 20;
/** How many due jobs are read at once. Few, so that one the person has just acted on is soon among them. */
const AT_ONCE = 8;
/** How long an account that does not answer is left alone at first, and at most. */
const FIRST_REST = 5 * SECOND;
const LONGEST_REST = 5 * MINUTE;

/** Asks for the status of every job that is due, one question after another per account. */
export interface StatusPoller {
  start(): void;
  /** A job is due sooner than thought, or an account can go on. */
  wake(): void;
  stop(): Promise<void>;
}

/** An account whose service does not answer, or asked for a pause. */
interface Rest {
  readonly until: Instant;
  readonly length: number;
}

export function createStatusPoller(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly states: AccountStates;
  readonly refresh: Pick<JobRefresh, 'refresh'>;
}): StatusPoller {
  const { store, clock, log, states, refresh } = options;
  const pacer = createRequestPacer(clock);
  const stopping = new AbortController();
  const { signal } = stopping;
  const rounds = new Map<AccountId, Promise<void>>();
  const rests = new Map<AccountId, Rest>();
  let cancelTimer: (() => void) | null = null;
  let turn: Promise<void> | null = null;
  let again = false;
  let started = false;

  const putOff = async (job: JobRecord, until: Instant): Promise<void> => {
    await store.transaction(async (writer) => {
      const now = await writer.job(job.id);
      if (now?.nextPollAt != null) await writer.putJob({ ...now, nextPollAt: Math.ceil(until) });
    });
  };

  /** Everything of the account rests: one job that gets no answer speaks for all of them. */
  const rest = (account: AccountId, error: AppError): void => {
    const length = Math.min(LONGEST_REST, (rests.get(account)?.length ?? FIRST_REST / 2) * 2);
    const until = Math.max(clock.now() + length, error.retryAt ?? 0);
    rests.set(account, { until, length });
  };

  const mayAsk = (account: AccountId): boolean =>
    !signal.aborted &&
    states.state(account)?.kind !== 'signed-out' &&
    (rests.get(account)?.until ?? 0) <= clock.now();

  const ask = async (account: AccountRecord, job: JobRecord): Promise<void> => {
    const between = account.kind === 'practice' ? BETWEEN_PRACTICE_REQUESTS : BETWEEN_REQUESTS;
    try {
      await refresh.refresh(job.id, signal, () => pacer.turn(account.id, between, signal));
      rests.delete(account.id);
    } catch (thrown) {
      if (signal.aborted) return;
      const error = toAppError(thrown);
      if (error.action === 'sign-in') return;
      if (error.code === 'offline' || error.retryAt !== undefined) rest(account.id, error);
      else if (error.action === 'retry') await putOff(job, clock.now() + 10 * SECOND);
      else await putOff(job, clock.now() + 30 * MINUTE);
      if (error.action === 'bug') log.error('A status could not be read', { code: error.code });
      return;
    }
    const after = await store.read.job(job.id);
    // Whatever was answered, the same job is not asked for again at once.
    if (after?.nextPollAt != null && after.nextPollAt <= clock.now() && after.actedAt === job.actedAt)
      await putOff(job, clock.now() + SECOND);
  };

  const round = async (account: AccountRecord): Promise<void> => {
    for (;;) {
      const due = await store.read.jobsToPoll(account.id, clock.now(), AT_ONCE);
      if (due.length === 0) return;
      for (const job of due) {
        if (!mayAsk(account.id)) return;
        await ask(account, job);
      }
    }
  };

  const begin = (account: AccountRecord): void => {
    const mine = round(account)
      .catch((error: unknown) => {
        log.error('Asking for statuses stopped', { code: toAppError(error).code });
        rests.set(account.id, { until: clock.now() + LONGEST_REST, length: LONGEST_REST });
      })
      .finally(() => {
        rounds.delete(account.id);
        wake();
      });
    rounds.set(account.id, mine);
  };

  /** Every account has a round of its own, so that a slow service holds up nobody else. One with nothing due gets none. */
  const run = async (): Promise<void> => {
    const times: Instant[] = [];
    for (const account of await store.read.accounts()) {
      if (rounds.has(account.id) || states.state(account.id)?.kind === 'signed-out') continue;
      const next = await store.read.earliestPoll(account.id);
      if (next === null) continue;
      const at = Math.max(next, rests.get(account.id)?.until ?? 0);
      if (at <= clock.now()) begin(account);
      else times.push(at);
    }
    if (times.length > 0 && !signal.aborted)
      cancelTimer = clock.after(Math.min(...times) - clock.now(), wake);
  };

  const wake = (): void => {
    if (!started || signal.aborted) return;
    cancelTimer?.();
    cancelTimer = null;
    if (turn !== null) {
      again = true;
      return;
    }
    turn = run()
      .catch((error: unknown) => {
        log.error('Asking for statuses stopped', { code: toAppError(error).code });
      })
      .finally(() => {
        turn = null;
        if (!again) return;
        again = false;
        wake();
      });
  };

  return {
    start() {
      started = true;
      wake();
    },
    wake,
    async stop() {
      stopping.abort();
      cancelTimer?.();
      await turn;
      await Promise.all(rounds.values());
    },
  };
}
