import type { AccountId, JobId } from '../../../preload/contract/index.ts';
import type { Application, Settled } from '../../ports/application.ts';
import type { Clock } from '../../ports/clock.ts';
import type { QueueRecord, Store } from '../../ports/store.ts';
import type { QueueRunner } from '../../queue/queue-runner.ts';

/** How often the register is looked at when another process works the queue. Milliseconds. */
const LOOK = 1_000;

interface Standing {
  readonly settled: Settled;
  /** Nothing runs, and nothing that waits could go without time passing or somebody acting. */
  readonly quiet: boolean;
  /** Changes whenever something was finished or failed. */
  readonly progress: string;
}

/** Items behind a failed or held one of their lane cannot go by themselves. */
function blockedLanes(rows: readonly QueueRecord[]): ReadonlySet<string> {
  return new Set(rows.filter((row) => row.state === 'failed' || row.state === 'held').map((row) => row.lane));
}

function standing(rows: readonly QueueRecord[], finished: number): Standing {
  const blocked = blockedLanes(rows);
  const count = (state: QueueRecord['state']): number => rows.filter((row) => row.state === state).length;
  const waiting = rows.filter((row) => row.state === 'waiting');
  const kept = waiting.filter((row) => !blocked.has(row.lane)).length;
  const settled = { done: finished, failed: count('failed'), held: count('held'), kept };
  return {
    settled,
    quiet: count('running') === 0,
    progress: `${String(rows.length)}/${String(settled.failed)}/${String(settled.held)}/${String(waiting.reduce((sum, row) => sum + row.attempts, 0))}`,
  };
}

/** Waits until the queue has done what it can; see `Application.settle`. */
export function createSettle(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly runner: QueueRunner;
}): Application['settle'] {
  const { store, clock, runner } = options;

  const rowsOf = async (jobs: readonly JobId[] | null, elsewhere: AccountId | null) => {
    if (elsewhere === null && jobs !== null)
      return (await Promise.all(jobs.map((job) => store.read.unfinishedOf(job)))).flat();
    const all = await store.read.queue(Number.MAX_SAFE_INTEGER);
    return elsewhere === null
      ? all
      : all.filter(({ jobId, accountId }) => jobId === null && accountId === elsewhere);
  };

  const read = async (look: () => Promise<readonly QueueRecord[]>, total: number): Promise<Standing> => {
    const all = await look();
    const rows = all.filter((row) => row.state !== 'done');
    return standing(rows, Math.max(0, total - rows.length));
  };

  /** Until another process commits, the time comes, or the caller gives up. */
  const change = (until: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        cancel();
        unsubscribe();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = clock.after(Math.max(0, until - clock.now()), end);
      const unsubscribe = store.onForeignCommit(end);
      signal.addEventListener('abort', end);
    });

  return async ({ jobs, elsewhere = null, patience, signal }) => {
    const look = () => rowsOf(jobs, elsewhere);
    const first = await read(look, 0);
    const total = first.settled.failed + first.settled.held + first.settled.kept;
    let last = first.progress;
    let since = clock.now();
    for (;;) {
      const idle = runner.isRunner() ? await runner.idle() : null;
      const now = await read(look, total);
      if (now.progress !== last) {
        last = now.progress;
        since = clock.now();
      }
      if (now.quiet && now.settled.kept === 0) return now.settled;
      if (signal.aborted) return now.settled;
      const patienceEnds = since + patience;
      if (now.quiet && idle !== null && idle.nextAt === null) return now.settled;
      if (now.quiet && clock.now() >= patienceEnds) return now.settled;
      const next = idle?.nextAt ?? clock.now() + LOOK;
      if (now.quiet && next > patienceEnds && idle !== null) return now.settled;
      await change(Math.min(next, clock.now() + LOOK), signal);
    }
  };
}
