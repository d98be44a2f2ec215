import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FarApi } from './far-api.ts';
import type { FileSet } from './file-sets.ts';
import { filesIn, jobFolders, type FtpSite } from './ftp-sites.ts';
import { timed, type TimedRun } from './timed-process.ts';

const execute = promisify(execFile);
export const commandLine = join(import.meta.dirname, '../../../out/main/cli.js');

/** Milliseconds: what takes longer is ended, counts as this long, and the table says so. */
export const LIMIT = 240_000;

export interface Task {
  readonly files: FileSet;
  readonly connections: number;
  /** A folder for settings and notes of the program, empty. */
  readonly home: string;
  readonly api: FarApi;
  readonly signal: AbortSignal;
}

export type Contestant = (task: Task) => Promise<TimedRun>;

function checkArrived(who: string, found: ReadonlyMap<string, number>, set: FileSet, run: TimedRun): void {
  if (run.tooLong) return;
  for (const [name, size] of set.sizes) {
    if (found.get(name) !== size)
      throw new Error(
        `${who} did not bring ${name} (${found.get(name) ?? 'nothing'} of ${size} bytes, code ${run.code}).\n${run.output}`,
      );
  }
}

/** Clipdesk's command line on a profile of its own. */
export interface ClipdeskProfile {
  run(...words: readonly string[]): Promise<TimedRun>;
}

type Login = Pick<FtpSite, 'user' | 'password' | 'fingerprint'>;

/** Nothing of the person's own surroundings but the path; secrets of the far API. */
export function clipdeskEnvironment(home: string, login: Login | null): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: home,
    CLIPDESK_CLIENT_TOKEN: 'bench-client',
    CLIPDESK_SESSION_TOKEN: 'bench-session',
    CLIPDESK_FTP_USER: login?.user ?? 'nobody',
    CLIPDESK_FTP_PASSWORD: login?.password ?? 'nothing',
  };
}

/** A profile that has its account already. */
export function knownProfile(
  home: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): ClipdeskProfile {
  return {
    run: (...words) =>
      timed(process.execPath, [commandLine, '--home', home, '--json', ...words], {
        environment,
        limit: LIMIT,
        signal,
      }),
  };
}

/** A profile with one account of the far API; nothing of this is part of a measurement. */
export async function clipdeskProfile(
  home: string,
  api: FarApi,
  login: Login | null,
  signal: AbortSignal,
): Promise<ClipdeskProfile> {
  const profile = knownProfile(home, clipdeskEnvironment(home, login), signal);
  const pin = login?.fingerprint ?? null;
  const added = await profile.run(
    ...['account', 'add', 'bright-river', '--name', 'Bench', '--api', api.address],
    ...(pin === null ? ['--allow-plain-ftp'] : ['--ftp-fingerprint', pin]),
  );
  if (added.code !== 0) throw new Error(`The account could not be added: ${added.output}`);
  return profile;
}

/** Start to exit of `job create --wait`: every picture looked into, the job made, all sent, and proven by the service's list. */
export const clipdesk =
  (site: FtpSite): Contestant =>
  async ({ files, home, api, signal }) => {
    const profile = await clipdeskProfile(home, api, site, signal);
    const folder = join(site.incoming, 'clipdesk');
    await mkdir(folder, { mode: 0o777 });
    await execute('chown', ['1:1', folder]);
    api.expect({ ftp: `ftp://${site.host}:${site.port}/incoming/clipdesk`, files: jobFolders(folder) });
    const run = await profile.run(
      ...['job', 'create', '--name', 'Bench', '--description', 'Bench', '--wait', files.folder],
    );
    if (run.code !== 0 && !run.tooLong) throw new Error(`Clipdesk failed: ${run.output}`);
    const last = /"id":(\d+)/.exec(run.output.slice(run.output.lastIndexOf('"event":"result"')));
    checkArrived('Clipdesk', await filesIn(join(folder, last?.[1] ?? '', 'ORIGINAL')), files, run);
    return run;
  };

/** `lftp mirror -R -P n` into a folder of its own. */
export const lftp =
  (site: FtpSite): Contestant =>
  async ({ files, connections, home, signal }) => {
    const script = [
      'set net:max-retries 3',
      'set net:timeout 30',
      `set ftp:ssl-allow ${site.tls ? 'true' : 'false'}`,
      `set ftp:ssl-force ${site.tls ? 'true' : 'false'}`,
      'set ftp:ssl-protect-data true',
      'set ssl:verify-certificate false',
      `open -u ${site.user},${site.password} ftp://${site.host}:${site.port}`,
      `mirror -R -P ${connections} ${files.folder} /incoming/lftp`,
      'quit',
    ].join('\n');
    const file = join(home, 'script');
    await writeFile(file, script);
    const run = await timed('lftp', ['--norc', '-f', file], {
      environment: { PATH: process.env['PATH'], HOME: home },
      limit: LIMIT,
      signal,
    });
    checkArrived('lftp', await filesIn(join(site.incoming, 'lftp')), files, run);
    return run;
  };

/** `rclone copy --transfers n` into a folder of its own. */
export const rclone =
  (site: FtpSite): Contestant =>
  async ({ files, connections, home, signal }) => {
    const { stdout } = await execute('rclone', ['obscure', site.password]);
    const run = await timed(
      'rclone',
      [
        ...['copy', files.folder, ':ftp:/incoming/rclone'],
        ...['--config', join(home, 'none.conf'), '--transfers', String(connections), '--checkers', '4'],
        ...['--ftp-host', site.host, '--ftp-port', String(site.port)],
        ...['--ftp-user', site.user, '--ftp-pass', stdout.trim()],
        // It sends the next file before the server has settled the one before, and stops at the first refusal.
        ...['--low-level-retries', '20', '--retries', '3'],
        ...(site.tls ? ['--ftp-explicit-tls', '--ftp-no-check-certificate', '--ftp-disable-tls13'] : []),
      ],
      { environment: { PATH: process.env['PATH'], HOME: home }, limit: LIMIT, signal },
    );
    checkArrived('rclone', await filesIn(join(site.incoming, 'rclone')), files, run);
    return run;
  };

/** A folder for one run, removed afterwards. */
export async function inFolder<T>(below: string, run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(below, 'run-'));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
