import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds: long enough for an answer from near by to begin, too short to be noticed on a slow line. */
const longest = 60;

/** Milliseconds for the rest of a large picture that has begun to come: two at once would come no sooner. */
const longestWhenLarge = 400;

/** Milliseconds in which the window shows a large picture that was made ready for it; it needs the processors for that. */
const untilShown = 60;

/** What whoever has the head start tells of it. */
export interface HeadStartTurn {
  /** It begins to come, and is large. */
  readonly isLarge: () => void;
  /** The next one may begin at once. Without it: when the work has ended, and what is large was shown. */
  readonly isOver: () => void;
}

interface Begun {
  readonly over: Promise<void>;
  isLarge: boolean;
}

/** Waits until it is over, and so long at most. @returns whether it still is not */
async function isLateAfter(milliseconds: number, over: Promise<unknown>): Promise<boolean> {
  const waited = new AbortController();
  const late = pause(milliseconds, true, { signal: waited.signal, ref: false }).catch(() => true);
  const isLate = await Promise.race([over.then(() => false), late]);
  waited.abort();
  return isLate;
}

/**
 * Who asks first has the line to itself for a moment, and where only one large picture is decoded at a time the processors
 * as well: of two large pictures that come from near by, the first is there sooner, and the second no later. The window asks
 * for the result first, because that is what is judged.
 */
export class HeadStart {
  #before: Begun = { over: Promise.resolve(), isLarge: false };

  /** Begins when the turn before is over, or after a moment: a longer one while that is large and comes already. */
  async after<Value>(work: (turn: HeadStartTurn) => Promise<Value>): Promise<Value> {
    const before = this.#before;
    const { promise: over, resolve } = Promise.withResolvers<undefined>();
    const begun: Begun = { over, isLarge: false };
    this.#before = begun;
    const isOver = (): void => resolve(undefined);
    const isLarge = (): void => {
      begun.isLarge = true;
    };
    const isLate = await isLateAfter(longest, before.over);
    if (isLate && before.isLarge) await isLateAfter(longestWhenLarge, before.over);
    try {
      return await work({ isLarge, isOver });
    } finally {
      if (begun.isLarge) setTimeout(isOver, untilShown).unref();
      else isOver();
    }
  }
}
