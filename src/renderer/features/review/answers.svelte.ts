import { sentenceOf } from '../../client.ts';

export type Answer<Value> =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'there'; readonly value: Value }
  | { readonly kind: 'failed'; readonly sentence: string };

/** More pictures than anybody goes back and forth between. */
const KEPT = 48;

/** What was asked of the main process about single pictures, asked once each. A failure is asked again. */
export class Answers<Value> {
  #answers = $state.raw<ReadonlyMap<string, Answer<Value>>>(new Map());
  readonly #ask: (key: string) => Promise<Value>;
  readonly #stop: (key: string) => void;
  readonly #asked = new Map<string, Promise<Answer<Value>>>();

  /** @param stop ends what is being found out for a key, when nobody waits for it any more */
  constructor(ask: (key: string) => Promise<Value>, stop: (key: string) => void = () => undefined) {
    this.#ask = ask;
    this.#stop = stop;
  }

  /** Null while nobody has asked. */
  get(key: string): Answer<Value> | null {
    return this.#answers.get(key) ?? null;
  }

  ask(key: string): Promise<Answer<Value>> {
    const known = this.#asked.get(key) ?? this.#begin(key);
    this.#asked.set(key, known);
    return known;
  }

  /** Nobody waits for it any more; what is known stays, and whoever asks again begins anew. */
  giveUp(key: string): void {
    if (this.get(key)?.kind !== 'waiting') return;
    this.#asked.delete(key);
    const answers = new Map(this.#answers);
    answers.delete(key);
    this.#answers = answers;
    this.#stop(key);
  }

  async #begin(key: string): Promise<Answer<Value>> {
    const waiting: Answer<Value> = { kind: 'waiting' };
    this.#keep(key, waiting);
    // What was given up must not take the place of what was asked since.
    const put = (answer: Answer<Value>): Answer<Value> =>
      this.get(key) === waiting ? this.#keep(key, answer) : answer;
    try {
      return put({ kind: 'there', value: await this.#ask(key) });
    } catch (thrown) {
      if (this.get(key) === waiting) this.#asked.delete(key);
      return put({ kind: 'failed', sentence: sentenceOf(thrown) });
    }
  }

  #keep(key: string, answer: Answer<Value>): Answer<Value> {
    const answers = new Map(this.#answers).set(key, answer);
    for (const oldest of answers.keys()) {
      if (answers.size <= KEPT) break;
      answers.delete(oldest);
      this.#asked.delete(oldest);
    }
    this.#answers = answers;
    return answer;
  }
}
