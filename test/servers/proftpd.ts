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

export interface ProftpdOptions {
  /** Explicit TLS, demanded for login and data; ProFTPD then demands session reuse by itself. */
  readonly tls: boolean;
  /** Lines of proftpd.conf to add. */
  readonly extra?: readonly string[];
}

/** Starts Debian's ProFTPD on loopback, unpacked. Needs root, as ProFTPD itself does. */
export async function startProftpd(options: ProftpdOptions): Promise<RunningFtpServer> {
  const program = unpackedProgram('usr/sbin/proftpd');
  const folders = await serverHome('proftpd');
  const { home, root } = folders;
  const user = 'studio';
  const password = 'right horse';
  const { stdout: hashed } = await promisify(execFile)('openssl', ['passwd', '-5', password]);
  await writeFile(
    join(home, 'passwd'),
    `${user}:${hashed.trim()}:${daemon.id}:${daemon.id}::${root}:/bin/sh\n`,
    { mode: 0o600 },
  );
  const certificate = options.tls ? await makeCertificate() : null;
  if (certificate !== null) {
    await writeFile(join(home, 'certificate.pem'), certificate.certificate);
    await writeFile(join(home, 'key.pem'), certificate.key, { mode: 0o600 });
  }
  const port = await freePort();
  const lines = [
    'ServerName "Clipdesk tests"',
    'ServerType standalone',
    'DefaultAddress 127.0.0.1',
    `Port ${port}`,
    'UseIPv6 off',
    'UseReverseDNS off',
    `User ${daemon.name}`,
    `Group ${daemon.name}`,
    `PidFile ${join(home, 'pid')}`,
    `ScoreboardFile ${join(home, 'scoreboard')}`,
    `DelayTable ${join(home, 'delays')}`,
    'DelayEngine off',
    `SystemLog ${join(home, 'log')}`,
    'WtmpLog off',
    'TransferLog none',
    'AuthOrder mod_auth_file.c',
    `AuthUserFile ${join(home, 'passwd')}`,
    'RequireValidShell off',
    'DefaultRoot ~',
    'AllowOverwrite on',
    'AllowStoreRestart on',
    'Umask 022',
    'MaxInstances 30',
    ...(options.tls
      ? [
          `ModulePath ${unpackedProgram('usr/lib/proftpd')}`,
          'LoadModule mod_tls.c',
          'TLSEngine on',
          'TLSRequired on',
          `TLSLog ${join(home, 'tls')}`,
          `TLSRSACertificateFile ${join(home, 'certificate.pem')}`,
          `TLSRSACertificateKeyFile ${join(home, 'key.pem')}`,
          'TLSVerifyClient off',
        ]
      : []),
    ...(options.extra ?? []),
  ];
  const config = join(home, 'proftpd.conf');
  await writeFile(config, `${lines.join('\n')}\n`);
  const end = await startServer(program, ['-n', '-c', config], port, unpackedEnvironment());
  return runningServer(folders, { port, user, password }, certificate, end);
}
