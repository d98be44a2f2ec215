import type { Application, Settled } from '../../ports/application.ts';
import type { Clock } from '../../ports/clock.ts';
import type { QueueStanding, Store } from '../../ports/store.ts';
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

function standingOf(found: QueueStanding, total: number): Standing {
  const { failed, held, kept, unfinished, attempts } = found;
  return {
    settled: { done: Math.max(0, total - unfinished), failed, held, kept },
    quiet: found.running === 0,
    progress: `${String(unfinished)}/${String(failed)}/${String(held)}/${String(attempts)}`,
  };
}

/** Waits until the queue has done what it can; see `Application.settle`. */
export function createSettle(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly runner: QueueRunner;
}): Application['settle'] {
  const { store, clock, runner } = options;

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
    const read = async (total: number): Promise<Standing> =>
      standingOf(await store.read.queueStanding(jobs, elsewhere), total);
    const first = await read(0);
    const total = first.settled.failed + first.settled.held + first.settled.kept;
    let last = first.progress;
    let since = clock.now();
    for (;;) {
      const idle = runner.isRunner() ? await runner.idle() : null;
      const now = await read(total);
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
