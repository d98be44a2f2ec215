/** Whether a simulated process is alive. What a dead one waits for never comes, and what it does reaches nobody. */
export class Life {
  readonly name: string;
  #alive = true;
  readonly #atEnd = new Set<() => void>();

  constructor(name: string) {
    this.name = name;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Ends it, as a kill or a power cut does: without a word to anybody inside. */
  end(): void {
    if (!this.#alive) return;
    this.#alive = false;
    for (const run of [...this.#atEnd]) run();
    this.#atEnd.clear();
  }

  atEnd(run: () => void): () => void {
    this.#atEnd.add(run);
    return () => this.#atEnd.delete(run);
  }
}

/** Thrown into a process that is dead: nothing it still does matters. */
export class Dead extends Error {
  constructor() {
    super('This process has ended.');
    this.name = 'Dead';
  }
}

export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
