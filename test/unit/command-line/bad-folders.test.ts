import { execFile, spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandLine, openStudioDesk, type Desk, type StudioDesk } from './clipdesk-process.ts';

const pictures = join(import.meta.dirname, '../../fixtures/pictures');
const names = ['pear', 'mug-speckle', 'lamp-sage'];
const results = names.map((name) => `${name}.png`).sort();

/** A world of mounts of its own, which ends with its process. */
const unshare = process.getuid?.() === 0 ? ['-m'] : ['-Urm'];
const canMount =
  process.platform === 'linux' &&
  spawnSync('unshare', [...unshare, 'sh', '-c', 'mount -t tmpfs -o size=1m none /mnt']).status === 0;

let opened: StudioDesk;
let desk: Desk;
let root: string;
let job: string;
let calm: string;

async function reaches(stage: string): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    const { result } = await desk.run('job', 'show', job);
    if (result.job?.stage === stage) return;
    await pause(50);
  }
  throw new Error(`Job ${job} never was in ${stage}.`);
}

beforeAll(async () => {
  opened = await openStudioDesk();
  desk = opened.desk;
  root = await mkdtemp(join(tmpdir(), 'clipdesk-folders-'));
  const shoot = join(root, 'KW47');
  await mkdir(shoot);
  for (const name of names) await copyFile(join(pictures, `${name}.jpg`), join(shoot, `${name}.jpg`));
  const created = await desk.run(
    ...['job', 'create', '--name', 'K', '--description', 'D', '--route', 'post'],
    ...['--request-offer', '--wait', shoot],
  );
  job = String(created.result.job?.id);
  await reaches('offer');
  await desk.run('job', 'accept-offer', job);
  await reaches('review');
  // What they are when nothing is in the way.
  calm = join(root, 'calm');
  expect((await desk.run('download', job, '--to', calm)).code).toBe(0);
}, 120_000);

afterAll(async () => {
  await opened.stop();
  await rm(root, { recursive: true, force: true });
});

/** Saves into `folder` while that is a disk of its own, which is gone afterwards. */
function saveOnOwnDisk(options: string, folder: string, route: string) {
  const words = ['--home', desk.home, '--json', 'download', job, '--to', folder, '--by', route];
  return new Promise<{ readonly code: number; readonly said: string }>((resolve) => {
    const child = execFile(
      'unshare',
      [
        ...unshare,
        ...['sh', '-c', `mount -t tmpfs -o ${options} none "$0" && exec "$@"`, folder],
        ...[process.execPath, commandLine, ...words],
      ],
      { env: { PATH: process.env['PATH'], HOME: desk.home, ...desk.environment } },
      (_, said) => resolve({ code: child.exitCode ?? 1, said }),
    );
  });
}

const lastLine = (said: string): unknown => JSON.parse(said.trim().split('\n').at(-1) ?? '{}');

test.runIf(canMount).each([
  [
    'full',
    'size=100k',
    'file',
    'disk_full',
    /^\S.* has no room on the disk: .+ MB come, .+ MB are free\. Free some space/,
  ],
  [
    'full',
    'size=100k',
    'zip',
    'disk_full',
    /^\S.* has no room on the disk: .+ MB come, .+ MB are free\. Free some space/,
  ],
  [
    'full',
    'size=100k',
    'ftp',
    'disk_full',
    /^\S.* has no room on the disk: .+ MB come, .+ MB are free\. Free some space/,
  ],
  ['read-only', 'ro', 'file', 'disk_read_only', /the disk is read-only\. Choose a folder on another disk/],
  ['read-only', 'ro', 'zip', 'disk_read_only', /the disk is read-only\. Choose a folder on another disk/],
])(
  'saving on a disk that is %s (%s, by %s) says so, and afterwards all of it comes',
  { timeout: 120_000 },
  async (_, options, route, code, sentence) => {
    const folder = await mkdtemp(join(root, 'disk-'));
    const { code: exit, said } = await saveOnOwnDisk(options, folder, route);
    expect(exit, said).toBe(1);
    expect(lastLine(said), said).toMatchObject({
      ok: false,
      error: { code, action: 'person', message: expect.stringMatching(sentence) as string },
    });
    // The disk was exchanged: the same command once more.
    const again = await desk.run('download', job, '--to', folder, '--by', route);
    expect(again, again.text).toMatchObject({ code: 0, result: { ok: true } });
    expect((await readdir(folder)).sort()).toEqual(results);
    for (const name of results)
      expect((await readFile(join(folder, name))).equals(await readFile(join(calm, name)))).toBe(true);
  },
);
