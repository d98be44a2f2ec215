import { AppError } from './app-error.ts';

/** What was going on when no answer came. */
export interface NetworkContext {
  /** To follow "while": `accepting the offer`. */
  readonly operation?: string;
  /** Whom it was said to; `the service` when absent. */
  readonly service?: string;
  /** True when the request changes something, so that a lost answer leaves its outcome open. */
  readonly changes?: boolean;
}

interface Row {
  readonly code: string;
  readonly sentence: string;
  /** No byte of the request can have been understood: nothing was done. */
  readonly neverSent: boolean;
}

const offline: Row = {
  code: 'offline',
  sentence: '%s cannot be reached (while %o). Clipdesk goes on by itself as soon as it answers.',
  neverSent: true,
};

const timeout: Row = {
  code: 'timeout',
  sentence: '%s took too long to answer (while %o). Clipdesk tries again by itself.',
  neverSent: false,
};

const lost: Row = {
  code: 'connection_lost',
  sentence: 'The connection to %s broke off (while %o). Clipdesk tries again by itself.',
  neverSent: false,
};

const certificate: Row = {
  code: 'certificate',
  sentence:
    'The certificate of %s could not be trusted (while %o). Check the clock of this computer and the network; Clipdesk tries again.',
  neverSent: true,
};

const badAnswer: Row = {
  code: 'bad_answer',
  sentence: 'The answer of %s could not be read (while %o). Clipdesk tries again by itself.',
  neverSent: false,
};

const byCode: Readonly<Record<string, Row>> = {
  ECONNREFUSED: offline,
  ENOTFOUND: offline,
  EAI_AGAIN: offline,
  EAI_FAIL: offline,
  EAI_NODATA: offline,
  ENETUNREACH: offline,
  ENETDOWN: offline,
  EHOSTUNREACH: offline,
  EHOSTDOWN: offline,
  EADDRNOTAVAIL: offline,
  ERR_INTERNET_DISCONNECTED: offline,
  UND_ERR_CONNECT_TIMEOUT: offline,
  ETIMEDOUT: timeout,
  ESOCKETTIMEDOUT: timeout,
  UND_ERR_HEADERS_TIMEOUT: timeout,
  UND_ERR_BODY_TIMEOUT: timeout,
  ECONNRESET: lost,
  ECONNABORTED: lost,
  EPIPE: lost,
  UND_ERR_SOCKET: lost,
  UND_ERR_ABORTED: lost,
  UND_ERR_CLOSED: lost,
  UND_ERR_DESTROYED: lost,
  ERR_STREAM_PREMATURE_CLOSE: lost,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: lost,
  UND_ERR_HEADERS_OVERFLOW: badAnswer,
};

function codeOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return '';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  // Several addresses were tried: they fail alike, so that the first speaks for all.
  if (cause instanceof AggregateError && cause.errors.length > 0) return codeOf(cause.errors[0]);
  return 'cause' in cause ? codeOf(cause.cause) : '';
}

const tlsCode =
  /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERROR_IN_CERT|HOSTNAME_MISMATCH|INVALID_CA|EPROTO$)/;

function rowFor(cause: unknown): Row {
  const code = codeOf(cause);
  const listed = byCode[code];
  if (listed !== undefined) return listed;
  if (tlsCode.test(code)) return certificate;
  if (code.startsWith('HPE_')) return badAnswer;
  return lost;
}

/**
 * No answer at all, whatever the reason: always `retry`. Codes: `offline` (nothing could be reached), `timeout`,
 * `connection_lost`, `certificate`, `bad_answer`. `maybeDone` only when the request may have been received. Pure.
 */
export function errorForNetwork(cause: unknown, context: NetworkContext = {}): AppError {
  const row = rowFor(cause);
  const sentence = row.sentence
    .replaceAll('%s', context.service ?? 'the service')
    .replaceAll('%o', context.operation ?? 'talking to it');
  return new AppError('retry', row.code, sentence.charAt(0).toUpperCase() + sentence.slice(1), {
    cause,
    maybeDone: (context.changes ?? false) && !row.neverSent,
  });
}

/** Stopped on a person's wish or because Clipdesk closes: to be done again later, no attempt spent. */
export function stoppedError(maybeDone: boolean): AppError {
  return new AppError('retry', 'cancelled', 'Stopped before it was finished.', { maybeDone });
}
