import { createHash } from 'node:crypto';
import { chown, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startFarApi } from '../../../build/bench/transfers/far-api.ts';
import { makeTiff } from '../../../build/bench/transfers/file-sets.ts';
import { jobFolders } from '../../../build/bench/transfers/ftp-sites.ts';
import { memorySecrets } from '../../../src/main/adapters/keychain/memory-secrets.ts';
import type { Application } from '../../../src/main/ports/application.ts';
import { eventually, sendFolder, startApplication } from '../../servers/application-fixture.ts';
import { startVsftpd } from '../../servers/vsftpd.ts';

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

test('a picture on its way when Clipdesk ends goes on where the server’s size says, and is proven', async () => {
  const home = await mkdtemp(join(tmpdir(), 'clipdesk-broken-'));
  ends.push(() => rm(home, { recursive: true, force: true }));
  const log = join(home, 'vsftpd.log');
  const server = await startVsftpd({
    tls: true,
    extra: ['log_ftp_protocol=YES', 'xferlog_enable=YES', 'xferlog_std_format=NO', `vsftpd_log_file=${log}`],
  });
  ends.push(() => server.stop());
  const api = await startFarApi();
  ends.push(() => api.stop());
  const folder = join(server.incoming, 'jobs');
  await mkdir(folder);
  await chown(folder, 1, 1);
  api.expect({ ftp: `${server.url}/incoming/jobs`, files: jobFolders(folder) });
  const set = await makeTiff(join(home, 'pictures'), 'panorama', 12_000_000);

  const running = await startApplication({ secrets: memorySecrets() });
  ends.push(() => running.stop());
  const { accounts, system } = running.application.api;
  // Slow enough that it is under way for a while.
  await system.changeSettings({ bandwidth: { limit: 6_000_000, hours: null } });
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
  const id = await sendFolder(running.application, account, set.folder, { name: 'Panorama' });
  const transfer = async (application: Application) =>
    (await application.api.jobs.get(id)).files[0]?.transfer;
  await eventually(running.application, async () => {
    const now = await transfer(running.application);
    return now?.kind === 'sending' && now.sentBytes > 4_000_000;
  });

  const again = await running.restart();
  await eventually(again, async () => (await transfer(again))?.kind === 'proven');
  const said = await readFile(log, 'utf8');
  const from = Number(/"REST (\d+)"/.exec(said)?.[1]);
  expect(from).toBeGreaterThan(2_000_000);
  const [sent, arrived] = await Promise.all(
    [join(set.folder, 'panorama.tif'), join(folder, '5001', 'ORIGINAL', 'panorama.tif')].map(async (path) =>
      createHash('md5')
        .update(await readFile(path))
        .digest('hex'),
    ),
  );
  expect(arrived).toBe(sent);
});
