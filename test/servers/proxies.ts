import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

interface Place {
  readonly host: string;
  readonly port: number;
}

/** One tunnel as it was asked for. */
export interface SeenTunnel {
  readonly host: string;
  readonly port: number;
  /** `user:password` as given; null when none was. */
  readonly login: string | null;
}

export interface TestProxy {
  readonly port: number;
  readonly seen: readonly SeenTunnel[];
  stop(): Promise<void>;
}

export interface TestProxyOptions {
  /** `user:password` that is wanted; null: none. */
  readonly login?: string | null;
  /** Answers to asking for a tunnel; default: lets everything through. */
  readonly refuse?: boolean;
  /** Where a tunnel really ends: names nobody resolves can be asked for. Default: as asked. */
  readonly route?: (asked: SeenTunnel) => Place;
}

const asAsked = (asked: SeenTunnel): Place => asked;

function join(client: Socket, far: Socket): void {
  for (const [one, other] of [
    [client, far],
    [far, client],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
    one.pipe(other);
  }
}

interface Listening {
  listen(port: number, host: string): unknown;
  address(): AddressInfo | string | null;
  close(done: () => void): unknown;
  once(event: 'listening' | 'connection', run: () => void): unknown;
  on(event: 'connection', run: (socket: Socket) => void): unknown;
}

async function running(server: Listening, seen: readonly SeenTunnel[]): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const listening = new Promise<void>((resolve) => server.once('listening', resolve));
  server.listen(0, '127.0.0.1');
  await listening;
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A real HTTP proxy on loopback that knows CONNECT only (RFC 9110, section 9.3.6). */
export function startConnectProxy(options: TestProxyOptions = {}): Promise<TestProxy> {
  const { login: wanted = null, refuse = false, route = asAsked } = options;
  const seen: SeenTunnel[] = [];
  const server = createHttpServer((_, response) => response.writeHead(405).end());
  server.on('connect', (request, client: Socket, head) => {
    client.on('error', () => undefined);
    const [, host = '', port = ''] = /^\[?([^\]]*)\]?:(\d+)$/.exec(request.url ?? '') ?? [];
    const given = request.headers['proxy-authorization'];
    const login = given === undefined ? null : Buffer.from(given.slice(6), 'base64').toString('utf8');
    const asked = { host, port: Number(port), login };
    seen.push(asked);
    if (refuse || login !== wanted) {
      client.end(`HTTP/1.1 ${refuse ? '403 Forbidden' : '407 Proxy Authentication Required'}\r\n\r\n`);
      return;
    }
    const far = connect(route(asked));
    far.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    far.once('connect', () => {
      far.removeAllListeners('error');
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.byteLength > 0) far.write(head);
      join(client, far);
    });
  });
  return running(server, seen);
}

/** A real SOCKS5 server on loopback: CONNECT, no login or the one of RFC 1929. */
export function startSocksProxy(options: TestProxyOptions = {}): Promise<TestProxy> {
  const seen: SeenTunnel[] = [];
  const server = createServer((client) => {
    client.on('error', () => undefined);
    serveSocks(client, options, seen).catch(() => client.destroy());
  });
  return running(server, seen);
}

/** Gives exactly so many bytes. */
async function take(client: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const piece = client.read(length) as Buffer | null;
    if (piece !== null) return piece;
    await Promise.race([
      once(client, 'readable'),
      once(client, 'end').then(() => Promise.reject(new Error('ended'))),
    ]);
  }
}

async function serveSocks(client: Socket, options: TestProxyOptions, seen: SeenTunnel[]): Promise<void> {
  const { login: wanted = null, refuse = false, route = asAsked } = options;
  const [, methods = 0] = await take(client, 2);
  const offered = await take(client, methods);
  const method = wanted === null ? 0 : 2;
  if (!offered.includes(method)) {
    client.end(Buffer.from([5, 0xff]));
    return;
  }
  client.write(Buffer.from([5, method]));
  let login: string | null = null;
  if (method === 2) {
    const [, userLength = 0] = await take(client, 2);
    const user = (await take(client, userLength)).toString('utf8');
    const [passwordLength = 0] = await take(client, 1);
    login = `${user}:${(await take(client, passwordLength)).toString('utf8')}`;
    client.write(Buffer.from([1, login === wanted ? 0 : 1]));
    if (login !== wanted) {
      client.end();
      return;
    }
  }
  const [, , , kind = 0] = await take(client, 4);
  const host =
    kind === 3
      ? (await take(client, (await take(client, 1))[0] ?? 0)).toString('utf8')
      : [...(await take(client, 4))].join('.');
  const port = (await take(client, 2)).readUInt16BE();
  const asked = { host, port, login };
  seen.push(asked);
  const reply = (code: number): Buffer => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
  if (refuse) {
    client.end(reply(2));
    return;
  }
  const far = connect(route(asked));
  far.on('error', () => client.end(reply(5)));
  far.once('connect', () => {
    far.removeAllListeners('error');
    client.write(reply(0));
    join(client, far);
  });
}
