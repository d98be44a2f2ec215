import { createHash } from 'node:crypto';
import { chown, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startFarApi } from '../../../build/bench/transfers/far-api.ts';
import { makeTiff } from '../../../build/bench/transfers/file-sets.ts';
import { jobFolders } from '../../../build/bench/transfers/ftp-sites.ts';
import { memorySecrets } from '../../../src/main/adapters/keychain/memory-secrets.ts';
import { eventually, sendFolder, startApplication } from '../../servers/application-fixture.ts';
import { startConnectProxy, startSocksProxy } from '../../servers/proxies.ts';
import { startVsftpd } from '../../servers/vsftpd.ts';

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** This computer itself is always reached directly, so the server has a name that only the proxy can lead anywhere. */
const NAME = 'ftp.studio.example';

test.each([
  ['http', startConnectProxy],
  ['socks5', startSocksProxy],
] as const)(
  'a job is sent by FTP with TLS through a proxy entered by hand: %s',
  async (kind, startProxy) => {
    const home = await mkdtemp(join(tmpdir(), 'clipdesk-proxy-'));
    ends.push(() => rm(home, { recursive: true, force: true }));
    const server = await startVsftpd({ tls: true });
    ends.push(() => server.stop());
    const api = await startFarApi();
    ends.push(() => api.stop());
    const proxy = await startProxy({
      login: 'anna:pa:ss',
      route: ({ port }) => ({ host: '127.0.0.1', port }),
    });
    ends.push(() => proxy.stop());
    const folder = join(server.incoming, 'jobs');
    await mkdir(folder);
    await chown(folder, 1, 1);
    const url = server.url.replace('127.0.0.1', NAME);
    expect(url).toContain(NAME);
    api.expect({ ftp: `${url}/incoming/jobs`, files: jobFolders(folder) });
    const set = await makeTiff(join(home, 'pictures'), 'look', 1_500_000);

    const running = await startApplication({ secrets: memorySecrets() });
    ends.push(() => running.stop());
    const { accounts, jobs, system, queue } = running.application.api;
    await system.setProxyPassword('pa:ss');
    await system.changeSettings({ proxy: { kind, host: '127.0.0.1', port: proxy.port, user: 'anna' } });
    const account = await accounts.addBrightRiver({
      name: 'Studio Noord',
      apiUrl: api.address,
      ftpFingerprint: server.fingerprint,
      credentials: {
        clientToken: 'client-token',
        sessionToken: 'session-token',
        ftpUser: server.user,
        ftpPassword: server.password,
      },
    });
    const id = await sendFolder(running.application, account, set.folder, { name: 'Proxy' });
    await eventually(running.application, async () => (await jobs.get(id)).job.counts.proven === 1);

    const [receipt] = (await queue.receipt(id)).files;
    const arrived = await readFile(join(folder, '5001', 'ORIGINAL', receipt?.name ?? ''));
    expect(createHash('md5').update(arrived).digest('hex')).toBe(receipt?.md5);
    // The conversation and at least one data connection; nobody but the server was asked for.
    expect(proxy.seen.length).toBeGreaterThan(1);
    expect(new Set(proxy.seen.map(({ host }) => host))).toEqual(new Set([NAME]));
    expect(proxy.seen.every(({ login }) => login === 'anna:pa:ss')).toBe(true);
  },
  60_000,
);
