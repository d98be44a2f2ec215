import { AppError } from '../../errors/app-error.ts';

/** Looks at pictures that somebody waits for, by key, so that they can be given up when nobody does any more. */
export class LooksInProgress {
  readonly #aborts = new Map<string, AbortController>();

  /** @throws AppError `given_up` once `giveUp` was called for the key */
  async run<Value>(key: string, look: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const abort = new AbortController();
    this.#aborts.set(key, abort);
    try {
      return await look(abort.signal);
    } finally {
      if (this.#aborts.get(key) === abort) this.#aborts.delete(key);
    }
  }

  /** Ends it soon; nothing happens when nobody looks. */
  giveUp(key: string): void {
    this.#aborts
      .get(key)
      ?.abort(new AppError('retry', 'given_up', 'You went on before Clipdesk had looked at this picture.'));
  }
}
