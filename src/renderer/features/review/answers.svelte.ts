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
  readonly #asked = new Map<string, Promise<Answer<Value>>>();

  constructor(ask: (key: string) => Promise<Value>) {
    this.#ask = ask;
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

  async #begin(key: string): Promise<Answer<Value>> {
    this.#keep(key, { kind: 'waiting' });
    try {
      return this.#keep(key, { kind: 'there', value: await this.#ask(key) });
    } catch (thrown) {
      this.#asked.delete(key);
      return this.#keep(key, { kind: 'failed', sentence: sentenceOf(thrown) });
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
