import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type {
  AppApi,
  DownloadRoute,
  DownloadStarted,
  JobDetail,
  JobId,
  OnCollision,
} from '../../../src/preload/contract/index.ts';
import {
  connectStudio,
  eventually,
  sendFolder,
  startApplication,
  type RunningApplication,
} from '../../servers/application-fixture.ts';
import { startPractice, type RunningPractice } from '../../servers/practice-fixture.ts';

const pictures = join(import.meta.dirname, '../../fixtures/pictures');

/** One job with results, for all of these: making it takes longer than all the rest. */
let practice: RunningPractice;
let running: RunningApplication;
let root: string;
let job: JobId;
let folder: string;
let count = 0;

const api = (): AppApi => running.application.api;

beforeAll(async () => {
  practice = await startPractice();
  running = await startApplication();
  root = await mkdtemp(join(tmpdir(), 'clipdesk-downloads-'));
  const shoot = join(root, 'KW47');
  await mkdir(join(shoot, 'bags'), { recursive: true });
  await mkdir(join(shoot, 'shoes'));
  await copyFile(join(pictures, 'case-blue.jpg'), join(shoot, 'bags', 'IMG 1 é.jpg'));
  await copyFile(join(pictures, 'sneaker-navy.jpg'), join(shoot, 'shoes', 'IMG 1 é.jpg'));
  const account = await connectStudio(running.application, practice.studio);
  job = await sendFolder(running.application, account, shoot, { route: 'post', requestOffer: true });
  await reached('offer');
  await api().jobs.acceptOffer(job);
  await reached('review');
  await eventually(running.application, async () =>
    (await api().reviews.open(job)).pairs.every((pair) => pair.blocked === ''),
  );
}, 60_000);

afterAll(async () => {
  await running.stop();
  await practice.stop();
  await rm(root, { recursive: true, force: true });
});

beforeEach(() => {
  count += 1;
  folder = join(root, `results ${String(count)}`);
  practice.studio.faults.clear();
});

function reached(stage: JobDetail['job']['stage']): Promise<JobDetail> {
  return eventually(running.application, async () => {
    const detail = await api().jobs.get(job);
    return detail.job.stage === stage ? detail : null;
  });
}

/** Downloads and waits until nothing of it is left to do. */
async function save(
  template: string,
  route: DownloadRoute,
  onCollision: OnCollision | null = null,
): Promise<DownloadStarted> {
  const started = await api().downloads.start(job, { folder, template, route }, onCollision);
  await eventually(running.application, async () =>
    (await api().queue.list()).every((item) => item.state.kind === 'done'),
  );
  return started;
}

async function inFolder(): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

async function newestSentences(amount: number): Promise<string> {
  const { timeline } = await api().jobs.get(job);
  return timeline
    .slice(0, amount)
    .map((entry) => entry.sentence)
    .join('\n');
}

test.each(['file', 'zip', 'ftp'] as const)(
  'by %s, under the photographer’s own names and folders',
  async (route) => {
    expect(await save('{folder}/{name}{ext}', route)).toEqual({ toFetch: 2, alreadyThere: 0, skipped: 0 });
    expect(await inFolder()).toEqual(['KW47/bags/IMG 1 é.png', 'KW47/shoes/IMG 1 é.png']);
    if (route === 'ftp') expect(await newestSentences(3)).not.toContain('because the FTP folder');
    if (route === 'zip') expect(await newestSentences(2)).toContain('2 results saved from the archive');
    expect(await api().downloads.choices(job)).toEqual({ folder, template: '{folder}/{name}{ext}', route });

    // The second time nothing is fetched, and nothing gets a number.
    expect(await save('{folder}/{name}{ext}', route)).toEqual({ toFetch: 0, alreadyThere: 2, skipped: 0 });
    expect(await inFolder()).toHaveLength(2);
  },
);

test('one name for two results: the second gets a number, also the second time', async () => {
  await save('{name}{ext}', 'file');
  expect(await inFolder()).toEqual(['IMG 1 é 2.png', 'IMG 1 é.png']);
  expect(await save('{name}{ext}', 'file')).toMatchObject({ alreadyThere: 2 });
});

