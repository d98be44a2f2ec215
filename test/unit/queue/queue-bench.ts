import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import type { Store, QueueRecord } from '../../../src/main/ports/store.ts';
import { createQueueRunner } from '../../../src/main/queue/queue-runner.ts';
import type {
  Handler,
  QueueChange,
  FailureHook,
  QueueHandlers,
  QueueRunner,
  QueueRunnerOptions,
} from '../../../src/main/queue/queue-runner.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { keepingLog } from '../../servers/keeping-log.ts';

/** The same handler for every kind of work. */
export function handlersOf(run: Handler<QueueRecord>, onFailure?: FailureHook<QueueRecord>): QueueHandlers {
  const handler = onFailure === undefined ? { run } : { run, onFailure };
  return {
    'create-job': handler,
    'upload-file': handler,
    'prove-uploads': handler,
    'request-offer': handler,
    'accept-offer': handler,
    'send-decision': handler,
    'accept-all': handler,
    'reject-all': handler,
    'update-job': handler,
    'update-remark': handler,
    'cancel-job': handler,
    'close-job': handler,
    'download-archive': handler,
    'download-file': handler,
    'fetch-for-library': handler,
    'send-to-library': handler,
    'complete-library-upload': handler,
    'cancel-library-upload': handler,
    'reject-item': handler,
  };
}

/** A real register in a folder of its own, a clock that the test moves, and runners on both. */
export class QueueBench {
  readonly clock = new FakeClock();
  readonly log = keepingLog();
  readonly changes: QueueChange[] = [];
  readonly folder: string;
  readonly store: Store;
  readonly #runners: QueueRunner[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(folder: string, store: Store) {
    this.folder = folder;
    this.store = store;
  }

  static async open(): Promise<QueueBench> {
    const folder = await mkdtemp(join(tmpdir(), 'clipdesk-queue-'));
    // A clock of its own: the register's timers are not what these tests move.
    const store = await openSqliteStore({ folder, clock: new FakeClock(), log: keepingLog() });
    return new QueueBench(folder, store);
  }

  runner(run: Handler<QueueRecord>, change: Partial<QueueRunnerOptions> = {}): QueueRunner {
    const runner = createQueueRunner({
      store: this.store,
      clock: this.clock,
      random: () => 0.5,
      log: this.log,
      handlers: handlersOf(run),
      concurrency: () => Promise.resolve({ transfer: 2, call: 2 }),
      onChange: (each) => {
        this.changes.push(each);
        for (const look of [...this.#waiting]) look();
      },
      ...change,
    });
    this.#runners.push(runner);
    return runner;
  }

  /** Resolves as soon as the changes told so far satisfy `isReached`. */
  until(isReached: (changes: readonly QueueChange[]) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isReached(this.changes)) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  async states(): Promise<Record<string, string>> {
    return Object.fromEntries((await this.store.read.queue(0)).map((item) => [item.id, item.state]));
  }

  async close(): Promise<void> {
    for (const runner of this.#runners) await runner.stop();
    await this.store.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
