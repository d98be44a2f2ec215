import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestCertificate } from './certificate.ts';

/** A real FTP server on loopback, as the tests see it. */
export interface RunningFtpServer {
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

/** The user whose rights a login has; its number is the same on every Debian, and its home exists. */
export const daemon = { name: 'daemon', id: 1 };

/** Folders of one server. */
export interface ServerHome {
  /** For its settings; goes when it stops. */
  readonly home: string;
  /** What the login sees as `/`. */
  readonly root: string;
  /** What it sees as `/incoming`. */
  readonly incoming: string;
}

export async function serverHome(name: string): Promise<ServerHome> {
  const home = await mkdtemp(join(tmpdir(), `clipdesk-${name}-`));
  const root = join(home, 'root');
  const incoming = join(root, 'incoming');
  await chmod(home, 0o755);
  await mkdir(incoming, { recursive: true });
  await chown(incoming, daemon.id, daemon.id);
  return { home, root, incoming };
}

/** @param end as `startServer` gave it */
export function runningServer(
  { home, incoming }: ServerHome,
  server: Pick<RunningFtpServer, 'port' | 'user' | 'password'>,
  certificate: TestCertificate | null,
  end: () => Promise<void>,
): RunningFtpServer {
  return {
    ...server,
    url: `ftp://127.0.0.1:${server.port}`,
    fingerprint: certificate?.fingerprint ?? null,
    incoming,
    async stop() {
      await end();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** True when a server greets there. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    // The greeting: the server is not only listening but serving.
    socket.once('data', () => {
      resolve(true);
      socket.destroy();
    });
  });
}

/** True when a server takes connections there; one that does not greet. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
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

/**
 * Starts a server that stays in the foreground and waits until it greets on `port`, or is there as `isThere` tells.
 * @returns ends it at once, with every session
 * @throws Error with what the server said when it ends instead
 */
export async function startServer(
  program: string,
  parameters: readonly string[],
  port: number,
  environment: NodeJS.ProcessEnv = process.env,
  isThere: (port: number) => Promise<boolean> = answers,
): Promise<() => Promise<void>> {
  const server = spawn(program, parameters, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  server.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  server.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(server, 'exit');
  const isEnded = (): boolean => server.exitCode !== null || server.signalCode !== null;
  while (!(await isThere(port))) {
    if (isEnded()) throw new Error(`${program} did not start: ${said}`);
    // Nothing tells when such a server listens; the next turn asks again.
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return async () => {
    const { pid } = server;
    if (isEnded() || pid === undefined) return;
    for (const member of await family(pid)) {
      try {
        process.kill(member, 'SIGKILL');
      } catch {
        // Ended by itself meanwhile.
      }
    }
    await ended;
  };
}
