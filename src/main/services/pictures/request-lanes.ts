interface Waiting {
  readonly key: string;
  readonly start: () => void;
}

/**
 * One piece of work per key however often it is asked for, a few at a time, the most recent request first: while somebody
 * scrolls, the pictures under their eyes come before those already scrolled past.
 */
export class RequestLanes<Value> {
  readonly #most: number;
  readonly #inWork = new Map<string, Promise<Value>>();
  readonly #waiting: Waiting[] = [];
  #running = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string, work: () => Promise<Value>): Promise<Value> {
    const known = this.#inWork.get(key);
    if (known) {
      const position = this.#waiting.findIndex((waiting) => waiting.key === key);
      if (position >= 0) this.#waiting.push(...this.#waiting.splice(position, 1));
      return known;
    }
    const promise = this.#run(key, work);
    this.#inWork.set(key, promise);
    return promise;
  }

  async #run(key: string, work: () => Promise<Value>): Promise<Value> {
    try {
      if (this.#running >= this.#most) {
        await new Promise<void>((start) => {
          this.#waiting.push({ key, start });
        });
      } else {
        this.#running += 1;
      }
      try {
        return await work();
      } finally {
        const next = this.#waiting.pop();
        // The lane goes straight to the next one: nobody can slip in between.
        if (next) next.start();
        else this.#running -= 1;
      }
    } finally {
      this.#inWork.delete(key);
    }
  }
}
