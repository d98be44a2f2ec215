import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasDisplay, startVirtualDisplay } from '../../bootstrap/virtual-display.mjs';
import type { Bench } from '../bench.ts';
import type { BenchOptions } from '../options.ts';
import { absolute, type MeasuredRow } from '../rows.ts';
import { startFarApi } from '../transfers/far-api.ts';
import { makeJpegs } from '../transfers/file-sets.ts';
import { startFtpSite } from '../transfers/ftp-sites.ts';
import { timed } from '../transfers/timed-process.ts';
import { startFarStudio } from './far-studio.ts';
import { cli, commandLineHand, environmentOf, windowHand } from './hands.ts';
import { killTrials } from './trials.ts';
import { wholeJobTrials, type WholeJobFound, type WholeJobParts } from './whole-job.ts';

const PICTURES = 100;
const INSTANTS = 200;
/** A small real photograph needs about this many bytes. */
const SIZE = 120_000;
/** Of a whole job: enough that sending and deciding take their time. */
const PICTURES_OF_A_JOB = 12;

export interface WholeJobs {
  readonly hosts: readonly ('cli' | 'window')[];
  /** Per host. */
  readonly instants: number;
}

/**
 * Whole jobs (uploads, offer, reviews online and offline, closing) against a practice studio of their own.
 * @param home an empty folder
 */
export async function killWholeJobs(
  home: string,
  { hosts, instants }: WholeJobs,
  { seed, signal, say }: Pick<BenchOptions, 'seed' | 'signal' | 'say'>,
): Promise<readonly (WholeJobFound & { readonly host: 'cli' | 'window' })[]> {
  const far = await startFarStudio(home);
  try {
    const pictures = await makeJpegs(join(home, 'photographs'), 'whole', PICTURES_OF_A_JOB, SIZE);
    const profile = join(home, 'profile');
    await mkdir(profile);
    const added = await timed(
      process.execPath,
      [
        ...[cli, '--home', profile, '--json', 'account', 'add', 'bright-river', '--name', 'Studio'],
        ...['--api', far.address, '--ftp-fingerprint', far.studio.ftpFingerprint],
      ],
      { environment: environmentOf(profile, far), limit: 60_000, signal },
    );
    if (added.code !== 0) throw new Error(`The account could not be added: ${added.output}`);
    const found: (WholeJobFound & { readonly host: 'cli' | 'window' })[] = [];
    for (const host of hosts) {
      const hand = host === 'cli' ? commandLineHand(far) : windowHand(far);
      const parts: WholeJobParts = {
        far,
        hand,
        pictures: pictures.folder,
        profile,
        home,
        instants,
        seed,
        signal,
        say,
      };
      found.push({ host, ...(await wholeJobTrials(parts)) });
    }
    return found;
  } finally {
    await far.stop();
  }
}

function rowsOf(found: WholeJobFound & { readonly host: string }, seed: number, goal: number): MeasuredRow[] {
  const { host, kills, jobs, lost, twice, damaged, answered, troubles } = found;
  const note = `seed ${seed}, ${kills} instants in ${jobs} whole jobs, ${answered} times a person said whether a job was made`;
  return [
    absolute({
      name: `${host}: ended while running`,
      unit: 'instants',
      ours: kills,
      goal,
      better: 'more',
      note,
    }),
    absolute({ name: `${host}: lost`, unit: 'things', ours: lost, goal: 0, note: troubles.join('; ') }),
    absolute({ name: `${host}: done twice`, unit: 'things', ours: twice, goal: 0 }),
    absolute({ name: `${host}: registers damaged`, unit: 'registers', ours: damaged, goal: 0 }),
  ];
}

/** Uploads of a hundred pictures against real servers, by the command line. */
async function uploads(home: string, instants: number, options: BenchOptions): Promise<MeasuredRow[]> {
  const api = await startFarApi();
  const site = await startFtpSite(false, 0);
  try {
    const files = await makeJpegs(join(home, 'pictures'), 'kill', PICTURES, SIZE);
    const found = await killTrials({ ...options, files, site, api, home, instants });
    const note = `seed ${options.seed}, ${found.kills} instants in ${found.jobs} jobs of ${PICTURES}, ${found.held} held for a person`;
    return [
      absolute({
        name: 'uploads: ended while running',
        unit: 'instants',
        ours: found.kills,
        goal: instants,
        better: 'more',
        note,
      }),
      absolute({
        name: 'uploads: pictures lost',
        unit: 'pictures',
        ours: found.lost,
        goal: 0,
        note: found.troubles.join('; '),
      }),
      absolute({ name: 'uploads: pictures and jobs twice', unit: 'times', ours: found.duplicated, goal: 0 }),
    ];
  } finally {
    await site.stop();
    await api.stop();
  }
}

/** Ends the application at instants drawn by chance, and counts what was lost or came twice. */
export const kill: Bench = async (options) => {
  const instants = options.instants ?? (options.quick ? 10 : INSTANTS);
  const { seed, host, only, say } = options;
  const chosen = only === null ? `--host ${host}` : `--only ${only}`;
  say(`Seed ${seed}: npm run bench -- kill --instants ${instants} --seed ${seed} ${chosen}`);
  const home = await mkdtemp(join(tmpdir(), 'clipdesk-bench-'));
  await chmod(home, 0o755);
  const display = only !== null || hasDisplay() || host === 'cli' ? null : await startVirtualDisplay();
  if (display !== null) process.env['DISPLAY'] = display.name;
  try {
    if (only === 'uploads') return await uploads(home, instants, options);
    const hosts = host === 'both' ? (['cli', 'window'] as const) : [host];
    // An eighth of the instants goes into large uploads, the rest into whole jobs.
    const large = host === 'window' ? 0 : Math.floor(instants / 8);
    const each = Math.ceil((instants - large) / hosts.length);
    return [
      ...(large === 0 ? [] : await uploads(home, large, options)),
      ...(await killWholeJobs(home, { hosts, instants: each }, options)).flatMap((found) =>
        rowsOf(found, seed, each),
      ),
    ];
  } finally {
    await display?.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
};
