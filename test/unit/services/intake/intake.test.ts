import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EventEmitter, once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { createFiles } from '../../../../src/main/adapters/files/local-files.ts';
import { createImages } from '../../../../src/main/adapters/images/create-images.ts';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import type { Clock } from '../../../../src/main/ports/clock.ts';
import type { Log } from '../../../../src/main/ports/log.ts';
import type { FileRecord, Store } from '../../../../src/main/ports/store.ts';
import { createIntake } from '../../../../src/main/services/intake/create-intake.ts';
import type { Intake } from '../../../../src/main/services/intake/intake.ts';
import type { AccountId, FileId, JobId } from '../../../../src/preload/contract/index.ts';
import { cutOff, jpeg, temporaryFolder, testPicture } from '../../../fixtures/make-pictures.ts';

const clock: Clock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};
const log: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: (message, facts) => {
    console.error(message, facts);
  },
};
const account = 'account-1' as AccountId;

interface Bench {
  readonly store: Store;
  readonly intake: Intake;
  readonly changes: { readonly job: JobId; readonly files: readonly FileId[] }[];
  readonly removed: JobId[];
  /** Tells `changed` with every report. */
  readonly news: EventEmitter;
}

async function openBench(home: string): Promise<Bench> {
  const store = await openSqliteStore({ folder: home, clock, log });
  await store.transaction((writer) =>
    writer.putAccount({
      id: account,
      kind: 'practice',
      name: 'Practice',
      apiUrl: 'http://127.0.0.1:1',
      uploadField: 'file',
      allowPlainFtp: false,
      ftpFingerprint: null,
      rejectWay: 'review',
      bodyEncoding: 'json',
      movedTo: null,
      createdAt: 1,
    }),
  );
  const changes: Bench['changes'] = [];
  const removed: JobId[] = [];
  const news = new EventEmitter();
  const intake = createIntake({
    store,
    files: createFiles(),
    images: createImages(),
    clock,
    log,
    newId: () => randomUUID(),
    pushes: {
      send(event, value) {
        if (event === 'jobs-removed') removed.push(...(value as readonly JobId[]));
      },
    },
    onChanged: (job, files) => {
      changes.push({ job, files });
      news.emit('changed');
    },
  });
  onTestFinished(async () => {
    await intake.stop();
    await store.close();
  });
  return { store, intake, changes, removed, news };
}

async function put(folder: string, files: Readonly<Record<string, Buffer | string>>): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

async function dropped(
  bench: Bench,
  paths: readonly string[],
): Promise<{ job: JobId; files: readonly FileRecord[] }> {
  const job = await bench.intake.openDraft(paths, account);
  await bench.intake.whenRead(job);
  return { job, files: await filesOf(bench, job) };
}

async function filesOf(bench: Bench, job: JobId): Promise<readonly FileRecord[]> {
  return [...(await bench.store.read.files(job))].sort((left, right) => left.position - right.position);
}

function by(files: readonly FileRecord[], sourceName: string): FileRecord {
  const found = files.find((file) => file.sourceName.endsWith(sourceName));
  if (!found)
    throw new Error(`${sourceName} is not among ${files.map((file) => file.sourceName).join(', ')}`);
  return found;
}

function why(file: FileRecord): string {
  return file.state.kind === 'left-out' ? `${file.state.reason}: ${file.state.sentence}` : file.state.kind;
}

