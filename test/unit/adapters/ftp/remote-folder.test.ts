import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../src/main/adapters/clock/system-clock.ts';
import { createRemoteFolders } from '../../../../src/main/adapters/ftp/remote-folder.ts';
import type { NetworkPath } from '../../../../src/main/ports/network-path.ts';
import type { RemoteFolder } from '../../../../src/main/ports/remote-folder.ts';
import { makeCertificate } from '../../../servers/certificate.ts';
import { keepingLog } from '../../../servers/keeping-log.ts';
import { startConnectProxy, startSocksProxy, type TestProxy } from '../../../servers/proxies.ts';
import { startScriptedFtp, type FtpQuirks, type ScriptedFtp } from '../../../servers/scripted-ftp.ts';

const running: { stop(): Promise<unknown> }[] = [];
const opened: RemoteFolder[] = [];
const never = new AbortController().signal;

afterEach(async () => {
  for (const folder of opened.splice(0)) await folder.close();
  for (const server of running.splice(0)) await server.stop();
});

async function start(quirks: FtpQuirks = {}): Promise<ScriptedFtp> {
  const server = await startScriptedFtp({ restart: true, ...quirks });
  running.push(server);
  return server;
}

function open(
  url: string,
  options: { readonly path?: NetworkPath; readonly fingerprint?: string } = {},
): RemoteFolder {
  const { path, fingerprint = null } = options;
  const folder = createRemoteFolders({
    clock: systemClock,
    log: keepingLog(),
    ftpTimeout: 2000,
    ...(path === undefined ? {} : { paths: { pathTo: () => Promise.resolve(path) } }),
  }).ftp({
    url,
    user: 'studio',
    password: 'right',
    allowPlain: fingerprint === null,
    fingerprint,
    connections: 2,
  });
  opened.push(folder);
  return folder;
}

async function whole(content: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of content as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Files where the address of the server leads without making folders. */
function fill(server: ScriptedFtp): { readonly url: string; readonly content: Buffer } {
  const content = randomBytes(900_000);
  server.files.set('/a b.jpg', content);
  server.files.set('/写真.tif', randomBytes(10));
  return { url: `ftp://127.0.0.1:${server.port}/`, content };
}

describe('the folder of a job', () => {
  test.each([
    ['MLSD', {}],
    ['LIST', { MLSD: '500 Unknown.' }],
  ])('is listed by %s', async (_, replies) => {
    const server = await start({ replies });
    const { url } = fill(server);
    const listed = await open(url).list(never);
    expect(listed.map(({ name, size }) => ({ name, size }))).toEqual([
      { name: 'a b.jpg', size: 900_000 },
      { name: '写真.tif', size: 10 },
    ]);
  });

  test('gives a file whole, and another one on the same connection', async () => {
    const server = await start();
    const { url, content } = fill(server);
    const folder = open(url);
    const first = await folder.open('a b.jpg', 0, never);
    expect(first.size).toBe(900_000);
    expect((await whole(first.content)).equals(content)).toBe(true);
    expect((await whole((await folder.open('写真.tif', 0, never)).content)).byteLength).toBe(10);
    expect(server.connections()).toBe(1);
  });

  test('gives the rest of a file', async () => {
    const server = await start();
    const { url, content } = fill(server);
    const rest = await open(url).open('a b.jpg', 300_000, never);
    expect(rest.offset).toBe(300_000);
    expect((await whole(rest.content)).equals(content.subarray(300_000))).toBe(true);
  });

  test.each([
    ['213 20261120140500', Date.UTC(2026, 10, 20, 14, 5)],
    ['213 20261120140500.750', Date.UTC(2026, 10, 20, 14, 5)],
    ['213 yesterday', null],
    ['500 Unknown.', null],
  ])('says when a file was changed: %s', async (MDTM, modifiedAt) => {
    const server = await start({ replies: { MDTM } });
    const { url, content } = fill(server);
    const opened = await open(url).open('a b.jpg', 0, never);
    expect(opened).toMatchObject({ size: 900_000, modifiedAt });
    expect((await whole(opened.content)).equals(content)).toBe(true);
  });

  test('says that it begins at the front where the server cannot do otherwise', async () => {
    const server = await start({ restart: false });
    const { url, content } = fill(server);
    const all = await open(url).open('a b.jpg', 300_000, never);
    expect(all.offset).toBe(0);
    expect((await whole(all.content)).equals(content)).toBe(true);
  });

  test('a port that only PASV opens is found, for the list and for a file', async () => {
    const server = await start({ replies: { EPSV: '229 Entering Extended Passive Mode (|||1|)' } });
    const { url, content } = fill(server);
    const folder = open(url);
    expect(await folder.list(never)).toHaveLength(2);
    expect((await whole((await folder.open('a b.jpg', 0, never)).content)).equals(content)).toBe(true);
    const other = await open(url).open('a b.jpg', 0, never);
    expect((await whole(other.content)).equals(content)).toBe(true);
  });

  test('a file broken off is never taken for a whole one', async () => {
    const server = await start({ cutAfter: 100_000 });
    const { url } = fill(server);
    const broken = await open(url).open('a b.jpg', 0, never);
    await expect(whole(broken.content)).rejects.toMatchObject({ action: 'retry' });
  });

  test('what is not there is said', async () => {
    const server = await start();
    const { url } = fill(server);
    await expect(open(url).open('gone.jpg', 0, never)).rejects.toMatchObject({
      action: 'gone',
      code: 'ftp_missing',
    });
    await expect(open(`${url}nowhere/`).list(never)).rejects.toMatchObject({ code: 'ftp_folder' });
    expect(server.commands.some((line) => line.startsWith('MKD'))).toBe(false);
  });

  test('is read encrypted, with the pinned certificate', async () => {
    const certificate = await makeCertificate();
    const server = await start({ tls: { control: certificate } });
    const { url, content } = fill(server);
    const file = await open(url, { fingerprint: certificate.fingerprint }).open('a b.jpg', 0, never);
    expect((await whole(file.content)).equals(content)).toBe(true);
  });
});

describe('through a proxy', () => {
  const kinds: readonly (readonly [
    NetworkPath['kind'] & ('http-proxy' | 'socks5'),
    (options: { login: string; route: () => { host: string; port: number } }) => Promise<TestProxy>,
  ])[] = [
    ['http-proxy', startConnectProxy],
    ['socks5', startSocksProxy],
  ];

  test.each(kinds)(
    '%s: the conversation and the data, to a name only the proxy knows',
    async (kind, begin) => {
      const server = await start();
      const { content } = fill(server);
      const seen: number[] = [];
      const proxy: TestProxy = await begin({
        login: 'studio:secret',
        route: (...asked: readonly { readonly port: number }[]) => {
          const port = asked[0]?.port ?? 0;
          seen.push(port);
          return { host: '127.0.0.1', port };
        },
      });
      running.push(proxy);
      const folder = open(`ftp://ftp.studio.example:${server.port}/`, {
        path: { kind, host: '127.0.0.1', port: proxy.port, login: { user: 'studio', password: 'secret' } },
      });
      const file = await folder.open('a b.jpg', 0, never);
      expect((await whole(file.content)).equals(content)).toBe(true);
      expect(proxy.seen.length).toBeGreaterThan(1);
      expect(new Set(proxy.seen.map(({ host }) => host))).toEqual(new Set(['ftp.studio.example']));
      expect(seen[0]).toBe(server.port);
    },
  );
});
