import type { AccountId } from '../../../preload/contract/index.ts';
import { toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { JobRecord, Store } from '../../ports/store.ts';
import type { AccountStates } from '../accounts/account-states.ts';
import type { JobRefresh } from './job-refresh.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** At most two questions a second for one account, however many jobs it has. */
const BETWEEN_QUESTIONS = SECOND / 2;
/** How many due jobs are read at once; the rest waits for the next turn. */
const AT_ONCE = 50;
/** A signed-out account is left alone; this only says how soon the poller looks whether that changed. */
const LATER = 30 * SECOND;

/** Asks for the status of every job that is due, one question after another per account. */
export interface StatusPoller {
  start(): void;
  /** A job is due sooner than thought, or an account can go on. */
  wake(): void;
  stop(): Promise<void>;
}

export function createStatusPoller(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly states: AccountStates;
  readonly refresh: JobRefresh;
}): StatusPoller {
  const { store, clock, log, states, refresh } = options;
  const stopping = new AbortController();
  let cancelTimer: (() => void) | null = null;
  let turn: Promise<void> | null = null;
  let again = false;

  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        cancel();
        stopping.signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = clock.after(milliseconds, end);
      stopping.signal.addEventListener('abort', end);
    });

  /** A job that could not be asked for is put off: soon for a passing fault, long for what will not pass. */
  const putOff = async (job: JobRecord, retryAt: number): Promise<void> => {
    await store.transaction(async (writer) => {
      const now = await writer.job(job.id);
      if (now) await writer.putJob({ ...now, nextPollAt: retryAt });
    });
  };

  const ask = async (job: JobRecord): Promise<void> => {
    if (states.state(job.accountId)?.kind === 'signed-out') {
      await putOff(job, clock.now() + LATER);
      return;
    }
    try {
      await refresh.refresh(job.id, stopping.signal);
    } catch (thrown) {
      if (stopping.signal.aborted) return;
      const error = toAppError(thrown);
      const passing = error.action === 'retry' || error.action === 'sign-in';
      await putOff(job, error.retryAt ?? clock.now() + (passing ? 5 * SECOND : 30 * MINUTE));
      if (error.action === 'bug') log.error('A status could not be read', { code: error.code });
    }
  };

  const askAll = async (jobs: readonly JobRecord[]): Promise<void> => {
    const byAccount = new Map<AccountId, JobRecord[]>();
    for (const job of jobs) byAccount.set(job.accountId, [...(byAccount.get(job.accountId) ?? []), job]);
    await Promise.all(
      [...byAccount.values()].map(async (due) => {
        for (const job of due) {
          if (stopping.signal.aborted) return;
          await ask(job);
          await pause(BETWEEN_QUESTIONS);
        }
      }),
    );
  };

  const run = async (): Promise<void> => {
    do {
      again = false;
      const due = await store.read.jobsToPoll(clock.now(), AT_ONCE);
      await askAll(due);
      if (due.length === AT_ONCE) again = true;
    } while (again && !stopping.signal.aborted);
    if (stopping.signal.aborted) return;
    const next = await store.read.earliestPoll();
    if (next !== null) cancelTimer = clock.after(Math.max(0, next - clock.now()), wake);
  };

  const wake = (): void => {
    if (stopping.signal.aborted) return;
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
        if (again) wake();
      });
  };

  return {
    start: wake,
    wake,
    async stop() {
      stopping.abort();
      cancelTimer?.();
      await turn;
    },
  };
}
