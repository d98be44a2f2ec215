import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { seededRandom } from '../random.ts';
import { clipdeskEnvironment, clipdeskProfile, commandLine, knownProfile } from '../transfers/contestants.ts';
import type { FarApi } from '../transfers/far-api.ts';
import type { FileSet } from '../transfers/file-sets.ts';
import { jobFolders, type FtpSite } from '../transfers/ftp-sites.ts';
import { timed } from '../transfers/timed-process.ts';

export interface KillTrials {
  /** How often a command was ended while it ran. */
  readonly kills: number;
  readonly jobs: number;
  /** Pictures that are not at the service, or not whole, after everything was said to be done. */
  readonly lost: number;
  /** Pictures that came more than once, and jobs that were made twice without a person's word. */
  readonly duplicated: number;
  /** Jobs whose making was held for a person, because the answer of the service was lost with the process. */
  readonly held: number;
  readonly troubles: readonly string[];
}

export interface KillParts {
  readonly files: FileSet;
  readonly site: FtpSite;
  readonly api: FarApi;
  /** An empty folder. */
  readonly home: string;
  readonly instants: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

interface Listed {
  readonly id: number | null;
  readonly stage: string;
  readonly counts: { readonly here: number; readonly proven: number };
}

const LIMIT = 120_000;
/** Commands one job may need to its end; more means that it does not get on. */
const MOST_COMMANDS = 40;
/** Then it may go on undisturbed. */
const MOST_KILLS = 25;

const waitingJob: Listed = { id: null, stage: 'sending', counts: { here: 1, proven: 0 } };

function ask(home: string, sql: string): boolean {
  const database = new DatabaseSync(join(home, 'register.sqlite'), { readOnly: true });
  try {
    return database.prepare(sql).get() !== undefined;
  } finally {
    database.close();
  }
}

/** Whether a job was queued: before that, a person would simply say the command again. */
function isSent(home: string): boolean {
  return ask(home, "SELECT 1 FROM jobs WHERE stage <> 'draft'");
}

/** Whether nothing is left to do; asked of the register itself, because each command takes a second to start. */
function isThrough(home: string): boolean {
  return !ask(home, "SELECT 1 FROM queue WHERE state <> 'done'");
}

function resultOf(output: string): {
  readonly jobs?: readonly Listed[];
  readonly items?: readonly { readonly id: string; readonly kind: string; readonly state: string }[];
} {
  const line = output.split('\n').findLast((text) => text.includes('"event":"result"'));
  return JSON.parse(line ?? '{}') as ReturnType<typeof resultOf>;
}

/** Runs a command and ends it the hard way after `delay` milliseconds. @returns whether it was still running */
function killedAfter(
  home: string,
  environment: NodeJS.ProcessEnv,
  words: readonly string[],
  delay: number,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [commandLine, '--home', home, '--json', ...words], {
      env: environment,
      stdio: 'ignore',
    });
    let wasRunning = false;
    const timer = setTimeout(() => {
      wasRunning = child.kill('SIGKILL');
    }, delay);
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      resolve(wasRunning);
    });
  });
}

/**
 * Sends jobs with the command line, ends it at instants drawn by chance, starts it again until the job is through, and
 * compares what lies at the service with what was to be sent, byte for byte.
 */
