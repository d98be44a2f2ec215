import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeCertificate } from './certificate.ts';
import {
  daemon,
  freePort,
  runningServer,
  serverHome,
  startServer,
  type RunningFtpServer,
} from './server-process.ts';
import { unpackedEnvironment, unpackedProgram } from './unpacked.ts';

export interface PureFtpdOptions {
  /** Explicit TLS, demanded for login and data. Pure-FTPd knows no demand for session reuse. */
  readonly tls: boolean;
  /** Parameters to add. */
  readonly extra?: readonly string[];
}

const execute = promisify(execFile);

/** Starts Debian's Pure-FTPd on loopback, unpacked. Needs root, as Pure-FTPd itself does. */
export async function startPureFtpd(options: PureFtpdOptions): Promise<RunningFtpServer> {
  const program = unpackedProgram('usr/sbin/pure-ftpd');
  const folders = await serverHome('pureftpd');
  const { home, root } = folders;
  const user = 'studio';
  const password = 'right';
  const { stdout: hashed } = await execute('openssl', ['passwd', '-5', password]);
  await writeFile(
    join(home, 'passwd'),
    `${user}:${hashed.trim()}:${daemon.id}:${daemon.id}::${root}/./::::::::::::\n`,
    { mode: 0o600 },
  );
  await execute(
    unpackedProgram('usr/bin/pure-pw'),
    ['mkdb', join(home, 'users'), '-f', join(home, 'passwd')],
    {
      env: unpackedEnvironment(),
    },
  );
  const certificate = options.tls ? await makeCertificate() : null;
  if (certificate !== null)
    await writeFile(join(home, 'certificate.pem'), `${certificate.certificate}\n${certificate.key}\n`, {
      mode: 0o600,
    });
  const port = await freePort();
  const end = await startServer(
    program,
    [
      ...['-S', `127.0.0.1,${port}`, '-l', `puredb:${join(home, 'users')}`, '-u', '1', '-E', '-H', '-A'],
      ...['-g', join(home, 'pid'), '-c', '30', '-C', '30', '-U', '022:022'],
      ...(certificate === null ? ['-Y', '0'] : ['-Y', '3', '-2', join(home, 'certificate.pem')]),
      ...(options.extra ?? []),
    ],
    port,
    unpackedEnvironment(),
  );
  return runningServer(folders, { port, user, password }, certificate, end);
}
