import { createServer, type Server } from 'node:https';
import { request as plainRequest } from 'node:http';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { makeCertificate } from '../../servers/certificate.ts';
import { startPractice, type RunningPractice } from '../../servers/practice-fixture.ts';
import { startConnectProxy, startSocksProxy } from '../../servers/proxies.ts';
import { openDesk, type Desk } from './clipdesk-process.ts';

const pictures = join(import.meta.dirname, '../../fixtures/pictures');
const names = ['pear', 'mug-speckle'];
const results = names.map((name) => `${name}.png`).sort();
/** Names only the proxy knows: whoever goes past it finds nothing. */
const web = 'studio.example';
const ftp = 'ftp.example';
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Stands before the practice studio with HTTPS, and names it in its answers as the world outside does. */
async function startFront(practice: RunningPractice, identity: { certificate: string; key: string }) {
  const { studio } = practice;
  const { port } = new URL(studio.api);
  const server: Server = createServer({ cert: identity.certificate, key: identity.key }, (asked, answer) => {
    const onward = plainRequest(
      { host: '127.0.0.1', port, path: asked.url, method: asked.method, headers: asked.headers },
      (given) => {
        const isText = given.headers['content-type']?.includes('json') === true;
        if (!isText) {
          answer.writeHead(given.statusCode ?? 500, given.headers);
          given.pipe(answer);
          return;
        }
        const pieces: Buffer[] = [];
        given.on('data', (piece: Buffer) => pieces.push(piece));
        given.on('end', () => {
          const said = Buffer.concat(pieces)
            .toString('utf8')
            .replaceAll(`http://127.0.0.1:${port}`, `https://${web}`)
            .replaceAll('ftp://127.0.0.1:', `ftp://${ftp}:`);
          const { 'content-length': _, ...headers } = given.headers;
          answer.writeHead(given.statusCode ?? 500, headers).end(said);
        });
      },
    );
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return (server.address() as AddressInfo).port;
}

async function reaches(desk: Desk, job: string, stage: string): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    const { result } = await desk.run('job', 'show', job);
    if (result.job?.stage === stage) return;
    await pause(50);
  }
  throw new Error(`Job ${job} never was in ${stage}.`);
}

test.each([
  ['HTTP', 'http', startConnectProxy],
  ['SOCKS5', 'socks5', startSocksProxy],
] as const)(
  'all of a job goes through the %s proxy: the questions, uploads both ways, downloads three ways',
  { timeout: 180_000 },
  async (_, scheme, begin) => {
    const practice = await startPractice();
    ends.push(() => practice.stop());
    const { studio } = practice;
    const identity = await makeCertificate(web);
    const front = await startFront(practice, identity);
    const proxy = await begin({
      login: 'anna:s3cret-proxy',
      route: ({ host, port }) => ({ host: '127.0.0.1', port: host === web ? front : port }),
    });
    ends.push(() => proxy.stop());
    const desk = await openDesk();
    ends.push(() => desk.stop());
    const root = await mkdtemp(join(tmpdir(), 'clipdesk-proxy-'));
    ends.push(() => rm(root, { recursive: true, force: true }));
    const authority = join(root, 'authority.pem');
    await writeFile(authority, identity.certificate);
    desk.environment = {
      CLIPDESK_CLIENT_TOKEN: studio.clientToken,
      CLIPDESK_SESSION_TOKEN: studio.sessionToken,
      CLIPDESK_FTP_USER: studio.ftpUser,
      CLIPDESK_FTP_PASSWORD: studio.ftpPassword,
      CLIPDESK_PROXY_PASSWORD: 's3cret-proxy',
      NODE_EXTRA_CA_CERTS: authority,
    };
    const set = await desk.run('settings', 'set', `proxy=${scheme}://anna@127.0.0.1:${String(proxy.port)}`);
    expect(set, set.text).toMatchObject({ code: 0 });
    const added = await desk.run(
      ...['account', 'add', 'bright-river', '--name', 'Far', '--api', `https://${web}`],
      ...['--ftp-fingerprint', studio.ftpFingerprint],
    );
    expect(added, added.text).toMatchObject({ code: 0 });
    const shoot = join(root, 'KW47');
    await mkdir(shoot);
    for (const name of names) await copyFile(join(pictures, `${name}.jpg`), join(shoot, `${name}.jpg`));

    const byFtp = (): number => proxy.seen.filter(({ host }) => host === ftp).length;
    for (const route of ['post', 'ftp']) {
      const create = ['job', 'create', '--name', route, '--description', 'D', '--route', route];
      const created = await desk.run(...create, '--request-offer', '--wait', shoot);
      expect(created, created.text).toMatchObject({ code: 0, result: { ok: true } });
      const job = String(created.result.job?.id);
      const { result } = await desk.run('job', 'files', job);
      expect(result.files?.map(({ proof }) => proof)).toEqual(['proven', 'proven']);
      if (route !== 'post') continue;
      await reaches(desk, job, 'offer');
      expect((await desk.run('job', 'accept-offer', job)).code).toBe(0);
      await reaches(desk, job, 'review');
      for (const way of ['file', 'zip', 'ftp']) {
        const to = join(root, `by ${way}`);
        const before = byFtp();
        const saved = await desk.run('download', job, '--to', to, '--by', way);
        expect(saved, saved.text).toMatchObject({ code: 0, result: { ok: true } });
        expect((await readdir(to)).sort()).toEqual(results);
        // The conversation and the data: the folder itself was read, no other way stood in for it.
        expect(byFtp() - before).toBeGreaterThanOrEqual(way === 'ftp' ? 2 : 0);
        for (const name of results)
          expect((await readFile(join(to, name))).equals(await readFile(join(root, 'by file', name)))).toBe(
            true,
          );
      }
    }

    expect(new Set(proxy.seen.map(({ login }) => login))).toEqual(new Set(['anna:s3cret-proxy']));
    expect(new Set(proxy.seen.map(({ host }) => host))).toEqual(new Set([ftp, web]));
  },
);
