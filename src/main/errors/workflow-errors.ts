import { AppError } from './app-error.ts';
import { errorForHttp, type HttpFailure } from './http-errors.ts';

/** A failed answer of a publishing server, with what it said. */
export interface WorkflowFailure extends HttpFailure {
  readonly service: string;
  /** Its own words, cleaned of markup and secrets; empty when it said nothing. */
  readonly words: string;
  /** The answer is about the token that protects against forged requests, not about a permission. */
  readonly isForgeryCheck: boolean;
}

/** The server does not take user and password, or (after it was asked for) not the session it gave for them. */
export function passwordError(service: string, words: string): AppError {
  return new AppError(
    'sign-in',
    'password',
    `${service} does not accept the user and password. Enter them again; everything that waits then goes on by itself.`,
    { field: 'password', details: words },
  );
}

/**
 * What an answer of the publishing workflow means: the common table, and what is different here. 400 is about what was
 * sent (`Invalid parameter(s): […]`), 401 about user and password, 403 about the forgery token or a permission. Pure.
 */
export function errorForWorkflow(failure: WorkflowFailure): AppError {
  const { service, operation, words: details } = failure;
  switch (failure.status) {
    case 400:
      return new AppError(
        'person',
        'invalid_parameter',
        `${service} does not accept what was asked for (while ${operation}). Check the site and the account, then try again.`,
        { details, cause: { status: 400 } },
      );
    case 401:
      return passwordError(service, details);
    case 403:
      if (failure.isForgeryCheck)
        return new AppError(
          'person',
          'forgery_check',
          `${service} took Clipdesk’s request for a forged one (while ${operation}), also after signing in anew. A proxy on the way may remove cookies; ask whoever runs the server.`,
          { details, cause: { status: 403 } },
        );
      break;
    default:
      break;
  }
  const error = errorForHttp({ ...failure, body: null, thing: 'the list' });
  return new AppError(error.action, error.code, error.message, {
    ...(error.retryAt === undefined ? {} : { retryAt: error.retryAt }),
    maybeDone: error.maybeDone,
    details,
    cause: error.cause,
  });
}

/** An answer of 200 that says `success: false`. Waiting does not help; the words of the server may. */
export function notRejected(service: string, words: string): AppError {
  return new AppError(
    'person',
    'not_rejected',
    `${service} did not reject it. Look at what it says, then try again or drop the rejection.`,
    { details: words },
  );
}
