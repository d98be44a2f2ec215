import type { Instant } from './ids.ts';

/**
 * What has to happen next, decided once where the error arises and never guessed by a caller.
 * - `retry`: goes on by itself, at `retryAt` when the server named a time
 * - `sign-in`: the account's session is over; its queue pauses and spends no attempts
 * - `person`: somebody has to change something (input, permission, a file)
 * - `gone`: the thing is not there any more and will not come back
 * - `conflict`: the state changed meanwhile; look again, then decide anew
 * - `bug`: ours or the server's; kept and shown, not repeated
 */
export type ErrorAction = 'retry' | 'sign-in' | 'person' | 'gone' | 'conflict' | 'bug';

/** Short, stable, machine-readable words; the set is open because services add their own codes. */
export type ErrorCode = string;

/** An error as it crosses to the window or the command line. Plain data, no stack, no secrets, no URL. */
export interface ErrorData {
  readonly code: ErrorCode;
  /** One sentence for a person: what is wrong and what to do. */
  readonly message: string;
  readonly action: ErrorAction;
  readonly retryAt?: Instant;
  /** The form field or argument the error is about, when there is one. */
  readonly field?: string;
  /** The far end's own words, cleaned of markup and secrets, for whoever wants to know more. */
  readonly details?: string;
}
