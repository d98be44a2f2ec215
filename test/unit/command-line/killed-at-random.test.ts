import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { killTrials } from '../../../build/bench/kill/trials.ts';
import { startFarApi } from '../../../build/bench/transfers/far-api.ts';
import { makeJpegs } from '../../../build/bench/transfers/file-sets.ts';
import { startFtpSite } from '../../../build/bench/transfers/ftp-sites.ts';

test(
  'ended the hard way at any instant of a job of a hundred pictures, nothing is lost and nothing comes twice',
  { timeout: 180_000 },
  async () => {
    // Another one every time; the failure names it, and `npm run bench -- kill --seed N` repeats it.
    const seed = Math.floor(Math.random() * 1_000_000_000);
    const home = await mkdtemp(join(tmpdir(), 'clipdesk-kills-'));
    onTestFinished(() => rm(home, { recursive: true, force: true }));
    await chmod(home, 0o755);
    const api = await startFarApi();
    onTestFinished(() => api.stop());
    const site = await startFtpSite(false, 0);
    onTestFinished(() => site.stop());
    const files = await makeJpegs(join(home, 'pictures'), 'kill', 100, 40_000);
    const found = await killTrials({
      files,
      site,
      api,
      home,
      instants: 6,
      seed,
      signal: new AbortController().signal,
      say: () => undefined,
    });
    expect(found, `seed ${seed}`).toMatchObject({ kills: 6, lost: 0, duplicated: 0, troubles: [] });
  },
);