test.each(['file', 'zip', 'ftp'] as const)(
  'names that are taken are asked about once, before anything is fetched: by %s',
  async (route) => {
    await mkdir(join(folder, 'KW47', 'bags'), { recursive: true });
    const theirs = join(folder, 'KW47/bags/IMG 1 é.png');
    await writeFile(theirs, 'theirs');
    const wish = { folder, template: '{folder}/{name}{ext}', route };
    const plan = await api().downloads.plan(job, wish);
    expect(plan).toMatchObject({ results: 2, collisions: 1, alreadyThere: 0 });
    expect(plan.names[0]).toMatchObject({ to: 'KW47/bags/IMG 1 é.png', taken: true });
    await expect(api().downloads.start(job, wish, null)).rejects.toMatchObject({ code: 'names_taken' });
    expect(await inFolder()).toEqual(['KW47/bags/IMG 1 é.png']);

    expect(await save(wish.template, route, 'skip')).toEqual({ toFetch: 1, alreadyThere: 0, skipped: 1 });
    expect(await readFile(theirs, 'utf8')).toBe('theirs');

    await save(wish.template, route, 'keep-both');
    expect(await inFolder()).toEqual([
      'KW47/bags/IMG 1 é 2.png',
      'KW47/bags/IMG 1 é.png',
      'KW47/shoes/IMG 1 é.png',
    ]);

    await rm(join(folder, 'KW47/bags/IMG 1 é 2.png'));
    await save(wish.template, route, 'replace');
    const [bag, aside, shoe] = await inFolder();
    expect([bag, shoe]).toEqual(['KW47/bags/IMG 1 é.png', 'KW47/shoes/IMG 1 é.png']);
    expect(aside).toMatch(/^KW47\/bags\/Replaced \d{4}-\d\d-\d\d\/IMG 1 é\.png$/);
    expect(await readFile(join(folder, aside ?? ''), 'utf8')).toBe('theirs');
    expect(await newestSentences(3)).toContain('is kept');
  },
);

test.each([1_000, 200_000])('broken off after %i bytes it goes on and is whole', async (bytes) => {
  practice.studio.faults.cutDownloadAfter(bytes, 3);
  await save('{number}{ext}', 'file');
  expect(await inFolder()).toEqual(['001.png', '002.png']);
  const { files } = await api().jobs.get(job);
  for (const { download } of files)
    expect((await readFile(download?.path ?? '')).byteLength).toBe(download?.size);
});

test.each(
  (['file', 'zip'] as const).flatMap((route) =>
    (['the first block', 'the middle', 'the last block', 'the last byte'] as const).map(
      (place) => [route, place] as const,
    ),
  ),
)(
  'by %s, broken off again and again behind %s: each result is here once, and whole',
  async (route, place) => {
    await save('{number}{ext}', 'file');
    const { files } = await api().jobs.get(job);
    const sizes = files.map(({ download }) => download?.size ?? 0);
    const whole = new Map(
      await Promise.all(
        files.map(async ({ download }) => {
          const path = download?.path ?? '';
          return [path.slice(folder.length + 1), await readFile(path)] as const;
        }),
      ),
    );
    expect(whole.size).toBe(2);
    // An archive is a little longer than what is in it; a cut behind the end of a file is none.
    const all = route === 'zip' ? sizes.reduce((sum, size) => sum + size, 0) : Math.min(...sizes);
    const at = {
      'the first block': 1_000,
      'the middle': Math.round(all / 2),
      'the last block': all - 100,
      'the last byte': all,
    }[place];
    folder = join(root, `results ${String(count)} cut`);
    practice.studio.faults.cutDownloadAfter(at, 2);
    await save('{number}{ext}', route);
    expect(await inFolder()).toEqual([...whole.keys()].sort());
    for (const [name, bytes] of whole) expect((await readFile(join(folder, name))).equals(bytes)).toBe(true);
  },
);

