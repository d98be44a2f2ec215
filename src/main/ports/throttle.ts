/** Lets the bytes of all transfers through at the rate the person allows at this hour. */
export interface Throttle {
  /**
   * Asked before `bytes` are handed to the network or taken from it. Null: go on at once (nothing limits, the usual
   * case, without a promise per block); otherwise resolves when they may move, or rejects when `signal` aborts.
   */
  pass(bytes: number, signal: AbortSignal): Promise<void> | null;
}
