import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCertificate } from './certificate.ts';
import {
  daemon,
  freePort,
  runningServer,
  serverHome,
  startServer,
  type RunningFtpServer,
} from './server-process.ts';

export type RunningVsftpd = RunningFtpServer;

export interface VsftpdOptions {
  /** Explicit TLS, demanded for login and data, with session reuse demanded on data connections. */
  readonly tls: boolean;
  /** Lines of vsftpd.conf to add. */
  readonly extra?: readonly string[];
}

/** Starts Debian's vsftpd on loopback, for an anonymous login that may write. Needs root, as vsftpd itself does. */
export async function startVsftpd(options: VsftpdOptions): Promise<RunningVsftpd> {
  const folders = await serverHome('vsftpd');
  const { home, root } = folders;
  const empty = join(home, 'empty');
  const config = join(home, 'vsftpd.conf');
  await mkdir(empty);
  const certificate = options.tls ? await makeCertificate() : null;
  if (certificate !== null) {
    await writeFile(join(home, 'certificate.pem'), `${certificate.certificate}\n${certificate.key}\n`, {
      mode: 0o600,
    });
  }
  const port = await freePort();
  const lines = [
    'listen=YES',
    'listen_address=127.0.0.1',
    `listen_port=${port}`,
    'background=NO',
    'anonymous_enable=YES',
    'no_anon_password=YES',
    'local_enable=NO',
    'write_enable=YES',
    'anon_upload_enable=YES',
    'anon_mkdir_write_enable=YES',
    'anon_other_write_enable=YES',
    'anon_world_readable_only=NO',
    'anon_umask=022',
    `anon_root=${root}`,
    `ftp_username=${daemon.name}`,
    'nopriv_user=nobody',
    `secure_chroot_dir=${empty}`,
    'seccomp_sandbox=NO',
    'isolate=NO',
    'isolate_network=NO',
    'xferlog_enable=NO',
    'connect_from_port_20=NO',
    ...(options.tls
      ? [
          'ssl_enable=YES',
          'allow_anon_ssl=YES',
          'force_anon_data_ssl=YES',
          'force_anon_logins_ssl=YES',
          'require_ssl_reuse=YES',
          `rsa_cert_file=${join(home, 'certificate.pem')}`,
          `rsa_private_key_file=${join(home, 'certificate.pem')}`,
        ]
      : []),
    ...(options.extra ?? []),
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  const end = await startServer('/usr/sbin/vsftpd', [config], port);
  const login = { user: 'anonymous', password: 'clipdesk@example.org' };
  return runningServer(folders, { port, ...login }, certificate, end);
}
