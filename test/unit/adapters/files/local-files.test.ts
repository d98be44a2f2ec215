import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { fileError } from '../../../../src/main/adapters/files/file-error.ts';
import { createFiles } from '../../../../src/main/adapters/files/local-files.ts';
import { AppError } from '../../../../src/main/errors/app-error.ts';
import type { FoundFile } from '../../../../src/main/ports/files.ts';
import { temporaryFolder } from '../../../fixtures/make-pictures.ts';

const files = createFiles();
const never = new AbortController().signal;

async function walked(paths: readonly string[], signal = never): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for await (const file of files.walk(paths, signal)) found.push(file);
  return found;
}

async function tree(names: readonly string[]): Promise<string> {
  const folder = join(await temporaryFolder(), 'KW47');
  for (const name of names) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), name);
  }
  return folder;
}

test('walks in natural order, files before folders, without hidden and system files', async () => {
  const folder = await tree([
    'IMG_10.jpg',
    'IMG_2.jpg',
    'IMG_2 copy.jpg',
    'bags/b.jpg',
    'a folder/c.jpg',
    '.DS_Store',
    '._IMG_2.jpg',
    'Thumbs.db',
    'desktop.ini',
    '.cache/x.jpg',
    '-x #é.jpg',
  ]);
  expect((await walked([folder])).map((file) => file.sourceName)).toEqual([
    'KW47/-x #é.jpg',
    'KW47/IMG_2.jpg',
    'KW47/IMG_2 copy.jpg',
    'KW47/IMG_10.jpg',
    'KW47/a folder/c.jpg',
    'KW47/bags/b.jpg',
  ]);
});

test('a file given together with its folder comes once; given alone it is named after itself', async () => {
  const folder = await tree(['a.jpg', 'b.jpg']);
  expect(await walked([join(folder, 'b.jpg')])).toEqual([
    { path: join(folder, 'b.jpg'), sourceName: 'b.jpg' },
  ]);
  expect(
    (await walked([folder, join(folder, 'b.jpg'), folder])).map((file) => relative(folder, file.path)),
  ).toEqual(['a.jpg', 'b.jpg']);
});

test('links that go round are entered once; what cannot be opened is reported and the walk goes on', async () => {
  const folder = await tree(['a.jpg', 'sub/b.jpg']);
  await symlink(folder, join(folder, 'sub', 'round'));
  await symlink(join(folder, 'nowhere'), join(folder, 'broken.jpg'));
  const found = await walked([folder, join(folder, 'gone')]);
  expect(found.map((file) => [file.sourceName, file.problem?.code ?? ''])).toEqual([
    ['KW47/a.jpg', ''],
    ['KW47/broken.jpg', 'file_missing'],
    ['KW47/sub/b.jpg', ''],
    ['gone', 'file_missing'],
  ]);
});

test('a cancelled walk stops', async () => {
  const folder = await tree(['a.jpg', 'b.jpg']);
  const controller = new AbortController();
  controller.abort();
  await expect(walked([folder], controller.signal)).rejects.toThrow();
});

test('hashes, heads and tails', async () => {
  const folder = await tree(['abc']);
  const path = join(folder, 'abc');
  expect(await files.hash(path, 'md5', never)).toBe('900150983cd24fb0d6963f7d28e17f72');
  expect(await files.hash(path, 'sha256', never)).toBe(createHash('sha256').update('abc').digest('hex'));
  expect(Buffer.from(await files.head(path, 2)).toString()).toBe('ab');
  expect(Buffer.from(await files.tail(path, 2)).toString()).toBe('bc');
  expect(Buffer.from(await files.tail(path, 20)).toString()).toBe('abc');
  expect(await files.facts(path)).toMatchObject({ size: 3, kind: 'file' });
  await expect(files.facts(join(folder, 'gone'))).rejects.toMatchObject({
    code: 'file_missing',
    action: 'person',
  });
  await expect(files.hash(folder, 'md5', never)).rejects.toMatchObject({ code: 'not_a_file' });
});

test('writes a file whole: its name appears when everything is there', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'result.png');
  const content = new PassThrough();
  const writing = files.writeWhole(path, content, never, (written) => {
    expect(written).toEqual({ size: 6, md5: createHash('md5').update('abcdef').digest('hex') });
  });
  content.write('abc');
  await new Promise(setImmediate);
  expect(await files.isFree(path)).toBe(true);
  content.end('def');
  expect((await writing).size).toBe(6);
  expect(await readFile(path, 'utf8')).toBe('abcdef');
  expect(await readdir(folder)).toEqual(['result.png']);
});

