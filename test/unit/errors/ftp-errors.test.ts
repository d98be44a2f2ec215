import { describe, expect, test } from 'vitest';
import { errorForFtp, errorForFtpConnection, type FtpStep } from '../../../src/main/errors/ftp-errors.ts';
import type { ErrorAction } from '../../../src/preload/contract/index.ts';

const rows: readonly (readonly [
  reply: number,
  text: string,
  step: FtpStep,
  action: ErrorAction,
  code: string,
])[] = [
  [530, '530 Login incorrect.', 'login', 'sign-in', 'ftp_login'],
  [530, '530 Sorry, the maximum number of clients (5) are already connected.', 'login', 'retry', 'ftp_busy'],
  [430, '430 Invalid username or password', 'login', 'sign-in', 'ftp_login'],
  [332, '332 Need account for login.', 'login', 'sign-in', 'ftp_login'],
  [500, '500 OOPS: priv_sock_get_cmd', 'login', 'bug', 'ftp_refused'],
  [421, '421 There are too many connected users.', 'greeting', 'retry', 'ftp_busy'],
  [421, '421 Timeout.', 'transfer', 'retry', 'ftp_busy'],
  [425, '425 Failed to establish connection.', 'transfer', 'retry', 'ftp_interrupted'],
  [426, '426 Failure reading network stream.', 'transfer', 'retry', 'ftp_interrupted'],
  [450, '450 Requested file action not taken.', 'transfer', 'retry', 'ftp_interrupted'],
  [451, '451 Failure writing to local file.', 'transfer', 'retry', 'ftp_interrupted'],
  [452, '452 Insufficient storage space.', 'transfer', 'person', 'storage_full'],
  [552, '552 Exceeded storage allocation.', 'transfer', 'person', 'storage_full'],
  [550, '550 Permission denied.', 'transfer', 'person', 'ftp_name'],
  [553, '553 Could not create file.', 'transfer', 'person', 'ftp_name'],
  [550, '550 Failed to change directory.', 'folder', 'person', 'ftp_folder'],
  [522, '522 SSL connection failed: session reuse required', 'transfer', 'person', 'ftp_protection'],
  [502, '502 Command not implemented.', 'other', 'bug', 'ftp_refused'],
];

describe('the table of FTP replies', () => {
  test.each(rows)('%i (%s) at the %s means %s (%s)', (reply, text, step, action, code) => {
    const error = errorForFtp(reply, text, step);
    expect({ action: error.action, code: error.code }).toEqual({ action, code });
    expect(error.message).toMatch(/^The FTP server .+[.]$/);
    expect(error.message).not.toMatch(/\d{3}/);
  });

  test('a wrong login names the FTP login, not the tokens', () => {
    expect(errorForFtp(530, '530 Login incorrect.', 'login')).toMatchObject({ field: 'ftpPassword' });
  });
});

describe('an FTP connection that fails', () => {
  test.each([
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'offline'],
    [Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'connection_lost'],
    [new Error('Timeout (control socket)'), 'timeout'],
    [new Error('Server sent FIN packet unexpectedly, closing connection.'), 'connection_lost'],
  ])('%s means: again later', (cause, code) => {
    expect(errorForFtpConnection(cause, false)).toMatchObject({ action: 'retry', code, maybeDone: false });
  });

  test('leaves the outcome open only when everything was sent', () => {
    expect(errorForFtpConnection(new Error('Timeout (control socket)'), true).maybeDone).toBe(true);
  });
});
