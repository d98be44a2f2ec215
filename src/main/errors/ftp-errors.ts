import { AppError } from './app-error.ts';
import { errorForNetwork } from './network-errors.ts';

/** Where in the conversation a reply of the FTP server came. */
export type FtpStep = 'greeting' | 'login' | 'folder' | 'transfer' | 'other';

/** RFC 959 leaves the text free; these words are what servers say when a limit of connections is reached. */
const tooMany =
  /too many|maximum|limit|busy|max(imum)? (number|clients|connections|logins|users)|try (again )?later/i;

/** True when a refusal is about the number of connections, not about the login itself. */
export function isTooManyConnections(reply: number, text: string): boolean {
  return reply === 421 || (reply === 530 && tooMany.test(text));
}

/** 530 and its kin, and during the login every refusal that is not about the command itself. */
function isLoginRefusal(reply: number, step: FtpStep): boolean {
  if ([530, 430, 331, 332, 532].includes(reply)) return true;
  return step === 'login' && reply >= 501 && reply !== 502 && reply !== 504;
}

/**
 * What a reply of an FTP server (RFC 959, RFC 2228) means for Clipdesk. Pure.
 * @param reply three digits, 400 and above
 * @param text the server's words: only looked at, never shown
 */
export function errorForFtp(reply: number, text: string, step: FtpStep): AppError {
  const cause = { reply, text: text.slice(0, 300) };
  if (isTooManyConnections(reply, text)) {
    return new AppError(
      'retry',
      'ftp_busy',
      'The FTP server takes no more connections at the moment. Clipdesk tries again by itself.',
      { cause },
    );
  }
  if (isLoginRefusal(reply, step)) {
    return new AppError(
      'sign-in',
      'ftp_login',
      'The FTP server does not accept the FTP user name or password. Enter them again in the account; the pictures then go on by themselves.',
      { cause, field: 'ftpPassword' },
    );
  }
  if (reply === 452 || reply === 552) {
    return new AppError(
      'person',
      'storage_full',
      'The FTP server has no room left for this file. Ask the service about it, then try again.',
      { cause },
    );
  }
  if (reply === 550 || reply === 553 || reply === 501) {
    return step === 'folder'
      ? new AppError(
          'person',
          'ftp_folder',
          'The FTP server does not let Clipdesk into the folder of this job. Ask the service, or send by the other route.',
          { cause },
        )
      : new AppError(
          'person',
          'ftp_name',
          'The FTP server does not take a file of this name. Rename it, or send it by the other route.',
          { cause },
        );
  }
  if (reply === 522 || reply === 521 || reply === 534 || reply === 533) {
    return new AppError(
      'person',
      'ftp_protection',
      'The FTP server refused the kind of encryption Clipdesk uses. Send by the other route, or ask the service.',
      { cause },
    );
  }
  if (reply >= 500) {
    return new AppError(
      'bug',
      'ftp_refused',
      'The FTP server did not understand Clipdesk. Send by the other route, and please report this.',
      { cause },
    );
  }
  return new AppError(
    'retry',
    'ftp_interrupted',
    'The FTP server broke the transfer off. Clipdesk tries again by itself.',
    { cause },
  );
}

/** The connection itself failed: refused, timed out, reset. Always `retry`. */
export function errorForFtpConnection(cause: unknown, maybeDone: boolean): AppError {
  const text = cause instanceof Error ? cause.message : '';
  const hasCode = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code !== '0';
  const known = !hasCode && /timeout/i.test(text) ? { code: 'ETIMEDOUT', cause } : cause;
  const error = errorForNetwork(known, {
    service: 'the FTP server',
    operation: 'sending pictures',
    changes: maybeDone,
  });
  return error;
}