test.each([
  ['file', 'download', 503],
  ['file', 'download', 'drop'],
  ['zip', 'zip', 503],
  ['zip', 'zip', 'drop'],
] as const)('by %s, when the server of the %s says %s for a while', async (route, operation, status) => {
  practice.studio.faults.failNext({ operation, status, times: 2, retryAfter: 1 });
  await save('{number}{ext}', route);
  expect(await inFolder()).toEqual(['001.png', '002.png']);
  if (route === 'zip') expect(await newestSentences(2)).toContain('2 results saved from the archive');
});

test.each(['file', 'zip'] as const)(
  'while it comes by %s, what is here and how fast is told',
  async (route) => {
    await api().system.changeSettings({ bandwidth: { limit: 300_000, hours: null } });
    await api().downloads.start(job, { folder, template: '{number}{ext}', route }, null);
    const { file, moving, left } = await eventually(running.application, async () => {
      const [{ moving: now, bytesLeft: left } = { moving: [], bytesLeft: 0 }] = await api().queue.jobs();
      const { files } = await api().jobs.get(job);
      const seen = { left, moving: now[0], file: files.find((each) => each.fetching !== null)?.fetching };
      const isSeen = seen.moving !== undefined && seen.moving.moved > 0;
      return isSeen && (route === 'zip' || (seen.file?.bytes ?? 0) > 0) ? seen : null;
    });
    await api().system.changeSettings({ bandwidth: { limit: null, hours: null } });
    expect(moving?.size).toBeGreaterThan(moving?.moved ?? 0);
    expect(left).toBeGreaterThanOrEqual(moving?.size ?? 0);
    if (route === 'zip') expect(moving?.name).toBe('The archive');
    else expect(file?.size).toBeGreaterThan(file?.bytes ?? 0);
    await eventually(running.application, async () => (await api().queue.jobs()).length === 0);
    expect(await inFolder()).toHaveLength(2);
    expect((await api().jobs.get(job)).files.every((each) => each.fetching === null)).toBe(true);
  },
);

test.each(['file', 'zip', 'ftp'] as const)(
  'the folder vanishes while it is saved to, by %s: nothing is called saved that is not, and it can be tried again',
  async (route) => {
    await api().system.changeSettings({ bandwidth: { limit: 20_000, hours: null } });
    await api().downloads.start(job, { folder, template: '{number}{ext}', route }, null);
    await eventually(running.application, async () => {
      const [found] = await api().queue.jobs();
      return (found?.moving[0]?.moved ?? 0) > 0;
    });
    // At one stroke, so that it is known what was there by then.
    const elsewhere = `${folder} elsewhere`;
    await rename(folder, elsewhere);
    const savedBefore = (await readdir(elsewhere)).filter((name) => !name.endsWith('.part'));
    await api().system.changeSettings({ bandwidth: { limit: null, hours: null } });
    const items = await eventually(running.application, async () => {
      const all = await api().queue.list();
      return all.every(({ state }) => state.kind === 'done' || state.kind === 'failed') && all;
    });
    for (const { id, state } of items) {
      if (state.kind !== 'failed') continue;
      expect(state.error.message).toMatch(/not there any more/);
      await api().queue.retry(id);
    }
    await eventually(running.application, async () =>
      (await api().queue.list()).every((item) => item.state.kind === 'done'),
    );
    const names = ['001.png', '002.png'].filter((name) => !savedBefore.includes(name));
    expect(await inFolder()).toEqual(names);
    const { files } = await api().jobs.get(job);
    for (const { download } of files) {
      if (savedBefore.includes(basename(download?.path ?? ''))) continue;
      expect((await readFile(download?.path ?? '')).byteLength).toBe(download?.size);
    }
  },
);

test('an archive that cannot be had is replaced by single downloads, and that is said', async () => {
  practice.studio.faults.failNext({ operation: 'zip', status: 404 });
  await save('{name}{ext}', 'zip');
  expect(await inFolder()).toHaveLength(2);
  expect(await newestSentences(3)).toContain('fetched one by one');
});

test('a template that makes no sense is refused with the way out, and nothing is queued', async () => {
  const wish = { folder, template: '{nmae}{ext}', route: 'file' } as const;
  await expect(api().downloads.start(job, wish, null)).rejects.toMatchObject({
    code: 'bad_template',
    field: 'template',
  });
  await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' });
});
