import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { absolute } from '../rows.ts';
import { startFarApi } from '../transfers/far-api.ts';
import { makeJpegs } from '../transfers/file-sets.ts';
import { startFtpSite } from '../transfers/ftp-sites.ts';
import { killTrials } from './trials.ts';

const PICTURES = 100;
const INSTANTS = 200;
/** A small real photograph needs about this many bytes. */
const SIZE = 120_000;

/** Ends the command line at instants drawn by chance while it sends jobs, and counts what was lost or came twice. */
export const kill: Bench = async (options) => {
  const instants = options.instants ?? (options.quick ? 10 : INSTANTS);
  options.say(`Seed ${options.seed}: npm run bench -- kill --instants ${instants} --seed ${options.seed}`);
  const home = await mkdtemp(join(tmpdir(), 'clipdesk-bench-'));
  await chmod(home, 0o755);
  const api = await startFarApi();
  const site = await startFtpSite(false, 0);
  try {
    const files = await makeJpegs(join(home, 'pictures'), 'kill', PICTURES, SIZE);
    const found = await killTrials({ ...options, files, site, api, home, instants });
    const note = `seed ${options.seed}, ${found.kills} instants in ${found.jobs} jobs of ${PICTURES}, ${found.held} held for a person`;
    return [
      absolute({
        name: 'ended while running',
        unit: 'instants',
        ours: found.kills,
        goal: instants,
        better: 'more',
        note,
      }),
      absolute({
        name: 'pictures lost',
        unit: 'pictures',
        ours: found.lost,
        goal: 0,
        note: found.troubles.join('; '),
      }),
      absolute({ name: 'pictures and jobs twice', unit: 'times', ours: found.duplicated, goal: 0 }),
    ];
  } finally {
    await site.stop();
    await api.stop();
    await rm(home, { recursive: true, force: true });
  }
};
