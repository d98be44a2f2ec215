import { createHash } from 'node:crypto';
import { watch } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { openStudioDesk, type Desk } from './clipdesk-process.ts';

const pictures = join(import.meta.dirname, '../../fixtures/pictures');
const names = ['pear', 'mug-speckle', 'lamp-sage', 'case-blue', 'sneaker-navy', 'teapot-teal'];
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function temporaryFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'clipdesk-kill-'));
  ends.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** The command line asks until the job is there. */
async function reaches(desk: Desk, job: string, stage: string): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    const { result } = await desk.run('job', 'show', job);
    if (result.job?.stage === stage) return;
    await pause(50);
  }
  throw new Error(`Job ${job} never was in ${stage}.`);
}

/** Ends a download the hard way at the so-manieth change in its folder. True when it was still running. */
async function killedWhileSaving(desk: Desk, words: readonly string[], to: string, changes: number) {
  let seen = 0;
  let wasRunning = false;
  const { process, ended } = desk.start(...words);
  const disk = watch(to, () => {
    seen += 1;
    if (seen === changes) wasRunning = process.exitCode === null && process.kill('SIGKILL');
  });
  await ended;
  disk.close();
  return wasRunning;
}

const md5 = async (path: string): Promise<string> =>
  createHash('md5')
    .update(await readFile(path))
    .digest('hex');

test(
  'killed again and again while saving, every result is there once and whole, and no half file stays',
  { timeout: 120_000 },
  async () => {
    const opened = await openStudioDesk();
    ends.push(() => opened.stop());
    const { desk } = opened;
    const shoot = join(await temporaryFolder(), 'KW47');
    await mkdir(shoot);
    for (const name of names) await copyFile(join(pictures, `${name}.jpg`), join(shoot, `${name}.jpg`));
    const created = await desk.run(
      ...['job', 'create', '--name', 'K', '--description', 'D', '--route', 'post'],
      ...['--request-offer', '--wait', shoot],
    );
    const job = String(created.result.job?.id);
    await reaches(desk, job, 'offer');
    expect((await desk.run('job', 'accept-offer', job)).code).toBe(0);
    await reaches(desk, job, 'review');

    // What they are when nobody disturbs it.
    const calm = await temporaryFolder();
    expect((await desk.run('download', job, '--to', calm)).code).toBe(0);
    const expected = names.map((name) => `${name}.png`).sort();
    expect((await readdir(calm)).sort()).toEqual(expected);

    for (const [route, moments] of [
      ['file', [1, 5, 9]],
      ['zip', [1, 4]],
    ] as const) {
      const to = await temporaryFolder();
      const words = ['download', job, '--to', to, '--by', route];
      const running = [];
      for (const changes of moments) running.push(await killedWhileSaving(desk, words, to, changes));
      expect(running[0]).toBe(true);
      const finished = await desk.run(...words);
      expect(finished, finished.text).toMatchObject({ code: 0, result: { ok: true } });
      expect((await readdir(to)).sort()).toEqual(expected);
      for (const name of expected) expect(await md5(join(to, name))).toBe(await md5(join(calm, name)));
    }
  },
);
