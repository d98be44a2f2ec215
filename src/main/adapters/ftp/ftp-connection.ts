import { FTPError, type Client } from 'basic-ftp';
import { createSecureContext, TLSSocket } from 'node:tls';
import { isIP } from 'node:net';
import { AppError } from '../../errors/app-error.ts';
import { errorForFtp, errorForFtpConnection, type FtpStep } from '../../errors/ftp-errors.ts';
import type { FtpTarget } from '../../ports/uploads.ts';
import { systemAuthorities } from '../http/authorities.ts';
import { certificateError } from './certificate.ts';
import { useDataConnections } from './data-connection.ts';
import { parseFtpAddress } from './ftp-address.ts';

export interface FtpConnectionOptions {
  /** Milliseconds without any progress before the conversation is given up. */
  readonly timeout: number;
  /** Certificates (PEM) to trust; the system's when absent. */
  readonly authorities: readonly string[] | undefined;
}

/** Whatever basic-ftp threw, in Clipdesk's words. */
export function ftpFailure(thrown: unknown, step: FtpStep, maybeDone = false): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof FTPError) return errorForFtp(thrown.code, thrown.message, step);
  return errorForFtpConnection(thrown, maybeDone);
}

/** Runs one step of the conversation and names the step when it fails. */
async function during<Value>(step: FtpStep, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (thrown) {
    throw ftpFailure(thrown, step);
  }
}

/**
 * Explicit TLS, before anything secret is said. Only a server that refuses AUTH itself may be spoken to in the clear,
 * and only where the account allows it: a certificate that fails its check is an attack or a mistake, never a reason
 * to drop the encryption.
 */
async function secure(
  client: Client,
  host: string,
  target: FtpTarget,
  options: FtpConnectionOptions,
): Promise<void> {
  try {
    await client.useTLS({
      host,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      secureContext: createSecureContext({ ca: [...(options.authorities ?? systemAuthorities())] }),
      // The verdict is read from the socket right below: the refusal has to show the certificate's fingerprint.
      rejectUnauthorized: false,
    });
  } catch (thrown) {
    if (!(thrown instanceof FTPError)) {
      const failure = ftpFailure(thrown, 'other');
      throw failure.code !== 'connection_lost'
        ? failure
        : new AppError(
            'retry',
            'ftp_encryption',
            'The FTP server and Clipdesk could not agree on an encrypted connection. Clipdesk tries again.',
            { cause: thrown },
          );
    }
    if (thrown.code < 500) throw ftpFailure(thrown, 'other');
    if (target.allowPlain) return;
    throw new AppError(
      'person',
      'ftp_not_encrypted',
      'The FTP server offers no encryption, so nothing was sent. Send by the other route, or allow unencrypted FTP in the account.',
      { field: 'allowPlainFtp', cause: thrown },
    );
  }
  const socket = client.ftp.socket;
  const problem = socket instanceof TLSSocket ? certificateError(socket, target.fingerprint) : null;
  if (problem !== null) throw problem;
}

/** Goes to the folder of the job; makes what is missing on the way. */
async function enterFolder(client: Client, folders: readonly string[]): Promise<void> {
  if (folders.length === 0) return;
  const whole = await client.cd(folders.join('/')).catch((thrown: unknown) => {
    if (thrown instanceof FTPError && thrown.code >= 500) return null;
    throw thrown;
  });
  if (whole !== null) return;
  for (const folder of folders) {
    // Two connections may make the same folder at once: only entering it counts.
    await client.sendIgnoringError(`MKD ${folder}`);
    await client.cd(folder);
  }
}

/**
 * Opens one connection: TLS (or not, see `secure`), login, binary mode, the folder of the job.
 * @throws AppError
 */
export async function openFtpConnection(
  client: Client,
  target: FtpTarget,
  options: FtpConnectionOptions,
): Promise<void> {
  const { host, port, folders } = parseFtpAddress(target.url);
  useDataConnections(client, target.fingerprint);
  // A login with a line break in it would be two commands.
  if (/[\r\n\0]/.test(target.user + target.password) || target.user === '') {
    throw errorForFtp(530, 'the stored login is empty or not a login', 'login');
  }
  await during('greeting', () => client.connect(host, port));
  await secure(client, host, target, options);
  await during('login', async () => {
    await client.sendIgnoringError('OPTS UTF8 ON');
    await client.login(target.user, target.password);
  });
  await during('other', () => client.useDefaultSettings());
  await during('folder', () => enterFolder(client, folders));
}
