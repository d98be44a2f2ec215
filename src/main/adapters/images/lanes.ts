import { setTimeout as pause } from 'node:timers/promises';
import type { Attention } from '../../ports/attention.ts';

interface Waiting {
  readonly urgent: boolean;
  readonly start: () => void;
}

/** Milliseconds without anything urgent after which nobody is leafing through pictures any more. */
const quietAfter = 800;
/** What waits for quiet goes on after so many milliseconds, however busy it is. */
const patience = 8_000;

/**
 * Lets a fixed number of decodings run at once, so that memory is bounded however many pictures are asked for.
 * What somebody is looking at (`urgent`) goes before what is checked in the background, what was asked for last first:
 * that is the picture on the screen.
 */
export class Lanes implements Attention {
  readonly #most: number;
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #urgent = 0;
  #urgentUntil = Number.NEGATIVE_INFINITY;

  constructor(most: number) {
    this.#most = most;
  }

  run<T>(urgent: boolean, work: () => Promise<T>): Promise<T> {
    return urgent ? this.during(() => this.#inLane(true, work)) : this.#inLane(false, work);
  }

  /** Somebody waits while this goes on, although nothing is decoded yet: the picture is on its way here. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#urgent += 1;
    try {
      return await work();
    } finally {
      this.#urgent -= 1;
      this.#urgentUntil = performance.now();
    }
  }

  async #inLane<T>(urgent: boolean, work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#most) {
      await new Promise<void>((start) => {
        this.#waiting.push({ urgent, start });
      });
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      const urgentNext = this.#waiting.findLastIndex((waiting) => waiting.urgent);
      const [next] = this.#waiting.splice(Math.max(urgentNext, 0), 1);
      // The lane goes straight to the next one: nobody can slip in between.
      if (next) next.start();
      else this.#running -= 1;
    }
  }

  /** Resolves when nobody has been waiting for a picture for a while, or after some seconds. @throws what `signal` was aborted with */
  async quiet(signal: AbortSignal): Promise<void> {
    const end = performance.now() + patience;
    for (;;) {
      signal.throwIfAborted();
      const now = performance.now();
      const rest = this.#urgent > 0 ? quietAfter : this.#urgentUntil + quietAfter - now;
      if (rest <= 0 || now >= end) return;
      await pause(Math.min(rest, end - now), undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
