/** Answers by key, one piece of work for everybody who asks meanwhile; a failure is not kept, the oldest answer goes first. */
export class KeptAnswers {
  readonly #most: number;
  readonly #answers = new Map<string, Promise<unknown>>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @param key says everything the answer depends on, its kind included */
  get<Value>(key: string, work: () => Promise<Value>): Promise<Value> {
    const known = this.#answers.get(key);
    // The key names the kind of answer, so that what is found has the type that is asked for.
    if (known !== undefined) return known as Promise<Value>;
    const answer = work();
    this.#answers.set(key, answer);
    answer.catch(() => this.#answers.delete(key));
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#most) break;
      this.#answers.delete(oldest);
    }
    return answer;
  }
}
