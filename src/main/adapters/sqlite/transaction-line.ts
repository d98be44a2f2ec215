import type { StoreWriter, TransactionOptions } from '../../ports/store.ts';

/** How long a patient transaction waits for others. Milliseconds, of real time: it is about a real disk. */
const GATHER = 100;
/** Transactions that become durable in one write at most. */
const MOST_TOGETHER = 256;

/** One transaction that waits for its turn. */
export interface Waiting {
  readonly patient: boolean;
  /** Runs it; what it throws is kept for `settle`. @returns whether its writes stay */
  attempt(writer: StoreWriter): Promise<boolean>;
  /** Tells its caller how it ended: `failure` where the write of all of them failed. */
  settle(failure: { readonly thrown: unknown } | null): void;
}

/**
 * Transactions in the order they came. Neighbours that are patient go together, so that a thousand small outcomes do not
 * cost a thousand writes through to the disk; one that is not patient goes at once, and takes those before it with it.
 */
export class TransactionLine {
  readonly #carryOut: (group: readonly Waiting[]) => Promise<void>;
  readonly #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | null = null;
  #turn: Promise<void> | null = null;

  /** @param carryOut settles every one of the group; never rejects */
  constructor(carryOut: (group: readonly Waiting[]) => Promise<void>) {
    this.#carryOut = carryOut;
  }

  add<T>(run: (writer: StoreWriter) => Promise<T>, options: TransactionOptions): Promise<T> {
    return new Promise((resolve, reject) => {
      let end: { readonly value: T } | { readonly thrown: unknown } | null = null;
      this.#waiting.push({
        patient: options.patient ?? false,
        async attempt(writer) {
          try {
            end = { value: await run(writer) };
            return true;
          } catch (thrown) {
            end = { thrown };
            return false;
          }
        },
        settle(failure) {
          // What went wrong in it is told before what went wrong with all of them.
          if (end !== null && 'thrown' in end) reject(asError(end.thrown));
          else if (failure !== null) reject(asError(failure.thrown));
          else if (end !== null) resolve(end.value);
        },
      });
      this.#next();
    });
  }

  /** Resolves when nothing waits any more; what is patient goes at once. */
  async empty(): Promise<void> {
    while (this.#waiting.length > 0 || this.#turn !== null) {
      this.#go();
      await this.#turn;
    }
  }

  #next(): void {
    if (this.#turn !== null || this.#waiting.length === 0) return;
    const isUrgent = this.#waiting.length >= MOST_TOGETHER || this.#waiting.some(({ patient }) => !patient);
    if (isUrgent) this.#go();
    else
      this.#timer ??= setTimeout(() => {
        this.#go();
      }, GATHER);
  }

  #go(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#turn !== null || this.#waiting.length === 0) return;
    const stop = this.#waiting.findIndex(({ patient }) => !patient);
    const count = Math.min(MOST_TOGETHER, stop < 0 ? this.#waiting.length : stop + 1);
    const group = this.#waiting.splice(0, count);
    this.#turn = this.#carryOut(group).then(() => {
      this.#turn = null;
      this.#next();
    });
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
