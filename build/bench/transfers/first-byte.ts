import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BenchOptions } from '../options.ts';
import { compared, median, type MeasuredRow } from '../rows.ts';
import { clipdesk, inFolder } from './contestants.ts';
import type { FarApi } from './far-api.ts';
import { makeJpegs, makeTiff, type FileSet } from './file-sets.ts';
import { emptied, filesIn, startFtpSite, type FtpSite } from './ftp-sites.ts';

export const firstByteRow = 'first byte of 2 GB';

const ROUNDS = 5;
/** The most a picture of 2 GB may begin later than one of 100 KB: the difference of two starts, no reading. */
const MOST = 1.1;

/** Milliseconds from the start of the program until a byte of a picture lies at the server, to within 2 ms. */
async function untilFirstByte(
  files: FileSet,
  site: FtpSite,
  api: FarApi,
  options: BenchOptions,
  home: string,
): Promise<number> {
  await emptied(site);
  const sent = new AbortController();
  let seen: number | null = null;
  const before = api.jobs();
  const watch = async (): Promise<void> => {
    while (seen === null && !sent.signal.aborted) {
      // Nothing is sent before the job is made; looking earlier would only take time from the program.
      if (api.jobs() > before) {
        const folder = join(site.incoming, 'clipdesk', String(api.latestJob()), 'ORIGINAL');
        const sizes = [...(await filesIn(folder)).values()];
        if (sizes.some((size) => size > 0)) seen = performance.now();
      }
      await pause(1);
    }
  };
  const watching = watch();
  try {
    const run = await inFolder(home, (folder) =>
      clipdesk(site)({ files, connections: 4, home: folder, api, signal: options.signal }),
    );
    if (seen === null) throw new Error('No first byte was seen at the server.');
    return seen - run.started;
  } finally {
    sent.abort();
    await watching;
  }
}

/** When the first byte of one picture of 2 GB reaches the server, beside one of 100 KB: nothing is hashed before. */
export async function firstByte(api: FarApi, options: BenchOptions, home: string): Promise<MeasuredRow> {
  options.say('Making the pictures: 2 GB and 100 KB …');
  const large = await makeTiff(join(home, 'large'), '1 × 2 GB', 2_000_000_000);
  const small = await makeJpegs(join(home, 'small'), '1 × 100 KB', 1, 100_000);
  const site = await startFtpSite(false, 0);
  const times = { large: [] as number[], small: [] as number[] };
  try {
    await mkdir(site.incoming, { recursive: true });
    for (let round = 0; round < (options.quick ? 1 : ROUNDS); round += 1) {
      times.small.push(await untilFirstByte(small, site, api, options, home));
      times.large.push(await untilFirstByte(large, site, api, options, home));
    }
  } finally {
    await site.stop();
  }
  return compared({
    name: firstByteRow,
    unit: 'ms',
    ours: median(times.large),
    peers: { '100 KB': median(times.small) },
    goal: MOST,
    note: `from the start of the program, job made in between; median of ${times.large.length}, beside Clipdesk with one picture of 100 KB`,
    why: 'Nothing is hashed before sending; what is later is the look into the picture (its head is read) and chance.',
  });
}
