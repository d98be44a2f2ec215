/** Whether somebody waits for a picture. */
export interface Attention {
  /** Somebody waits while this goes on. @throws what it throws */
  during<Value>(work: () => Promise<Value>): Promise<Value>;
  /** Resolves when nobody has been waiting for a while, or after some seconds. @throws what `signal` was aborted with */
  quiet(signal: AbortSignal): Promise<void>;
}
