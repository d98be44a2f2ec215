import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds: long enough for an answer from near by to begin, too short to be noticed on a slow line. */
const longest = 60;

/** Milliseconds for the rest of a large picture that has begun to come: two at once would come no sooner. */
const longestWhenLarge = 400;

interface Begun {
  /** Resolves when it has come or failed. */
  readonly come: Promise<unknown>;
  isLarge: boolean;
}

/** Waits until it has come, and so long at most. @returns whether it is still coming */
async function isLateAfter(milliseconds: number, come: Promise<unknown>): Promise<boolean> {
  const waited = new AbortController();
  const late = pause(milliseconds, true, { signal: waited.signal, ref: false }).catch(() => true);
  const isLate = await Promise.race([come.then(() => false), late]);
  waited.abort();
  return isLate;
}

/**
 * Who asks first has the line to itself for a moment. Of two large pictures that come from near by, the first can be decoded
 * while the second comes, instead of both being there, and both being decoded, at the end. The window asks for the result
 * first, because that is what is judged.
 */
export class HeadStart {
  #before: Begun = { come: Promise.resolve(), isLarge: false };

  /**
   * Begins when what was begun before has come, or after a moment: a longer one while that is large and comes already.
   * @param fetch calls what it is given as soon as it knows that it is large
   */
  async after<Value>(fetch: (isLarge: () => void) => Promise<Value>): Promise<Value> {
    const before = this.#before;
    const turn = isLateAfter(longest, before.come).then((isLate) =>
      isLate && before.isLarge ? isLateAfter(longestWhenLarge, before.come) : isLate,
    );
    const come = turn.then(() =>
      fetch(() => {
        begun.isLarge = true;
      }),
    );
    const begun: Begun = { come: come.catch(() => undefined), isLarge: false };
    this.#before = begun;
    return come;
  }
}
