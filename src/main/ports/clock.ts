/** Time and chance are injected, so that tests and the simulator decide both. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `milliseconds`; the returned function cancels it. */
  after(milliseconds: number, run: () => void): () => void;
}

/** A number in [0, 1). */
export type Random = () => number;