test('never overwrites, neither what was there before nor what appeared meanwhile', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'mine.txt');
  await writeFile(path, 'mine');
  await expect(
    files.writeWhole(path, Readable.from([Buffer.from('theirs')]), never, () => undefined),
  ).rejects.toMatchObject({ code: 'file_exists', action: 'conflict' });

  const later = join(folder, 'later.txt');
  const content = new PassThrough();
  const writing = files.writeWhole(later, content, never, () => undefined);
  content.write('theirs');
  await new Promise(setImmediate);
  await writeFile(later, 'mine');
  content.end();
  await expect(writing).rejects.toMatchObject({ code: 'file_exists' });
  expect(await readFile(path, 'utf8')).toBe('mine');
  expect(await readFile(later, 'utf8')).toBe('mine');
  expect((await readdir(folder)).sort()).toEqual(['later.txt', 'mine.txt']);
});

test('a file of the person’s that is called like an unfinished one stays as it is', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'receipt.csv');
  await writeFile(`${path}.part`, 'mine');
  await files.writeWhole(path, Readable.from([Buffer.from('written')]), never, () => undefined);
  await expect(
    files.writeWhole(join(folder, 'other.csv'), Readable.from([Buffer.from('a')]), never, () => {
      throw new AppError('retry', 'wrong_size', 'It did not arrive whole.');
    }),
  ).rejects.toMatchObject({ code: 'wrong_size' });
  expect(await readFile(`${path}.part`, 'utf8')).toBe('mine');
  expect((await readdir(folder)).sort()).toEqual(['receipt.csv', 'receipt.csv.part']);
});

test('a refused check, a broken stream and cancelling leave nothing behind', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'result.png');
  const refused = new AppError('retry', 'wrong_size', 'The picture did not arrive whole.');
  await expect(
    files.writeWhole(path, Readable.from([Buffer.from('abc')]), never, () => {
      throw refused;
    }),
  ).rejects.toBe(refused);

  const broken = new PassThrough();
  const breaking = files.writeWhole(path, broken, never, () => undefined);
  broken.write('abc');
  const lost = new Error('connection lost');
  broken.destroy(lost);
  await expect(breaking).rejects.toBe(lost);

  const controller = new AbortController();
  const standing = new PassThrough();
  const stopping = files.writeWhole(path, standing, controller.signal, () => undefined);
  standing.write('abc');
  controller.abort();
  await expect(stopping).rejects.toMatchObject({ name: 'AbortError' });
  expect(await readdir(folder)).toEqual([]);
});

test('a folder that is not there is told as such', async () => {
  const folder = await temporaryFolder();
  await expect(
    files.writeWhole(join(folder, 'no', 'x.png'), Readable.from([Buffer.from('a')]), never, () => undefined),
  ).rejects.toMatchObject({ code: 'folder_missing' });
});

test.each([
  ['ENOENT', 'file_missing'],
  ['EACCES', 'file_unreadable'],
  ['ENOSPC', 'disk_full'],
  ['EROFS', 'disk_read_only'],
  ['EMFILE', 'too_many_open_files'],
  ['EIO', 'disk_failed'],
  ['ESOMETHING', 'file_unreadable'],
])('%s becomes a sentence', (code, expected) => {
  const error = fileError(Object.assign(new Error('raw words'), { code }), '/photos/IMG_1.jpg', 'read');
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: expected });
  expect((error as AppError).message).toMatch(/^(.* )?“IMG_1\.jpg”.*\.$/);
  expect((error as AppError).message).not.toContain('raw words');
});

test('a folder is made with all it lies in, twice at once too; where nothing can be made, that is said', async () => {
  const home = await temporaryFolder();
  const deep = join(home, 'a', 'b', 'c');
  await Promise.all([
    files.ensureFolder(deep),
    files.ensureFolder(deep),
    files.ensureFolder(join(home, 'a')),
  ]);
  expect(await readdir(join(home, 'a', 'b'))).toEqual(['c']);
  await writeFile(join(home, 'file'), '');
  for (const path of [join(home, 'file'), join(home, 'file', 'below')])
    await expect(files.ensureFolder(path)).rejects.toMatchObject({ action: 'person' });
});

test.runIf(process.platform === 'linux')(
  'a place that is there and takes nothing ends the try at once',
  async () => {
    await expect(files.ensureFolder('/proc/nothing/here')).rejects.toMatchObject({ code: 'folder_missing' });
  },
);
