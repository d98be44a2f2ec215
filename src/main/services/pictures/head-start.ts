import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds: long enough for a large file on a quick line, too short to be noticed on a slow one. */
const longest = 60;

/**
 * Who asks first has the line to itself for a moment. Of two large pictures that come from near by, the first can be decoded
 * while the second comes, instead of both being there, and both being decoded, at the end. The window asks for the result
 * first, because that is what is judged.
 */
export class HeadStart {
  #before: Promise<unknown> = Promise.resolve();

  /** Begins when what was begun before has come, or after a moment. */
  async after<Value>(fetch: () => Promise<Value>): Promise<Value> {
    const before = this.#before;
    const waited = new AbortController();
    const begun = Promise.race([
      before,
      pause(longest, undefined, { signal: waited.signal, ref: false }).catch(() => undefined),
    ]);
    const come = begun.then(fetch);
    this.#before = come.catch(() => undefined);
    await begun;
    waited.abort();
    return come;
  }
}
