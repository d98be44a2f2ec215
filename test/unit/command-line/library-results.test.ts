import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import {
  startBlendVision,
  type BlendVisionStandIn,
} from '../../../src/main/practice/blendvision/blendvision-stand-in.ts';
import type { PracticeOptions } from '../../../src/main/practice/practice-studio.ts';
import type { RunningPractice } from '../../servers/practice-fixture.ts';
import { openStudioDesk, type Desk } from './clipdesk-process.ts';

const pictures = join(import.meta.dirname, '../../fixtures/pictures');
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Opened {
  readonly desk: Desk;
  readonly practice: RunningPractice;
  readonly library: BlendVisionStandIn;
  readonly folder: string;
  readonly job: string;
}

/** A desk with both accounts, and a job whose three results have come back. */
async function openResults(options: Partial<PracticeOptions> = {}): Promise<Opened> {
  const library = await startBlendVision({ partSize: 100_000 });
  const opened = await openStudioDesk(options);
  const { desk, practice } = opened;
  const folder = await mkdtemp(join(tmpdir(), 'clipdesk-results-'));
  ends.push(
    () => library.stop(),
    () => opened.stop(),
    () => rm(folder, { recursive: true, force: true }),
  );
  desk.environment = { ...desk.environment, CLIPDESK_BLENDVISION_TOKEN: library.token };
  await desk.run(
    ...['account', 'add', 'blendvision', '--name', 'Shop', '--api', library.api],
    ...['--org', library.organisationId],
  );
  const shoot = join(folder, 'KW47');
  await mkdir(shoot);
  for (const name of ['pear', 'mug-speckle', 'lamp-sage'])
    await copyFile(join(pictures, `${name}.jpg`), join(shoot, `${name}.jpg`));
  const created = await desk.run(
    ...['job', 'create', '--name', 'K', '--description', 'D', '--route', 'post'],
    ...['--request-offer', '--wait', shoot],
  );
  const job = String(created.result.job?.id);
  await reaches(desk, job, 'offer');
  await desk.run('job', 'accept-offer', job);
  await reaches(desk, job, 'review');
  return { desk, practice, library, folder, job };
}

async function reaches(desk: Desk, job: string, stage: string): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    if ((await desk.run('job', 'show', job)).result.job?.stage === stage) return;
    await pause(50);
  }
  throw new Error(`Job ${job} never was in ${stage}.`);
}

const published = (library: BlendVisionStandIn): readonly string[] =>
  library.uploads.map(({ name, state }) => `${name} ${state}`).sort();

test(
  'the accepted results of a job are fetched and published, each once, byte for byte',
  { timeout: 120_000 },
  async () => {
    const { desk, library, folder, job } = await openResults();
    const none = await desk.run('library', 'upload', '--job', job, '--wait');
    expect([none.code, none.result.error?.code]).toEqual([1, 'nothing_accepted']);
    expect(library.calls).toEqual([]);

    await desk.run('review', job, 'pear.jpg', 'mug-speckle.jpg', '--accept');
    await desk.run('review', job, 'lamp-sage.jpg', '--reject', 'Wrong background');
    // What a Clipdesk that was killed left behind, long ago.
    const left = join(desk.home, 'library-copies', 'left.png');
    await mkdir(dirname(left));
    await writeFile(left, 'x');
    await utimes(left, 0, 0);
    const went = await desk.run('library', 'upload', '--job', job, '--wait');
    expect(went, went.text).toMatchObject({ code: 0 });
    expect(went.result.files?.map(({ name, ['state']: state }) => [name, state])).toEqual(
      expect.arrayContaining([
        ['pear.png', 'done'],
        ['mug-speckle.png', 'done'],
      ]),
    );
    expect(published(library)).toEqual(['mug-speckle.png complete', 'pear.png complete']);
    await desk.run('download', job, '--to', join(folder, 'saved'));
    for (const { name, content } of library.uploads)
      expect(content.equals(await readFile(join(folder, 'saved', name)))).toBe(true);
    // Copies made for it are gone, and those left before; what was published is not published again by itself.
    expect(await readdir(join(desk.home, 'library-copies'))).toEqual([]);
    expect((await desk.run('library', 'upload', '--job', job, '--wait')).result.files).toEqual([]);
    expect(library.uploads).toHaveLength(2);

    const named = await desk.run('library', 'upload', '--job', job, '--wait', 'lamp-sage.png');
    expect(named.code).toBe(0);
    expect(published(library)).toContain('lamp-sage.png complete');
    const unknown = await desk.run('library', 'upload', '--job', job, 'no-such.png');
    expect([unknown.code, unknown.result.error?.code]).toEqual([1, 'picture_missing']);
  },
);

test(
  'a result above 5 MB is told before anything of it is sent; a reduced copy goes when it is wanted',
  { timeout: 120_000 },
  async () => {
    const large = await sharp(randomBytes(1600 * 1600 * 3), {
      raw: { width: 1600, height: 1600, channels: 3 },
    })
      .png()
      .toBuffer();
    const { desk, library, job } = await openResults({
      edit: (name) => Promise.resolve(name.startsWith('pear') ? large : null),
    });
    await desk.run('review', job, '--accept-all');
    const first = await desk.run('library', 'upload', '--job', job, '--wait');
    expect([first.code, first.result.error?.code]).toEqual([1, 'file_too_large']);
    expect(first.result.error?.message).toContain('reduced JPEG copy');
    expect(published(library)).toEqual(['lamp-sage.png complete', 'mug-speckle.png complete']);

    const reduced = await desk.run('library', 'upload', '--job', job, '--reduce', '--wait', 'pear.png');
    expect(reduced, reduced.text).toMatchObject({ code: 0 });
    const copy = library.uploads.find(({ name }) => name === 'pear.jpg');
    expect(copy?.state).toBe('complete');
    expect(copy?.content.byteLength).toBeLessThanOrEqual(5_000_000);
    expect((await sharp(copy?.content).metadata()).format).toBe('jpeg');
  },
);

test(
  'a session that is over at the job’s service keeps the results for later, and the library’s uploads go on',
  { timeout: 120_000 },
  async () => {
    const { desk, practice, library, folder, job } = await openResults();
    await desk.run('review', job, '--accept-all');
    const token = practice.studio.faults.expireSession();
    await copyFile(join(pictures, 'pear.jpg'), join(folder, 'other.jpg'));
    const kept = await desk.run('library', 'upload', '--job', job, '--wait');
    expect([kept.code, kept.result.error?.action]).toEqual([3, 'sign-in']);
    expect(library.uploads).toEqual([]);
    expect((await desk.run('library', 'upload', '--wait', join(folder, 'other.jpg'))).code).toBe(0);

    desk.environment = { ...desk.environment, CLIPDESK_SESSION_TOKEN: token };
    expect((await desk.run('queue', 'run')).code).toBe(0);
    expect(library.uploads.filter(({ state }) => state === 'complete')).toHaveLength(4);
  },
);