test('a folder with every kind of bad input: each file gets its own line and nothing is held up', async () => {
  const folder = join(await temporaryFolder(), 'KW47');
  const bench = await openBench(await temporaryFolder());
  const whole = await jpeg(160, 200, 1);
  await put(folder, {
    'IMG_1.jpg': whole,
    'IMG_2.jpg': await jpeg(160, 200, 2),
    'bags/img_1.JPG': await jpeg(160, 200, 3),
    'shoes/IMG_1.jpg': await jpeg(160, 200, 4),
    'IMG_1 copy.jpg': whole,
    'cut.jpg': cutOff(await jpeg(160, 200, 5), 0.6),
    'notes.txt': 'Please keep the shadows.\n',
    'nothing.jpg': '',
    '-dash #1 Ébène.jpg': await jpeg(160, 200, 6),
    'what?.png': await testPicture(50, 40, 7).png().toBuffer(),
    '.DS_Store': 'x',
    '._IMG_1.jpg': 'x',
    'Thumbs.db': 'x',
    '.thumbnails/IMG_1.jpg': whole,
  });
  const { job, files } = await dropped(bench, [folder]);

  expect((await bench.store.read.job(job))?.name).toBe('KW47');
  expect(files).toHaveLength(10);
  expect(by(files, 'KW47/IMG_1.jpg')).toMatchObject({
    name: 'IMG_1.jpg',
    note: '',
    format: 'JPEG, 160 × 200',
    size: whole.length,
    state: { kind: 'draft' },
  });
  expect(by(files, 'bags/img_1.JPG')).toMatchObject({
    name: 'bags - img_1.JPG',
    note: 'Another picture is called img_1.JPG too; this one travels as “bags - img_1.JPG”.',
    state: { kind: 'draft' },
  });
  expect(by(files, 'shoes/IMG_1.jpg').name).toBe('shoes - IMG_1.jpg');
  expect(why(by(files, 'IMG_1 copy.jpg'))).toBe('duplicate: The same picture as IMG_1.jpg, byte for byte.');
  expect(files.filter((file) => why(file).startsWith('duplicate'))).toHaveLength(1);
  expect(why(by(files, 'cut.jpg'))).toMatch(
    /^broken: Breaks off after \d+ % of the picture\. It was probably copied before the export had finished\.$/,
  );
  expect(why(by(files, 'notes.txt'))).toBe('not-a-picture: Not a picture Clipdesk can send (text file).');
  expect(why(by(files, 'nothing.jpg'))).toBe('empty: An empty file, 0 bytes.');
  expect(by(files, 'Ébène.jpg')).toMatchObject({
    name: '-dash #1 Ébène.jpg',
    note: '',
    state: { kind: 'draft' },
  });
  expect(by(files, 'what?.png')).toMatchObject({
    name: 'what_.png',
    note: 'Its name holds characters the service cannot take; it travels as “what_.png”.',
    format: 'PNG, 50 × 40',
  });
  expect(new Set(files.map((file) => file.name.toLowerCase())).size).toBe(files.length);
  // Whole pictures are hashed from the bytes that leave, not before.
  expect(files.every((file) => file.md5 === null)).toBe(true);
});

test('a name in decomposed Unicode travels composed', async () => {
  const folder = await temporaryFolder();
  const bench = await openBench(await temporaryFolder());
  await put(folder, { ['E\u0301toile.jpg']: await jpeg() });
  const { files } = await dropped(bench, [folder]);
  expect(files[0]?.name).toBe('\u00c9toile.jpg');
});

test('a file that cannot be opened is reported, the rest goes on', async () => {
  const folder = await temporaryFolder();
  const bench = await openBench(await temporaryFolder());
  await put(folder, { 'a.jpg': await jpeg(), 'c.jpg': await jpeg(80, 80) });
  await symlink(join(folder, 'nowhere.jpg'), join(folder, 'b.jpg'));
  await symlink(join(folder, 'loop'), join(folder, 'loop'));
  const { files } = await dropped(bench, [folder]);
  expect(files.map((file) => why(file))).toEqual([
    'draft',
    expect.stringMatching(/^unreadable: “b.jpg” is not there any more\./),
    'draft',
    expect.stringMatching(/^unreadable: “loop” is a link that leads nowhere\./),
  ]);
});

test('what was dropped and is gone gets a line, an empty folder too', async () => {
  const folder = await temporaryFolder();
  const bench = await openBench(await temporaryFolder());
  await put(folder, { 'a.jpg': await jpeg() });
  await mkdir(join(folder, 'empty'));
  const { files } = await dropped(bench, [
    join(folder, 'a.jpg'),
    join(folder, 'empty'),
    join(folder, 'gone.jpg'),
  ]);
  expect(files.map((file) => why(file))).toEqual([
    'draft',
    'not-a-picture: A folder with no file in it.',
    'unreadable: “gone.jpg” is not there any more. It was moved, renamed or deleted, or its drive was unplugged.',
  ]);
});

test('left out, looked at again, sent anyway', async () => {
  const folder = await temporaryFolder();
  const bench = await openBench(await temporaryFolder());
  const whole = await jpeg(160, 200, 5);
  await put(folder, {
    'a.jpg': await jpeg(160, 200, 1),
    'b.jpg': await jpeg(160, 200, 1),
    'c.jpg': cutOff(whole, 0.5),
  });
  const { job, files } = await dropped(bench, [folder]);
  const [a, b, c] = files as [FileRecord, FileRecord, FileRecord];

  await bench.intake.leaveOut(job, a.id);
  expect(why(by(await filesOf(bench, job), 'a.jpg'))).toBe('by-you: Left out by you.');
  await bench.intake.lookAgain(job, a.id);
  expect(why(by(await filesOf(bench, job), 'a.jpg'))).toBe('draft');

  expect(why(b)).toBe('duplicate: The same picture as a.jpg, byte for byte.');
  await bench.intake.lookAgain(job, b.id);
  expect(why(by(await filesOf(bench, job), 'b.jpg'))).toMatch(/^duplicate/);
  await bench.intake.sendAnyway(job, b.id);
  expect(why(by(await filesOf(bench, job), 'b.jpg'))).toBe('draft');

  await expect(bench.intake.sendAnyway(job, c.id)).rejects.toMatchObject({ code: 'cannot_send' });
  await bench.intake.lookAgain(job, c.id);
  expect(why(by(await filesOf(bench, job), 'c.jpg'))).toMatch(/^broken/);
  await writeFile(join(folder, 'c.jpg'), whole);
  await bench.intake.lookAgain(job, c.id);
  expect(by(await filesOf(bench, job), 'c.jpg')).toMatchObject({
    state: { kind: 'draft' },
    size: whole.length,
  });
});