export async function killTrials(parts: KillParts): Promise<KillTrials> {
  const { files, site, api, say } = parts;
  const random = seededRandom(parts.seed);
  const troubles: string[] = [];
  let kills = 0;
  let jobs = 0;
  let lost = 0;
  let duplicated = 0;
  let held = 0;
  /** Milliseconds an undisturbed command takes: instants are drawn from all of it. The first job goes undisturbed. */
  let whole = 0;

  const atServer = async (route: string, folder: string, number: number): Promise<void> => {
    if (route === 'post') {
      const posted = api.posted(number);
      for (const [name, size] of files.sizes) {
        const copies = posted.filter((file) => file.name === name);
        if (copies.length === 0 || copies.some((copy) => copy.size !== size)) lost += 1;
        if (copies.length > 1) duplicated += 1;
        if (copies.length !== 1) troubles.push(`${name} came ${copies.length} times by post, job ${jobs}`);
      }
      return;
    }
    const there = join(folder, String(number), 'ORIGINAL');
    const names = await readdir(there).catch(() => []);
    for (const name of files.sizes.keys()) {
      const [local, remote] = await Promise.all([
        readFile(join(files.folder, name)),
        readFile(join(there, name)).catch(() => null),
      ]);
      if (remote?.equals(local) === true) continue;
      lost += 1;
      troubles.push(`${name} arrived as ${remote?.byteLength ?? 'nothing'} bytes, job ${jobs}`);
    }
    const strangers = names.filter((name) => !files.sizes.has(name));
    duplicated += strangers.length;
    if (strangers.length > 0) troubles.push(`also there: ${strangers.join(', ')}, job ${jobs}`);
  };

  const desk = join(parts.home, 'desk');
  await mkdir(desk);
  await clipdeskProfile(desk, api, site, parts.signal);
  while (kills < parts.instants) {
    parts.signal.throwIfAborted();
    jobs += 1;
    const route = jobs % 2 === 1 ? 'ftp' : 'post';
    const home = await mkdtemp(join(parts.home, 'desk-'));
    await cp(desk, home, { recursive: true });
    const environment = clipdeskEnvironment(home, site);
    const profile = knownProfile(home, environment, parts.signal);
    const folder = join(site.incoming, `job-${jobs}`);
    await mkdir(folder);
    await promisify(execFile)('chown', ['1:1', folder]);
    api.expect({ ftp: `ftp://${site.host}:${site.port}/incoming/job-${jobs}`, files: jobFolders(folder) });
    const before = api.jobs();
    const create = ['job', 'create', '--name', 'K', '--description', 'D', '--route', route, '--wait'];
    let allowed = 1;
    let endedByItself = false;
    const listed = async (): Promise<Listed | undefined> =>
      resultOf((await profile.run('job', 'list')).output).jobs?.find(({ stage }) => stage !== 'draft');

    for (let commands = 0; ; commands += 1) {
      const job = isSent(home) ? (isThrough(home) ? await listed() : waitingJob) : undefined;
      const words = job === undefined ? [...create, files.folder] : ['queue', 'run'];
      if (job !== undefined && job.counts.here > 0 && job.counts.proven === job.counts.here) {
        const number = job.id ?? 0;
        if (job.counts.here !== files.sizes.size) {
          lost += files.sizes.size - job.counts.here;
          troubles.push(`the job knows ${job.counts.here} pictures, job ${jobs}`);
        }
        await atServer(route, folder, number);
        break;
      }
      if (commands > MOST_COMMANDS) {
        lost += files.sizes.size;
        troubles.push(`does not get through: ${JSON.stringify(job)}, job ${jobs}`);
        break;
      }
      if (jobs > 1 && kills < parts.instants && !endedByItself && commands < MOST_KILLS) {
        const started = performance.now();
        const wasRunning = await killedAfter(home, environment, words, random() * whole);
        if (wasRunning) kills += 1;
        // The computer may have more or less to do than when the first job went.
        else if (words[0] === 'job' && isThrough(home))
          whole = 0.7 * whole + 0.3 * (performance.now() - started);
        // Ended by itself: done, or stuck; the next command, undisturbed, says which.
        endedByItself = !wasRunning;
        continue;
      }
      endedByItself = false;
      const started = performance.now();
      const run = await timed(process.execPath, [commandLine, '--home', home, '--json', ...words], {
        environment,
        limit: LIMIT,
        signal: parts.signal,
      });
      if (jobs === 1) whole = performance.now() - started;
      const { items } = resultOf((await profile.run('queue', 'list')).output);
      const stuck = items?.filter(({ state }) => state === 'held') ?? [];
      const unknown = stuck.find(({ kind }) => kind === 'create-job');
      if (unknown !== undefined) {
        // What a person does who has looked at the service: takes it out and says it again.
        held += 1;
        allowed += 1;
        await profile.run('queue', 'cancel', unknown.id);
      } else if (run.code !== 0) troubles.push(`code ${run.code}: ${run.output.slice(-600)}`);
    }
    if (api.jobs() - before > allowed) {
      duplicated += api.jobs() - before - allowed;
      troubles.push(`made ${api.jobs() - before} jobs, ${allowed} allowed, job ${jobs}`);
    }
    say(
      `${kills} of ${parts.instants} instants, ${jobs} jobs, ${lost} lost, ${duplicated} twice, ${held} held`,
    );
    await rm(home, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  }
  return { kills, jobs, lost, duplicated, held, troubles };
}
