import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openStudioDesk, type Desk, type ResultLine } from './clipdesk-process.ts';
import {
  canTrace,
  namedUnsynced,
  readCalls,
  sentBeforeKept,
  sentBeforeSynced,
  tracing,
  type SystemCall,
} from './system-calls.ts';

const root = join(import.meta.dirname, '../../..');
const pear = join(root, 'test/fixtures/pictures/pear.jpg');
const bundles = join(root, 'out/main');

async function temporaryFolder(prefix: string): Promise<string> {
  const path = await mkdtemp(prefix);
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return realpath(path);
}

interface Scene {
  readonly desk: Desk;
  readonly folder: string;
  /** Runs a command under the tracer. */
  traced(
    ...words: readonly string[]
  ): Promise<{ readonly calls: readonly SystemCall[]; readonly result: ResultLine }>;
}

async function openScene(main: string): Promise<Scene> {
  const { desk, stop } = await openStudioDesk();
  onTestFinished(stop);
  const folder = await temporaryFolder(join(tmpdir(), 'clipdesk-durable-'));
  await mkdir(join(folder, 'KW47'));
  await copyFile(pear, join(folder, 'KW47', 'pear.jpg'));
  const plain = desk.program;
  return {
    desk,
    folder,
    async traced(...words) {
      const file = join(folder, 'calls');
      desk.program = [...tracing(file), process.execPath, join(main, 'cli.js')];
      const ended = await desk.run(...words);
      desk.program = plain;
      expect(ended.code, ended.text).toBe(0);
      return { calls: await readCalls(file), result: ended.result };
    },
  };
}

async function reaches(desk: Desk, job: string, stage: string): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    if ((await desk.run('job', 'show', job)).result.job?.stage === stage) return;
    await pause(50);
  }
  throw new Error(`Job ${job} never was in ${stage}.`);
}

/** The calls of everything that matters in a job: made and sent, paid for, judged, saved. */
async function wholeJob({ desk, folder, traced }: Scene) {
  const saved = join(folder, 'saved');
  await mkdir(saved);
  const { calls: create, result } = await traced(
    ...['job', 'create', '--name', 'Durable pears', '--description', 'D', '--route', 'post'],
    ...['--request-offer', '--wait', join(folder, 'KW47')],
  );
  const job = String(result.job?.id);
  await reaches(desk, job, 'offer');
  const { calls: accept } = await traced('job', 'accept-offer', job);
  await reaches(desk, job, 'review');
  const { calls: judge } = await traced('review', job, 'pear.jpg', '--reject', 'Durable halo');
  const { calls: download } = await traced('download', job, '--to', saved);
  return { create, accept, judge, download, saved };
}

/** The application in one that keeps everything in the system's memory only. */
async function unsyncedBundles(): Promise<string> {
  const copy = join(await temporaryFolder(join(root, 'out', 'unsynced-')), 'main');
  await cp(bundles, copy, { recursive: true });
  for (const name of await readdir(copy, { recursive: true })) {
    if (!name.endsWith('.js')) continue;
    const sound = await readFile(join(copy, name), 'utf8');
    const broken = sound
      .replaceAll('PRAGMA synchronous = FULL', 'PRAGMA synchronous = OFF')
      .replaceAll(/\b(handle|folder)\.sync\(\)/g, '$1.stat()');
    if (broken !== sound) await writeFile(join(copy, name), broken);
  }
  return copy;
}

test.runIf(canTrace)(
  'nothing goes to the service before the register on the disk knows of it, and a saved file is on the disk before it is called saved',
  { timeout: 120_000 },
  async () => {
    const scene = await openScene(bundles);
    const { create, accept, judge, download, saved } = await wholeJob(scene);
    for (const calls of [create, accept, judge, download]) expect(sentBeforeSynced(calls)).toEqual([]);
    expect(sentBeforeKept(create, 'Durable pears')).toEqual([]);
    expect(sentBeforeKept(judge, 'Durable halo')).toEqual([]);
    expect(namedUnsynced(download, saved, join(saved, 'pear.png'))).toEqual([]);
  },
);

test.runIf(canTrace)(
  'a Clipdesk that leaves what it writes in memory is noticed',
  { timeout: 120_000 },
  async () => {
    const { create, accept, judge, download, saved } = await wholeJob(
      await openScene(await unsyncedBundles()),
    );
    expect(sentBeforeSynced(create)).toContain('POST /jobs');
    for (const calls of [accept, judge, download]) expect(sentBeforeSynced(calls)).not.toEqual([]);
    expect(sentBeforeKept(create, 'Durable pears')).toContain('POST /jobs');
    expect(sentBeforeKept(judge, 'Durable halo')).not.toEqual([]);
    expect(namedUnsynced(download, saved, join(saved, 'pear.png'))).toEqual([
      'content not synced before it was named',
      'name not synced before it was called done',
    ]);
  },
);
