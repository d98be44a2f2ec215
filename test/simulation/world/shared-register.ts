import type { Store, StoreWriter, TransactionOptions } from '../../../src/main/ports/store.ts';
import { Dead, type Life, never } from './life.ts';
import type { VirtualTime } from './virtual-time.ts';

/** When a process notices what another one has committed. Milliseconds. */
const NOTICED_AFTER = 250;

interface Waiting {
  readonly life: Life;
  readonly go: () => void;
}

/**
 * Whose turn it is to write to one register. SQLite waits for a lock by sleeping in real time, which a simulated world
 * has not; here processes take turns. One alone is never held up.
 */
export class Turns {
  #holder: Life | null = null;
  #count = 0;
  readonly #waiting: Waiting[] = [];

  async take(life: Life): Promise<() => void> {
    if (this.#holder !== null && (this.#holder !== life || this.#waiting.length > 0))
      await new Promise<void>((go) => this.#waiting.push({ life, go }));
    this.#holder = life;
    this.#count += 1;
    let isDone = false;
    let leave = (): void => undefined;
    const done = (): void => {
      if (isDone) return;
      isDone = true;
      leave();
      this.#count -= 1;
      this.#next();
    };
    leave = life.atEnd(done);
    return done;
  }

  #next(): void {
    if (this.#count > 0) return;
    this.#holder = null;
    let next = this.#waiting.shift();
    while (next !== undefined && !next.life.alive) next = this.#waiting.shift();
    if (next === undefined) return;
    this.#holder = next.life;
    next.go();
    while (this.#waiting[0]?.life === next.life) this.#waiting.shift()?.go();
  }
}

/** The processes that share a register, and how they hear of each other's commits. */
export class Neighbours {
  readonly turns = new Turns();
  readonly #listeners = new Map<() => void, Life>();
  readonly #time: VirtualTime;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  listen(life: Life, listener: () => void): () => void {
    const entry = (): void => {
      if (life.alive) listener();
    };
    this.#listeners.set(entry, life);
    return () => this.#listeners.delete(entry);
  }

  committed(by: Life): void {
    for (const [entry, life] of this.#listeners)
      if (life !== by && life.alive) this.#time.after(NOTICED_AFTER, entry);
  }
}

/** What a broken variant puts in the place of a writer's methods. */
export type WriterChange = (writer: StoreWriter) => StoreWriter;

/** A store as one process of a simulated computer has it. */
export function neighbourly<Opened extends Store>(
  store: Opened,
  life: Life,
  neighbours: Neighbours,
  options: {
    readonly change: WriterChange;
    readonly opensRunnerLock: <T>(work: () => T) => T;
  },
): Opened {
  const transaction = async <T>(
    run: (writer: StoreWriter) => Promise<T>,
    how?: TransactionOptions,
  ): Promise<T> => {
    const done = await neighbours.turns.take(life);
    try {
      const value = await store.transaction((writer) => run(options.change(writer)), how);
      neighbours.committed(life);
      return value;
    } catch (thrown) {
      if (thrown instanceof Dead || !life.alive) return await never<T>();
      throw thrown;
    } finally {
      done();
    }
  };
  const read = new Proxy(store.read, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...given: readonly unknown[]) => Promise<unknown>;
      return (...given: readonly unknown[]) =>
        life.alive
          ? method(...given).catch((thrown: unknown) =>
              life.alive ? Promise.reject(thrown as Error) : never(),
            )
          : never();
    },
  });
  return new Proxy(store, {
    get(target, name) {
      switch (name) {
        case 'transaction':
          return transaction;
        case 'read':
          return read;
        case 'onForeignCommit':
          return (listener: () => void) => neighbours.listen(life, listener);
        case 'tryBecomeRunner':
          return () => options.opensRunnerLock(() => target.tryBecomeRunner());
        case 'close':
          return () => target.close();
        default:
          return Reflect.get(target, name) as unknown;
      }
    },
  });
}
