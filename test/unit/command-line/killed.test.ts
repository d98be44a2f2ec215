import { watch } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/main/adapters/clock/system-clock.ts';
import { createBrightRiver } from '../../../src/main/adapters/bright-river/bright-river.ts';
import type { RemoteJobId } from '../../../src/preload/contract/index.ts';
import { openStudioDesk, type Desk } from './clipdesk-process.ts';

const PICTURES = 12;
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Pictures that do not compress, of sizes that tell them apart, by name. */
async function shoot(): Promise<{ readonly folder: string; readonly sizes: ReadonlyMap<string, number> }> {
  const folder = await mkdtemp(join(tmpdir(), 'clipdesk-kill-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const sizes = new Map<string, number>();
  for (let number = 0; number < PICTURES; number += 1) {
    const name = `look ${String(number)}.png`;
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
    const picture = await sharp({
      create: { width: 400 + number, height: 500, channels: 3, background: '#888', noise },
    })
      .png({ compressionLevel: 0 })
      .toBuffer();
    await writeFile(join(folder, name), picture);
    sizes.set(name, picture.byteLength);
  }
  return { folder, sizes };
}

/**
 * Ends a command the hard way as soon as the studio's disk has seen so many writes of pictures: in the middle of one
 * picture or between two. True when it was still running.
 */
async function killedWhileSending(
  desk: Desk,
  words: readonly string[],
  studioHome: string,
  writes: number,
): Promise<boolean> {
  let seen = 0;
  let wasRunning = false;
  const { process, ended } = desk.start(...words);
  const disk = watch(studioHome, { recursive: true }, (_event, name) => {
    if (name === null || !(name.includes('ORIGINAL') || name.startsWith('incoming'))) return;
    seen += 1;
    if (seen === writes) wasRunning = process.exitCode === null && process.kill('SIGKILL');
  });
  await ended;
  disk.close();
  return wasRunning;
}

test.each([
  ['ftp', [1, 4, 9]],
  ['post', [1, 4, 9]],
] as const)(
  'killed again and again while sending by %s, every picture is there once',
  { timeout: 120_000 },
  async (route, moments) => {
    const opened = await openStudioDesk();
    ends.push(() => opened.stop());
    const { desk, practice } = opened;
    const { studio } = practice;
    studio.faults.slowAnswers(60);
    const { folder, sizes } = await shoot();
    // Created without waiting: the job has its number, the pictures are queued.
    const created = await desk.run(
      ...['job', 'create', '--name', 'K', '--description', 'D', '--route', route, folder],
    );
    const number = created.result.job?.id;
    if (number == null) throw new Error(`The job has no number: ${created.text}`);

    const running = [];
    for (const writes of moments)
      running.push(await killedWhileSending(desk, ['queue', 'run'], practice.home, writes));
    expect(running[0]).toBe(true);

    const finished = await desk.run('queue', 'run');
    expect(finished).toMatchObject({ code: 0, result: { ok: true, items: [] } });
    const api = createBrightRiver({
      baseUrl: studio.api,
      credentials: () =>
        Promise.resolve({
          clientToken: studio.clientToken,
          sessionToken: studio.sessionToken,
          ftpUser: '',
          ftpPassword: '',
        }),
      clock: systemClock,
    });
    const listed = await api.files(number as RemoteJobId, new AbortController().signal);
    expect(listed.map((file) => [file.name, file.size]).toSorted()).toEqual([...sizes].toSorted());
  },
);

test(
  'a command beside a running one leaves the queue to it, and both end well',
  { timeout: 60_000 },
  async () => {
    const opened = await openStudioDesk();
    ends.push(() => opened.stop());
    const { desk } = opened;
    const { folder, sizes } = await shoot();
    const words = ['job', 'create', '--description', 'D', '--route', 'post', '--wait'];
    const [one, other] = await Promise.all([
      desk.run(...words, '--name', 'One', folder),
      desk.run(...words, '--name', 'Other', folder),
    ]);
    for (const { code, result, text } of [one, other]) {
      expect(code, text).toBe(0);
      const files = await desk.run('job', 'files', String(result.job?.id));
      expect(files.result.files?.map((file) => file.name).toSorted()).toEqual([...sizes.keys()].toSorted());
      expect(files.result.files?.every((file) => file['proof'] === 'proven')).toBe(true);
    }
  },
);
