import type { ErrorAction, ErrorCode, ErrorData } from '../../preload/contract/index.ts';

/** What an error knows beyond its sentence. */
export interface AppErrorOptions {
  readonly retryAt?: number;
  readonly field?: string;
  readonly cause?: unknown;
  /** True when the request may have reached the server and been carried out: the outcome is unknown. */
  readonly maybeDone?: boolean;
  /** The far end's own words, already cleaned of markup and secrets; empty or absent when it said nothing. */
  readonly details?: string;
}

/**
 * Every failure inside Clipdesk that somebody may have to act on. It carries its own behaviour (`action`),
 * so that no caller guesses from a status or a message. `message` is for a person and never holds a
 * token, a password, a URL or a server's raw text.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly action: ErrorAction;
  readonly retryAt: number | undefined;
  readonly field: string | undefined;
  readonly maybeDone: boolean;
  readonly details: string;

  constructor(action: ErrorAction, code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.action = action;
    this.code = code;
    this.retryAt = options.retryAt;
    this.field = options.field;
    this.maybeDone = options.maybeDone ?? false;
    this.details = options.details ?? '';
  }
}

/** Plain data for the wire and the store. */
export function errorData(error: AppError): ErrorData {
  return {
    code: error.code,
    message: error.message,
    action: error.action,
    ...(error.retryAt === undefined ? {} : { retryAt: error.retryAt }),
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error.details === '' ? {} : { details: error.details }),
  };
}

/** Anything thrown, as an `AppError`. What nobody foresaw is a bug: kept, shown, not repeated. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError(
    'bug',
    'unexpected',
    'Something unexpected went wrong in Clipdesk. Nothing is lost; try again, and report it when it stays.',
    {
      cause: thrown,
    },
  );
}
