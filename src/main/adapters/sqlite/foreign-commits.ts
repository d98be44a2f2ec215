import type { Clock } from '../../ports/clock.ts';
import type { Connection } from './connection.ts';

/** How often the register is asked whether another process committed. Milliseconds. */
const LOOK_EVERY = 250;

/**
 * Tells about commits of other processes. `data_version` of a connection changes when any other connection commits,
 * so it is asked on the writing one: own commits are then not told, and the reading connection never commits.
 * Nothing is asked while nobody listens.
 */
export class ForeignCommits {
  readonly #writing: Connection;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #version = 0;
  #cancel: (() => void) | null = null;

  constructor(writing: Connection, clock: Clock) {
    this.#writing = writing;
    this.#clock = clock;
  }

  listen(listener: () => void): () => void {
    // A wrapper of its own, so that one function may listen twice and leave twice.
    const entry = (): void => {
      listener();
    };
    this.#listeners.add(entry);
    if (this.#cancel === null) {
      this.#version = this.#current();
      this.#lookLater();
    }
    return () => {
      this.#listeners.delete(entry);
      if (this.#listeners.size === 0) this.stop();
    };
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #lookLater(): void {
    this.#cancel = this.#clock.after(LOOK_EVERY, () => {
      this.#lookLater();
      this.#look();
    });
  }

  #look(): void {
    const version = this.#current();
    if (version === this.#version) return;
    this.#version = version;
    for (const listener of [...this.#listeners]) listener();
  }

  #current(): number {
    return Number(this.#writing.pragma('PRAGMA data_version') ?? 0);
  }
}
