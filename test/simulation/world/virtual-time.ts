/** Monday, 7 January 2030, 09:00 UTC: when every simulated day begins. */
export const FIRST_MOMENT = Date.UTC(2030, 0, 7, 9);

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

const realImmediate = globalThis.setImmediate;

/** Lets everything run that follows from what has happened so far: promises, ticks, and what they start. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    realImmediate(resolve);
  });
}

/**
 * The only time there is: it stands still while anything runs, and jumps to the next thing that was arranged. Nothing in
 * the simulated world waits for anything else, so that the order of all events follows from the seed.
 */
export class VirtualTime {
  #now = FIRST_MOMENT;
  #order = 0;
  /** Latest first, so that the next one is at the end. */
  readonly #entries: Entry[] = [];

  now(): number {
    return this.#now;
  }

  /** @returns takes it back */
  after(milliseconds: number, run: () => void): () => void {
    this.#order += 1;
    const wait = Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : 0;
    const entry: Entry = { at: this.#now + wait, order: this.#order, run };
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      // Those arranged earlier for the same moment come first: nearer to the end.
      if ((this.#entries[middle]?.at ?? 0) > entry.at) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, entry);
    return () => {
      const place = this.#entries.indexOf(entry);
      if (place >= 0) this.#entries.splice(place, 1);
    };
  }

  /** The next event and all that follows from it at once. False: nothing is arranged before `end`. */
  async step(end: number): Promise<boolean> {
    await settle();
    const next = this.#entries.at(-1);
    if (next === undefined || next.at > end) return false;
    this.#entries.pop();
    this.#now = Math.max(this.#now, next.at);
    next.run();
    await settle();
    return true;
  }

  /** Runs everything up to then. @param enough looked at after each event */
  async runUntil(end: number, enough: () => boolean = () => false): Promise<void> {
    while (!enough()) if (!(await this.step(end))) break;
    if (!enough()) this.#now = Math.max(this.#now, end);
  }
}