test('adding the same folder again takes only what is new; a mended file is looked at again', async () => {
  const folder = join(await temporaryFolder(), 'job');
  const bench = await openBench(await temporaryFolder());
  await put(folder, { 'a.jpg': await jpeg(160, 200, 1) });
  const { job } = await dropped(bench, [folder]);
  await put(folder, { 'sub/a.jpg': await jpeg(160, 200, 2) });
  await bench.intake.addToDraft(job, [folder]);
  await bench.intake.whenRead(job);
  const files = await filesOf(bench, job);
  expect(files.map((file) => [file.name, file.state.kind])).toEqual([
    ['a.jpg', 'draft'],
    ['sub - a.jpg', 'draft'],
  ]);
});

test('a draft that went on its way, or is gone, takes nothing more', async () => {
  const folder = await temporaryFolder();
  const bench = await openBench(await temporaryFolder());
  await put(folder, { 'a.jpg': await jpeg() });
  const { job } = await dropped(bench, [folder]);
  await bench.store.transaction(async (writer) => {
    const record = await writer.job(job);
    if (record) await writer.putJob({ ...record, stage: 'sending' });
  });
  await expect(bench.intake.addToDraft(job, [folder])).rejects.toMatchObject({ code: 'not_a_draft' });
  await expect(bench.intake.discardDraft(job)).rejects.toMatchObject({ code: 'not_a_draft' });
  await expect(bench.intake.openDraft([], account)).rejects.toMatchObject({ code: 'nothing_dropped' });
});

test('reading that was interrupted goes on after a restart, and every file is there once', async () => {
  const folder = join(await temporaryFolder(), 'many');
  const home = await temporaryFolder();
  const pictures: Record<string, Buffer> = {};
  for (let index = 0; index < 60; index++)
    pictures[`s${String(index % 3)}/p${String(index)}.jpg`] = await jpeg(64, 64, index);
  await put(folder, pictures);
  const first = await openBench(home);
  const job = await first.intake.openDraft([folder], account);
  await first.intake.stop();
  const left = (await first.store.read.files(job)).filter((file) => file.format === '');
  expect(left.length).toBeGreaterThan(0);
  await first.store.close();

  const second = await openBench(home);
  await second.intake.resume();
  expect(second.intake.reading(job)).toBe(true);
  await second.intake.whenRead(job);
  const files = await filesOf(second, job);
  expect(files).toHaveLength(60);
  expect(new Set(files.map((file) => file.path)).size).toBe(60);
  expect(files.every((file) => file.state.kind === 'draft' && file.format !== '')).toBe(true);
});

test('discarding while it is read removes the draft and leaves the files alone', async () => {
  const folder = await temporaryFolder();
  const bench = await openBench(await temporaryFolder());
  const pictures: Record<string, Buffer> = {};
  for (let index = 0; index < 20; index++) pictures[`p${String(index)}.jpg`] = await jpeg(64, 64, index);
  await put(folder, pictures);
  const job = await bench.intake.openDraft([folder], account);
  await bench.intake.discardDraft(job);
  expect(await bench.store.read.job(job)).toBeNull();
  expect(bench.removed).toEqual([job]);
  expect(bench.intake.reading(job)).toBe(false);
  expect((await readFile(join(folder, 'p0.jpg'))).length).toBeGreaterThan(0);
});

test('two thousand files are listed in about a second, and the window is told at most ten times a second', async () => {
  const folder = join(await temporaryFolder(), 'two-thousand');
  const bench = await openBench(await temporaryFolder());
  const pictures: Record<string, Buffer> = {};
  const bytes = await jpeg(64, 64, 1);
  for (let index = 0; index < 2000; index++) {
    pictures[`IMG_${String(index)}.jpg`] = Buffer.concat([bytes, Buffer.from(String(index))]);
  }
  await put(folder, pictures);
  const started = performance.now();
  const job = await bench.intake.openDraft([folder], account);
  while ((await bench.store.read.files(job)).length < 2000) await once(bench.news, 'changed');
  const listed = performance.now() - started;
  await bench.intake.stop();
  const seconds = (performance.now() - started) / 1000;
  expect(listed).toBeLessThan(4000);
  expect(bench.changes.length).toBeLessThan(seconds * 10 + 5);
  expect((await filesOf(bench, job))[10]?.name).toBe('IMG_10.jpg');
}, 60_000);
