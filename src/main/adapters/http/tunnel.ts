import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import { SocksClient } from 'socks';
import { AppError } from '../../errors/app-error.ts';
import { errorForNetwork, stoppedError } from '../../errors/network-errors.ts';
import type { NetworkPath, ProxyLogin } from '../../ports/network-path.ts';

type ProxyPath = Exclude<NetworkPath, { readonly kind: 'direct' }>;

export interface TunnelTarget {
  readonly host: string;
  readonly port: number;
}

export interface TunnelOptions {
  /** Milliseconds until the connection stands, the proxy's part included. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
}

/** Names of IPv6 hosts come from addresses with their brackets. */
const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

function proxyLoginError(): AppError {
  return new AppError(
    'retry',
    'offline',
    'The proxy wants a user name and a password. Enter them in Settings, under Network; Clipdesk then goes on by itself.',
  );
}

function proxyRefusedError(cause?: unknown): AppError {
  return new AppError(
    'retry',
    'offline',
    'The proxy does not let Clipdesk through to the service. Check the proxy in Settings, under Network; Clipdesk goes on by itself.',
    { cause },
  );
}

function basic({ user, password }: ProxyLogin): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

/** RFC 9110, section 9.3.6: CONNECT; any 2xx opens the tunnel. */
function byHttp(
  path: ProxyPath & { readonly kind: 'http-proxy' },
  target: TunnelTarget,
  { timeout, signal }: TunnelOptions,
): Promise<Socket> {
  const host = bare(target.host);
  const authority = `${host.includes(':') ? `[${host}]` : host}:${String(target.port)}`;
  return new Promise((resolve, reject) => {
    const asked = (path.secure === true ? secureRequest : request)({
      host: bare(path.host),
      port: path.port,
      method: 'CONNECT',
      path: authority,
      agent: false,
      timeout,
      ...(signal === undefined ? {} : { signal }),
      headers: {
        host: authority,
        ...(path.login === null ? {} : { 'proxy-authorization': basic(path.login) }),
      },
    });
    asked.once('connect', (answer, socket, head) => {
      const status = answer.statusCode ?? 0;
      if (status < 200 || status > 299) {
        socket.on('error', () => undefined).destroy();
        reject(status === 407 ? proxyLoginError() : proxyRefusedError());
        return;
      }
      // What the far end said together with the proxy's answer belongs to the conversation.
      if (head.byteLength > 0) socket.unshift(head);
      socket.setTimeout(0);
      resolve(socket);
    });
    asked.once('response', (answer) => {
      answer.destroy();
      reject(answer.statusCode === 407 ? proxyLoginError() : proxyRefusedError());
    });
    asked.once('timeout', () =>
      asked.destroy(Object.assign(new Error('slow'), { code: 'UND_ERR_CONNECT_TIMEOUT' })),
    );
    asked.on('error', reject);
    asked.end();
  });
}

/** RFC 1928 with the login of RFC 1929; names are resolved by the proxy. */
async function bySocks(path: ProxyPath, target: TunnelTarget, { timeout }: TunnelOptions): Promise<Socket> {
  try {
    const { socket } = await SocksClient.createConnection({
      command: 'connect',
      proxy: {
        host: bare(path.host),
        port: path.port,
        type: 5,
        ...(path.login === null ? {} : { userId: path.login.user, password: path.login.password }),
      },
      destination: { host: bare(target.host), port: target.port },
      timeout,
    });
    return socket;
  } catch (cause) {
    // The library's own messages speak of the login as "authentication"; refused connections keep their system code.
    if (cause instanceof Error && /auth/i.test(cause.message)) throw proxyLoginError();
    if (cause instanceof Error && !('code' in cause)) throw proxyRefusedError(cause);
    throw cause;
  }
}

function straight(target: TunnelTarget, { timeout, signal }: TunnelOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: bare(target.host), port: target.port, ...(signal ? { signal } : {}) });
    socket.setTimeout(timeout, () =>
      socket.destroy(Object.assign(new Error('slow'), { code: 'UND_ERR_CONNECT_TIMEOUT' })),
    );
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/**
 * A connection to a host, through the proxy where one is on the way; TLS is the caller's. Once it stands, errors are
 * the socket's own.
 * @throws AppError `offline` (the proxy or the host cannot be reached, or the proxy refuses), `cancelled`
 */
export async function openTunnel(
  path: NetworkPath,
  target: TunnelTarget,
  options: TunnelOptions,
): Promise<Socket> {
  const { signal } = options;
  const opening =
    path.kind === 'direct'
      ? straight(target, options)
      : path.kind === 'socks5'
        ? bySocks(path, target, options)
        : byHttp(path, target, options);
  try {
    const socket = await (signal === undefined ? opening : unlessAborted(opening, signal));
    socket.setNoDelay(true);
    return socket;
  } catch (cause) {
    if (signal?.aborted === true) throw stoppedError(false);
    if (cause instanceof AppError) throw cause;
    throw errorForNetwork(cause, {
      service: path.kind === 'direct' ? 'the service' : 'the proxy',
      operation: 'connecting',
    });
  }
}

/** A connection that stands after nobody waits for it any more is closed again. */
function unlessAborted(opening: Promise<Socket>, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(stoppedError(false));
      opening.then(
        (socket) => socket.on('error', () => undefined).destroy(),
        () => undefined,
      );
    };
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    opening.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}
