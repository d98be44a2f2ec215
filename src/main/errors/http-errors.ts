import type { ErrorAction } from '../../preload/contract/index.ts';
import { AppError } from './app-error.ts';
import { errorForRefusedInput } from './refused-input.ts';
import { retryMoment } from './retry-after.ts';

/** What is known of an answer that was not the one hoped for. */
export interface HttpFailure {
  readonly status: number;
  /** The parsed JSON body, or null when there was none or it was not JSON. */
  readonly body: unknown;
  /** Text of the `Retry-After` header. */
  readonly retryAfter: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What was being done, to follow "while": `accepting the offer`. */
  readonly operation: string;
  /** True when the request changes something and left completely: an error of the server's side leaves the outcome open. */
  readonly maybeDone: boolean;
  /** Whose answer it is, as a person knows it; `the service` when absent. */
  readonly service?: string;
  /** What to look at again after a conflict; `the job` when absent. */
  readonly thing?: string;
}

interface Row {
  readonly action: ErrorAction;
  readonly code: string;
  /** `%s` the service, `%o` the operation, `%t` what it is about. */
  readonly sentence: string;
  readonly field?: string;
  /** The server may have carried the request out before it failed. */
  readonly open?: true;
}

const moved: Row = {
  action: 'person',
  code: 'moved',
  sentence: '%s has moved to another address (while %o). Check the address of the account in the settings.',
};

const ours: Omit<Row, 'code'> = {
  action: 'bug',
  sentence:
    '%s did not understand Clipdesk while %o. Nothing is lost; please report this, because waiting will not help.',
};

const unavailable: Row = {
  action: 'retry',
  code: 'unavailable',
  sentence: '%s is not available at the moment (while %o). Clipdesk tries again by itself.',
  open: true,
};

const serverError: Row = {
  action: 'retry',
  code: 'server_error',
  sentence: '%s had a problem of its own while %o. Clipdesk tries again by itself.',
  open: true,
};

const conflict: Row = {
  action: 'conflict',
  code: 'conflict',
  sentence: '%s says that something changed in the meantime (while %o). Look at %t again, then decide.',
};

/** One row per status: those of the list of REST statuses, those the Bright River documents name, and the usual others. */
const rows: Readonly<Record<number, Row>> = {
  301: moved,
  302: moved,
  // “See other” is how some servers end a request they have carried out.
  303: { ...moved, open: true },
  304: {
    action: 'retry',
    code: 'not_modified',
    sentence: '%s says that nothing changed since the last look (while %o). Clipdesk asks again.',
  },
  307: moved,
  308: moved,
  401: {
    action: 'sign-in',
    code: 'session_token',
    field: 'sessionToken',
    sentence:
      'The session token of %s is not accepted any more. Enter a new one; if that is refused too, check the client token. Everything that waits then goes on by itself.',
  },
  403: {
    action: 'person',
    code: 'forbidden',
    sentence:
      'This account has no permission at %s for this (while %o). Ask the owner of the account for it.',
  },
  404: {
    action: 'gone',
    code: 'not_found',
    sentence: '%s does not know this any more, or never did (while %o). Check the number and the account.',
  },
  405: { ...ours, code: 'method_not_allowed' },
  406: { ...ours, code: 'not_acceptable' },
  408: {
    action: 'retry',
    code: 'timeout',
    sentence: '%s waited too long for the request (while %o). Clipdesk tries again by itself.',
    open: true,
  },
  409: conflict,
  410: {
    action: 'gone',
    code: 'gone',
    sentence: 'This was removed at %s for good (while %o); it will not come back.',
  },
  411: { ...ours, code: 'length_required' },
  // The list of statuses calls 412 "access denied"; the standard meaning is a condition that no longer holds, and both end in looking again.
  412: {
    action: 'conflict',
    code: 'precondition_failed',
    sentence:
      '%s refused because something changed in the meantime, or because access was taken away (while %o). Look at %t again, then decide.',
  },
  413: {
    action: 'person',
    code: 'too_large',
    sentence:
      'The file is larger than %s takes (while %o). Send a smaller version, or use the other upload route.',
  },
  414: { ...ours, code: 'address_too_long' },
  415: { ...ours, code: 'unsupported_media_type' },
  421: serverError,
  423: { ...conflict, code: 'locked' },
  425: unavailable,
  428: { ...conflict, code: 'precondition_required' },
  429: {
    action: 'retry',
    code: 'too_many_requests',
    sentence: '%s asks for a pause (while %o). Clipdesk goes on by itself when it is over.',
  },
  431: { ...ours, code: 'headers_too_large' },
  451: {
    action: 'person',
    code: 'forbidden',
    sentence: '%s may not do this for legal reasons (while %o). Ask the service about it.',
  },
  500: serverError,
  501: {
    ...ours,
    code: 'not_supported',
    sentence: '%s cannot do this at all (while %o). Waiting will not help.',
  },
  502: unavailable,
  503: unavailable,
  504: unavailable,
  507: {
    action: 'person',
    code: 'storage_full',
    sentence: '%s has no room left (while %o). Ask the service about it, then try again.',
  },
  511: {
    action: 'retry',
    code: 'captive_network',
    sentence:
      'This network wants you to sign in first (while %o). Open a web page to do so; Clipdesk then goes on by itself.',
  },
};

/** The row of any status: listed, or the one of its hundred. */
function rowFor(status: number): Row {
  const listed = rows[status];
  if (listed !== undefined) return listed;
  if (status >= 500 && status <= 599) return serverError;
  if (status >= 400 && status <= 499) return { ...ours, code: 'refused' };
  if (status >= 300 && status <= 399) return moved;
  return {
    action: 'bug',
    code: 'bad_answer',
    sentence: 'The answer of %s makes no sense to Clipdesk (while %o). Check the address of the account.',
    open: true,
  };
}

/** Puts names into a row's sentence; the first letter becomes a capital. */
function fill(sentence: string, service: string, { operation, thing = 'the job' }: HttpFailure): string {
  const text = sentence.replaceAll('%s', service).replaceAll('%o', operation).replaceAll('%t', thing);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The one table that decides what an HTTP status means for Clipdesk. Pure.
 * Sources: the list of REST response codes; the "Status Codes" and "Errors" of the Bright River `/jobs` document
 * (its 400 codes are in `refused-input.ts`).
 */
export function errorForHttp(failure: HttpFailure): AppError {
  const service = failure.service ?? 'the service';
  const refused = errorForRefusedInput(failure.status, failure.body, service, failure.operation);
  if (refused !== null) return refused;
  const row = rowFor(failure.status);
  const retryAt = row.action === 'retry' ? retryMoment(failure.retryAfter, failure.now) : undefined;
  return new AppError(row.action, row.code, fill(row.sentence, service, failure), {
    ...(retryAt === undefined ? {} : { retryAt }),
    ...(row.field === undefined ? {} : { field: row.field }),
    maybeDone: failure.maybeDone && row.open === true,
    cause: { status: failure.status },
  });
}
