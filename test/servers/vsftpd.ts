import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from './certificate.ts';

export interface RunningVsftpd {
  /** `ftp://127.0.0.1:port` */
  readonly url: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** SHA-256 of its certificate, lower-case hex; null without TLS. */
  readonly fingerprint: string | null;
  /** Folder on this disk that the login sees as `/incoming`, the only one it may write to. */
  readonly incoming: string;
  /** Ends it at once, with every session. */
  stop(): Promise<void>;
}

export interface VsftpdOptions {
  /** Explicit TLS, demanded for login and data, with session reuse demanded on data connections. */
  readonly tls: boolean;
  /** Lines of vsftpd.conf to add. */
  readonly extra?: readonly string[];
}

/** The user whose rights the anonymous login has; its number is the same on every Debian, and its home exists. */
const daemon = { name: 'daemon', id: 1 };

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** True when something accepts connections there. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    // The greeting: the server is not only listening but serving.
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** A process and all below it: each FTP session is a process with a session of its own. */
async function family(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const below = await Promise.all(
    children
      .split(' ')
      .filter((text) => text.trim() !== '')
      .map((child) => family(Number(child))),
  );
  return [pid, ...below.flat()];
}

/** Starts Debian's vsftpd on loopback, for an anonymous login that may write. Needs root, as vsftpd itself does. */
export async function startVsftpd(options: VsftpdOptions): Promise<RunningVsftpd> {
  const home = await mkdtemp(join(tmpdir(), 'clipdesk-vsftpd-'));
  const root = join(home, 'root');
  const incoming = join(root, 'incoming');
  const empty = join(home, 'empty');
  const config = join(home, 'vsftpd.conf');
  await chmod(home, 0o755);
  await mkdir(incoming, { recursive: true });
  await chown(incoming, daemon.id, daemon.id);
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
  const server = spawn('/usr/sbin/vsftpd', [config], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  server.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  server.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(server, 'exit');
  const isEnded = (): boolean => server.exitCode !== null || server.signalCode !== null;
  while (!(await answers(port))) {
    if (isEnded()) throw new Error(`vsftpd did not start: ${said}`);
    // Nothing tells when vsftpd listens; the next turn asks again.
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {
    url: `ftp://127.0.0.1:${port}`,
    port,
    user: 'anonymous',
    password: 'clipdesk@example.org',
    fingerprint: certificate?.fingerprint ?? null,
    incoming,
    async stop() {
      const { pid } = server;
      if (!isEnded() && pid !== undefined) {
        for (const member of await family(pid)) {
          try {
            process.kill(member, 'SIGKILL');
          } catch {
            // Ended by itself meanwhile.
          }
        }
        await ended;
      }
      await rm(home, { recursive: true, force: true });
    },
  };
}
