import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:https';
import { afterEach, expect, test } from 'vitest';
import { createHttpClient, type HttpCall } from '../../../../src/main/adapters/http/http-client.ts';
import { openTunnel } from '../../../../src/main/adapters/http/tunnel.ts';
import type { NetworkPath } from '../../../../src/main/ports/network-path.ts';
import { makeCertificate } from '../../../servers/certificate.ts';
import { startConnectProxy, startSocksProxy, type TestProxyOptions } from '../../../servers/proxies.ts';

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Answers every line with itself. */
async function startEcho(): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

type Kind = 'http-proxy' | 'socks5';

async function startProxy(kind: Kind, options: TestProxyOptions) {
  const proxy = await (kind === 'socks5' ? startSocksProxy(options) : startConnectProxy(options));
  ends.push(() => proxy.stop());
  return proxy;
}

const login = { user: 'anna', password: 'pa:ss wörd' };

test.each<Kind>(['http-proxy', 'socks5'])('%s carries bytes both ways, with its login', async (kind) => {
  const port = await startEcho();
  const proxy = await startProxy(kind, {
    login: 'anna:pa:ss wörd',
    route: () => ({ host: '127.0.0.1', port }),
  });
  const path: NetworkPath = { kind, host: '127.0.0.1', port: proxy.port, login };
  const socket = await openTunnel(path, { host: 'studio.example', port: 21 }, { timeout: 5_000 });
  socket.write('hello');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toBe('hello');
  expect(proxy.seen).toEqual([{ host: 'studio.example', port: 21, login: 'anna:pa:ss wörd' }]);
  socket.destroy();
});

test.each<Kind>(['http-proxy', 'socks5'])('%s: a wrong login and a refusal say what to do', async (kind) => {
  const strict = await startProxy(kind, { login: 'somebody:else' });
  const refusing = await startProxy(kind, { refuse: true });
  const open = (port: number, given: typeof login | null): Promise<unknown> =>
    openTunnel(
      { kind, host: '127.0.0.1', port, login: given },
      { host: 'x.example', port: 21 },
      { timeout: 5_000 },
    );
  await expect(open(strict.port, login)).rejects.toMatchObject({
    code: 'offline',
    message: expect.stringContaining('user name and a password') as unknown,
  });
  await expect(open(refusing.port, null)).rejects.toMatchObject({
    code: 'offline',
    message: expect.stringContaining('does not let Clipdesk through') as unknown,
  });
});

test('a proxy nobody runs is offline, and says that it is the proxy', async () => {
  const proxy = await startConnectProxy();
  await proxy.stop();
  const path: NetworkPath = { kind: 'http-proxy', host: '127.0.0.1', port: proxy.port, login: null };
  await expect(openTunnel(path, { host: 'x.example', port: 21 }, { timeout: 5_000 })).rejects.toMatchObject({
    code: 'offline',
    message: expect.stringContaining('The proxy cannot be reached') as unknown,
  });
});

test('waiting for a silent proxy ends with the signal', async () => {
  const silent = createServer(() => undefined);
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  ends.push(() => new Promise((resolve) => silent.close(resolve)));
  const { port } = silent.address() as AddressInfo;
  for (const kind of ['http-proxy', 'socks5'] as const) {
    const stop = new AbortController();
    const connected = once(silent, 'connection');
    const opening = openTunnel(
      { kind, host: '127.0.0.1', port, login: null },
      { host: 'x.example', port: 21 },
      { timeout: 30_000, signal: stop.signal },
    );
    const [socket] = (await connected) as [Socket];
    stop.abort();
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
    socket.destroy();
  }
});

test.each<Kind>(['http-proxy', 'socks5'])(
  'requests go through %s, and the certificate checked is the service’s own',
  async (kind) => {
    const certificate = await makeCertificate();
    const server = createSecureServer(
      { key: certificate.key, cert: certificate.certificate },
      (request, response) => response.end(`you asked for ${request.headers.host ?? ''}`),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    const proxy = await startProxy(kind, { route: () => ({ host: '127.0.0.1', port }) });
    let way: NetworkPath = { kind, host: '127.0.0.1', port: proxy.port, login: null };
    const http = createHttpClient({
      authorities: [certificate.certificate],
      paths: { pathTo: () => Promise.resolve(way) },
    });
    ends.push(() => http.close());
    const get = async (host: string): Promise<string> => {
      const call: HttpCall = {
        method: 'GET',
        url: `https://${host}/`,
        headers: {},
        body: null,
        signal: new AbortController().signal,
        operation: 'asking',
        service: 'the service',
        changes: false,
      };
      let text = '';
      for await (const piece of (await http.send(call)).body) text += Buffer.from(piece).toString();
      return text;
    };
    expect(await get('localhost')).toBe('you asked for localhost');
    expect(proxy.seen).toMatchObject([{ host: 'localhost', port: 443 }]);
    await expect(get('studio.example')).rejects.toMatchObject({ code: 'certificate' });

    way = { kind: 'direct' };
    http.renewConnections();
    await expect(get(`localhost:${String(port)}`)).resolves.toContain('you asked');
    expect(proxy.seen).toHaveLength(2);
  },
);
