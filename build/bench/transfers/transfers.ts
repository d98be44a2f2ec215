import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { isWanted, type BenchOptions } from '../options.ts';
import { absolute, compared, median, type MeasuredRow } from '../rows.ts';
import { clipdesk, inFolder, lftp, rclone, type Contestant } from './contestants.ts';
import { startFarApi, type FarApi } from './far-api.ts';
import { makeJpegs, makeTiff, type FileSet } from './file-sets.ts';
import { emptied, startFtpSite, type FtpSite } from './ftp-sites.ts';

/** The same for everybody: Clipdesk's own setting of a new profile. */
const CONNECTIONS = 4;
const ROUND_TRIPS = [0, 40] as const;
/** Rounds of every contestant in turn, while a row has not taken longer than its time. */
const ROUNDS = 3;
const ROW_TIME = 90_000;
/** MB (10⁶ bytes) of resident memory. */
const MOST_MEMORY = 200;

const contestants: Readonly<Record<string, Contestant>> = { clipdesk, lftp, rclone };

interface Setting {
  readonly name: string;
  readonly tls: boolean;
  readonly roundTrip: number;
  readonly files: FileSet;
}

interface Kind {
  readonly name: string;
  readonly make: (folder: string) => Promise<FileSet>;
}

const kinds: readonly Kind[] = [
  { name: '200 × 5 MB', make: (folder) => makeJpegs(folder, '200 × 5 MB', 200, 5_000_000) },
  { name: '2,000 × 100 KB', make: (folder) => makeJpegs(folder, '2,000 × 100 KB', 2000, 100_000) },
  { name: '1 × 2 GB', make: (folder) => makeTiff(folder, '1 × 2 GB', 2_000_000_000) },
];

function nameOf(kind: string, tls: boolean, roundTrip: number): string {
  return `${kind}, ${tls ? 'TLS' : 'plain'}, ${roundTrip} ms`;
}

/** Seconds by contestant; the order changes with every round, so that none always meets the warm server. */
async function rounds(
  setting: Setting,
  site: FtpSite,
  api: FarApi,
  options: BenchOptions,
  home: string,
): Promise<{
  readonly seconds: Readonly<Record<string, number>>;
  readonly peakMemory: number;
  readonly note: string;
}> {
  const names = Object.keys(contestants);
  const times = new Map<string, number[]>(names.map((name) => [name, []]));
  const started = performance.now();
  let peakMemory = 0;
  let note = '';
  let round = 0;
  while (round < (options.quick ? 1 : ROUNDS) && (round === 0 || performance.now() - started < ROW_TIME)) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + round) % names.length] ?? '';
      const contestant = contestants[name];
      if (contestant === undefined) continue;
      await emptied(site);
      const run = await inFolder(home, (folder) =>
        contestant({
          site,
          files: setting.files,
          connections: CONNECTIONS,
          home: folder,
          api,
          signal: options.signal,
        }),
      );
      times.get(name)?.push(run.seconds);
      if (run.tooLong) note += `${name} was ended after ${run.seconds.toFixed(0)} s. `;
      if (name === 'clipdesk') peakMemory = Math.max(peakMemory, run.peakMemory);
      options.say(`${setting.name}: ${name} ${run.seconds.toFixed(2)} s, ${run.peakMemory.toFixed(0)} MB`);
    }
    round += 1;
  }
  await emptied(site);
  return {
    seconds: Object.fromEntries([...times].map(([name, values]) => [name, median(values)])),
    peakMemory,
    note: `${note}median of ${round}`,
  };
}

/**
 * Clipdesk's command line beside lftp and rclone on the same vsftpd, with the same files and number of connections.
 * Everybody is timed from start to exit. Clipdesk's time holds more than sending: every picture is looked into, the job
 * is made and every file is proven by the service's list.
 */
export const transfers: Bench = async (options) => {
  const home = await mkdtemp(join(tmpdir(), 'clipdesk-bench-'));
  await chmod(home, 0o755);
  const api = await startFarApi();
  const rows: MeasuredRow[] = [];
  try {
    const memory = new Map<string, number>();
    for (const kind of kinds) {
      const wanted = [false, true].flatMap((tls) =>
        ROUND_TRIPS.map((roundTrip) => ({ tls, roundTrip, name: nameOf(kind.name, tls, roundTrip) })).filter(
          ({ name }) => isWanted(options, name),
        ),
      );
      if (wanted.length === 0) continue;
      options.say(`Making the pictures: ${kind.name} …`);
      const files = await kind.make(join(home, 'pictures'));
      for (const { tls, roundTrip, name } of wanted) {
        const site = await startFtpSite(tls, roundTrip);
        try {
          const found = await rounds({ name, tls, roundTrip, files }, site, api, options, home);
          const { clipdesk: ours, ...peers } = found.seconds;
          rows.push(
            compared({ name, unit: 's', ours: ours ?? Number.NaN, peers, goal: 1, note: found.note }),
          );
          memory.set(kind.name, Math.max(memory.get(kind.name) ?? 0, found.peakMemory));
        } finally {
          await site.stop();
        }
      }
      await rm(join(home, 'pictures'), { recursive: true });
    }
    for (const [name, ours] of memory)
      rows.push(absolute({ name: `peak memory, ${name}`, unit: 'MB', ours, goal: MOST_MEMORY }));
  } finally {
    await api.stop();
    await rm(home, { recursive: true, force: true });
  }
  return rows;
};
