import type { Clock } from '../../src/main/ports/clock.ts';

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that stands still until a test moves it. Starts at 2026-01-05T08:00:00Z. */
export class FakeClock implements Clock {
  #now: number;
  #order = 0;
  readonly #timers = new Set<Timer>();
  readonly #waiting = new Set<() => void>();

  constructor(now = Date.UTC(2026, 0, 5, 8)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): () => void {
    this.#order += 1;
    const timer: Timer = { due: this.#now + Math.max(0, milliseconds), order: this.#order, run };
    this.#timers.add(timer);
    for (const look of [...this.#waiting]) look();
    return () => this.#timers.delete(timer);
  }

  /** Moves on and calls back what comes due on the way, in order, each at its own moment. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let next = this.#next(); next !== undefined && next.due <= end; next = this.#next()) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.run();
    }
    this.#now = end;
  }

  /** Milliseconds until the earliest timer; null when none is set. */
  get nextIn(): number | null {
    const next = this.#next();
    return next === undefined ? null : next.due - this.#now;
  }

  /** Resolves as soon as a timer is set that is due at `moment` (milliseconds since the epoch) or earlier. */
  timerBy(moment: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        const next = this.#next();
        if (next === undefined || next.due > moment) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      const isEarlier =
        next === undefined || timer.due < next.due || (timer.due === next.due && timer.order < next.order);
      if (isEarlier) next = timer;
    }
    return next;
  }
}
