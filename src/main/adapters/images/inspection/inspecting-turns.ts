/** Lets a piece of decoding have its turn. */
export interface InspectingTurns {
  /** Somebody waits for it. */
  now<T>(work: () => Promise<T>): Promise<T>;
  /** Nobody asked yet: not while pictures are leafed through. @throws what `signal` was aborted with, when there is one */
  later<T>(signal: AbortSignal | null, work: () => Promise<T>): Promise<T>;
}
