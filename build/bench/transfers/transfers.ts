import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { isWanted, type BenchOptions } from '../options.ts';
import { absolute, compared, type MeasuredRow } from '../rows.ts';
import { clipdesk, lftp, rclone } from './contestants.ts';
import { startFarApi, type FarApi } from './far-api.ts';
import { bytesOf, makeJpegs, makePhotographs, makeTiff, type FileSet } from './file-sets.ts';
import { firstByte, firstByteRow } from './first-byte.ts';
import { emptied, startFtpSite } from './ftp-sites.ts';
import { hashingTime, whySlower } from './phases.ts';
import { clipdeskPost, curl } from './posting.ts';
import { rounds, type Measured } from './rounds.ts';

/** The same for everybody: Clipdesk's own setting of a new profile. */
const CONNECTIONS = 4;
/** MB (10⁶ bytes) of resident memory. */
const MOST_MEMORY = 200;

/** By FTP beside lftp and rclone, in the clear or with TLS and so many milliseconds of added round trip; or posted. */
type Way =
  { readonly by: 'ftp'; readonly tls: boolean; readonly roundTrip: number } | { readonly by: 'post' };

interface Kind {
  readonly name: string;
  readonly ways: readonly Way[];
  readonly make: (folder: string) => Promise<FileSet>;
}

const everyFtp: readonly Way[] = [false, true].flatMap((tls) =>
  [0, 40].map((roundTrip) => ({ by: 'ftp', tls, roundTrip }) as const),
);
const near: readonly Way[] = everyFtp.filter((way) => way.by === 'ftp' && way.roundTrip === 0);
const post: Way = { by: 'post' };

const kinds: readonly Kind[] = [
  {
    name: '200 × 5 MB',
    ways: [...everyFtp, post],
    make: (folder) => makeJpegs(folder, '200 × 5 MB', 200, 5_000_000),
  },
  {
    name: '2,000 × 100 KB',
    ways: [...everyFtp, post],
    make: (folder) => makeJpegs(folder, '2,000 × 100 KB', 2000, 100_000),
  },
  {
    name: '24 photographs of 24 MP',
    ways: near,
    make: (folder) => makePhotographs(folder, '24 photographs of 24 MP', 24),
  },
  {
    name: '1 × 2 GB',
    ways: everyFtp,
    make: (folder) => makeTiff(folder, '1 × 2 GB', 2_000_000_000),
  },
];

function nameOf(kind: string, way: Way): string {
  return way.by === 'post'
    ? `${kind}, multipart`
    : `${kind}, ${way.tls ? 'TLS' : 'plain'}, ${way.roundTrip} ms`;
}

async function measured(
  name: string,
  way: Way,
  files: FileSet,
  api: FarApi,
  options: BenchOptions,
  home: string,
): Promise<Measured> {
  const task = { files, connections: CONNECTIONS, api, signal: options.signal };
  if (way.by === 'post')
    return rounds(name, { clipdesk: clipdeskPost, curl }, task, options, home, () => Promise.resolve());
  const site = await startFtpSite(way.tls, way.roundTrip);
  try {
    const contestants = { clipdesk: clipdesk(site), lftp: lftp(site), rclone: rclone(site) };
    return await rounds(name, contestants, task, options, home, () => emptied(site));
  } finally {
    await site.stop();
  }
}

function rowOf(name: string, found: Measured, files: FileSet): MeasuredRow {
  const { clipdesk: ours, ...peers } = found.seconds;
  return compared({
    name,
    unit: 's',
    ours: ours ?? Number.NaN,
    peers,
    goal: 1,
    note: found.note,
    why: whySlower({ ...found, peers, hashing: hashingTime(bytesOf(files)) }),
    notReached: found.notReached,
  });
}

/**
 * Clipdesk's command line beside lftp and rclone on the same vsftpd, and beside curl on the same web server, with the same
 * files and number of connections. Everybody is timed from start to exit. Clipdesk's time holds more than sending: every
 * picture is looked into, the job is made and every file is proven by the service's list.
 */
export const transfers: Bench = async (options) => {
  const home = await mkdtemp(join(tmpdir(), 'clipdesk-bench-'));
  await chmod(home, 0o755);
  const api = await startFarApi();
  const rows: MeasuredRow[] = [];
  const memory: MeasuredRow[] = [];
  try {
    for (const kind of kinds) {
      const wanted = kind.ways.filter((way) => isWanted(options, nameOf(kind.name, way)));
      if (wanted.length === 0) continue;
      options.say(`Making the pictures: ${kind.name} …`);
      const files = await kind.make(join(home, 'pictures'));
      let ours = 0;
      for (const way of wanted) {
        const name = nameOf(kind.name, way);
        const found = await measured(name, way, files, api, options, home);
        rows.push(rowOf(name, found, files));
        ours = Math.max(ours, found.peakMemory);
      }
      memory.push(
        absolute({
          name: `peak memory, ${kind.name}`,
          unit: 'MB',
          ours,
          goal: MOST_MEMORY,
          note: 'the largest of its rows, all threads of the command',
          why: 'Some 65 MB of it are pages of Node’s own program file, each thread takes 12 to 15 MB, and the heap at most 50 MB, of which 30 MB live.',
        }),
      );
      await rm(join(home, 'pictures'), { recursive: true });
    }
    if (isWanted(options, firstByteRow)) rows.push(await firstByte(api, options, home));
  } finally {
    await api.stop();
    await rm(home, { recursive: true, force: true });
  }
  return [...rows, ...memory];
};
