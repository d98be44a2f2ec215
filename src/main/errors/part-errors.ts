import { AppError } from './app-error.ts';
import { errorForHttp, type HttpFailure } from './http-errors.ts';

/** Object stores answer with `<Error><Code>…</Code><Message>…</Message></Error>`. */
const codeMember = /<Code>\s*(\w{1,60})\s*<\/Code>/i;

const expired: ReadonlySet<string> = new Set([
  'AccessDenied',
  'ExpiredToken',
  'RequestExpired',
  'SignatureDoesNotMatch',
]);
const broken: ReadonlySet<string> = new Set([
  'IncompleteBody',
  'BadDigest',
  'RequestTimeout',
  'XAmzContentSHA256Mismatch',
]);

/**
 * What a refused part of an upload means. 403 is an address whose time is over (a presigned address allows nothing else),
 * 404 and 410 an upload that is gone: both are answered with a new session. Pure.
 * @param text what the store wrote; only its `Code` is looked at
 */
export function errorForPart(failure: HttpFailure, text: string): AppError {
  const code = codeMember.exec(text)?.[1] ?? '';
  const service = failure.service ?? 'the library';
  if (failure.status === 403 || expired.has(code))
    return new AppError(
      'retry',
      'address_expired',
      `The addresses ${service} gave for the upload are over. Clipdesk asks for new ones.`,
    );
  if (failure.status === 404 || failure.status === 410 || code === 'NoSuchUpload')
    return new AppError(
      'retry',
      'session_gone',
      `${service} does not know the upload any more. Clipdesk begins it anew.`,
    );
  if (broken.has(code))
    return new AppError(
      'retry',
      'part_damaged',
      `A part did not arrive whole at ${service}. Clipdesk sends it again.`,
    );
  if (failure.status === 400)
    return new AppError(
      'person',
      'part_refused',
      `${service} does not accept a part of the file. Cancel the upload and begin it anew; report it when it stays.`,
      { details: code },
    );
  return errorForHttp({ ...failure, body: null, thing: 'the library' });
}
