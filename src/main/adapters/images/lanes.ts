interface Waiting {
  readonly urgent: boolean;
  readonly start: () => void;
}

/**
 * Lets a fixed number of decodings run at once, so that memory is bounded however many pictures are asked for.
 * What somebody is looking at (`urgent`) goes before what is checked in the background.
 */
export class Lanes {
  readonly #most: number;
  readonly #waiting: Waiting[] = [];
  #running = 0;

  constructor(most: number) {
    this.#most = most;
  }

  async run<T>(urgent: boolean, work: () => Promise<T>): Promise<T> {
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
      const urgentNext = this.#waiting.findIndex((waiting) => waiting.urgent);
      const [next] = this.#waiting.splice(Math.max(urgentNext, 0), 1);
      // The lane goes straight to the next one: nobody can slip in between.
      if (next) next.start();
      else this.#running -= 1;
    }
  }
}
