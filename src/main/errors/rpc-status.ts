import type { ErrorAction } from '../../preload/contract/index.ts';
import { AppError } from './app-error.ts';
import { errorForHttp, type HttpFailure } from './http-errors.ts';

/** A failed answer in the shape of google.rpc.Status: `{code, message, details: [{"@type"}]}`. */
export interface RpcFailure extends HttpFailure {
  readonly service: string;
  /** The far end's own words and the types of its details, cleaned of markup and secrets. */
  readonly words: string;
}

interface Row {
  readonly action: ErrorAction;
  readonly code: string;
  /** `%s` the service, `%o` the operation. */
  readonly sentence: string;
  readonly field?: string;
  /** The server may have carried the request out before it failed. */
  readonly open?: true;
}

const again = 'Clipdesk tries again by itself.';

/** One row per code of `google/rpc/code.proto`. 0 (OK) says nothing in a failure: there the HTTP status counts. */
const rows: Readonly<Record<number, Row>> = {
  1: { action: 'retry', code: 'rpc_cancelled', sentence: `%s broke off while %o. ${again}`, open: true },
  2: {
    action: 'retry',
    code: 'server_error',
    sentence: `%s had a problem it cannot name while %o. ${again}`,
    open: true,
  },
  3: {
    action: 'person',
    code: 'invalid_argument',
    sentence: '%s does not accept what was sent while %o. Look at what it says, then try again.',
  },
  4: { action: 'retry', code: 'timeout', sentence: `%s took too long while %o. ${again}`, open: true },
  5: {
    action: 'gone',
    code: 'not_found',
    sentence: '%s does not know this any more, or never did (while %o).',
  },
  6: { action: 'conflict', code: 'already_exists', sentence: '%s has this already (while %o).' },
  7: {
    action: 'person',
    code: 'forbidden',
    sentence:
      'The token has no permission at %s for this (while %o). Ask the owner of the organisation for it.',
  },
  8: {
    action: 'retry',
    code: 'too_many_requests',
    sentence: '%s asks for a pause, or has no room left (while %o). Clipdesk goes on by itself.',
  },
  9: {
    action: 'conflict',
    code: 'failed_precondition',
    sentence: '%s says that things stand differently now (while %o). Look at the library, then decide.',
  },
  10: { action: 'retry', code: 'aborted', sentence: `%s was busy with the same thing while %o. ${again}` },
  11: {
    action: 'person',
    code: 'out_of_range',
    sentence: '%s was asked for more than there is while %o. Look at what it says, then try again.',
  },
  12: {
    action: 'bug',
    code: 'not_supported',
    sentence: '%s cannot do this at all (while %o). Waiting will not help.',
  },
  13: {
    action: 'retry',
    code: 'server_error',
    sentence: `%s had a problem of its own while %o. ${again}`,
    open: true,
  },
  14: {
    action: 'retry',
    code: 'unavailable',
    sentence: `%s is not available at the moment (while %o). ${again}`,
    open: true,
  },
  15: {
    action: 'person',
    code: 'data_loss',
    sentence: '%s says that data was lost there (while %o). Ask the service about it.',
  },
  16: {
    action: 'sign-in',
    code: 'token',
    field: 'token',
    sentence:
      'The API token of %s is missing or not accepted any more. Enter a new one; everything that waits then goes on by itself.',
  },
};

/** The code of a body that is a google.rpc.Status; null for any other body. */
export function rpcCode(body: unknown): number | null {
  if (typeof body !== 'object' || body === null || !('code' in body)) return null;
  return typeof body.code === 'number' && Number.isInteger(body.code) ? body.code : null;
}

function rowOf(failure: RpcFailure): Row | undefined {
  const code = rpcCode(failure.body);
  const listed = code === null ? undefined : rows[code];
  if (listed !== undefined) return listed;
  if (failure.status === 401) return rows[16];
  if (failure.status === 403) return rows[7];
  return failure.status === 400 ? rows[3] : undefined;
}

/**
 * What a failed answer of BlendVision means: the code of its google.rpc.Status, and where there is none the HTTP status.
 * Pure. Sources: the cancel-upload document (200, 400, 401, 403, 500, default), `google/rpc/code.proto`.
 */
export function errorForRpc(failure: RpcFailure): AppError {
  const { service, operation, words: details } = failure;
  const common = errorForHttp({ ...failure, body: null, thing: 'the library' });
  const row = rowOf(failure);
  if (row === undefined)
    return new AppError(common.action, common.code, common.message, {
      ...(common.retryAt === undefined ? {} : { retryAt: common.retryAt }),
      maybeDone: common.maybeDone,
      details,
      cause: common.cause,
    });
  const text = row.sentence.replaceAll('%s', service).replaceAll('%o', operation);
  return new AppError(row.action, row.code, text.charAt(0).toUpperCase() + text.slice(1), {
    ...(row.action === 'retry' && common.retryAt !== undefined ? { retryAt: common.retryAt } : {}),
    ...(row.field === undefined ? {} : { field: row.field }),
    maybeDone: failure.maybeDone && row.open === true,
    details,
    cause: { status: failure.status, code: rpcCode(failure.body) },
  });
}
