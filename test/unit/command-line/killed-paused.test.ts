import { watch } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { openStudioDesk, type Desk, type Ended } from './clipdesk-process.ts';

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const receiptResult = z.looseObject({
  receipt: z.looseObject({
    files: z.array(
      z.looseObject({
        state: z.string(),
        startedAt: z.unknown(),
        finishedAt: z.unknown(),
      }),
    ),
  }),
});
const progress = z.looseObject({
  event: z.literal('progress'),
  jobs: z.array(z.looseObject({ files: z.array(z.object({ moved: z.number() }).loose()) })),
});

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'clipdesk-paused-'));
  ends.push(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** Resolves with the file the studio writes a picture to once it holds so much. */
function written(studioHome: string, bytes: number): Promise<string> {
  return new Promise((resolve) => {
    const disk = watch(studioHome, { recursive: true }, (_event, name) => {
      if (name === null || !(name.includes('ORIGINAL') || name.startsWith('incoming'))) return;
      const path = join(studioHome, name);
      stat(path).then(
        (facts) => {
          if (!facts.isFile() || facts.size < bytes) return;
          disk.close();
          resolve(path);
        },
        () => undefined,
      );
    });
  });
}

interface Scene {
  readonly desk: Desk;
  /** The studio's. */
  readonly home: string;
  readonly job: string;
  /** Bytes of its only picture; sending it takes several seconds. */
  readonly size: number;
}

async function scene(route: 'ftp' | 'post'): Promise<Scene> {
  const opened = await openStudioDesk();
  ends.push(() => opened.stop());
  const { desk, practice } = opened;
  await desk.run('settings', 'set', 'bandwidth=400KB/s');
  const pictures = await folder();
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
  const picture = sharp({ create: { width: 1_000, height: 900, channels: 3, background: '#888', noise } });
  const bytes = await picture.png({ compressionLevel: 0 }).toBuffer();
  await writeFile(join(pictures, 'look.png'), bytes);
  const created = await desk.run(
    ...['job', 'create', '--name', 'K', '--description', 'D', '--route', route, pictures],
  );
  return { desk, home: practice.home, job: String(created.result.job?.id), size: bytes.byteLength };
}

async function receiptFile(desk: Desk, job: string) {
  const { events } = await desk.run('receipt', job);
  return receiptResult.parse(events.at(-1)).receipt.files[0];
}

const states = ({ result }: Ended): readonly string[] => (result.items ?? []).map((item) => item.reason);

test(
  'killed while paused: both pauses are there again, nothing moves until both are lifted, and it goes on inside the file',
  { timeout: 60_000 },
  async () => {
    const { desk, home, job, size: whole } = await scene('ftp');
    const halfway = written(home, 900_000);
    const watching = desk.start('watch', await folder(), '--job', job);
    const file = await halfway;
    await desk.run('queue', 'pause', job);
    expect((await desk.run('queue', 'pause')).result).toMatchObject({ ok: true, paused: true });
    expect(watching.process.exitCode).toBeNull();
    watching.process.kill('SIGKILL');
    await watching.ended;

    const begun = await receiptFile(desk, job);
    expect(begun).toMatchObject({ finishedAt: null, startedAt: expect.anything() as unknown });
    const { size } = await stat(file);
    expect(size).toBeLessThan(whole);
    for (const lift of [[], ['queue', 'resume']]) {
      if (lift.length > 0) await desk.run(...lift);
      const ran = await desk.run('queue', 'run');
      expect(ran.code).toBe(3);
      expect(states(ran)).toContain('Paused by you');
      expect((await stat(file)).size).toBe(size);
    }

    await desk.run('queue', 'resume', job);
    const ran = await desk.run('queue', 'run');
    expect(ran.code, ran.text).toBe(0);
    const moved = ran.events.flatMap((event) => {
      const told = progress.safeParse(event);
      return told.success ? told.data.jobs.flatMap(({ files }) => files.map((each) => each.moved)) : [];
    });
    // What may not have arrived goes again. From the beginning, the second before the first report would not do for this.
    expect(moved[0]).toBeGreaterThan(size - 300_000);
    expect(await receiptFile(desk, job)).toMatchObject({ state: 'proven', startedAt: begun?.startedAt });
  },
);

test(
  'killed before anything of a picture is noted by its route, the receipt still knows when it began',
  { timeout: 60_000 },
  async () => {
    const { desk, home, job } = await scene('post');
    const halfway = written(home, 600_000);
    const running = desk.start('queue', 'run');
    await halfway;
    running.process.kill('SIGKILL');
    await running.ended;
    const begun = await receiptFile(desk, job);
    expect(begun).toMatchObject({ finishedAt: null, startedAt: expect.anything() as unknown });
    await desk.run('settings', 'set', 'bandwidth=off');
    expect((await desk.run('queue', 'run')).code).toBe(0);
    expect(await receiptFile(desk, job)).toMatchObject({ state: 'proven', startedAt: begun?.startedAt });
  },
);
