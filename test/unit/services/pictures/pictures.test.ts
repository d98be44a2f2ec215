import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { createFiles } from '../../../../src/main/adapters/files/local-files.ts';
import { createImages, decodingLanes } from '../../../../src/main/adapters/images/create-images.ts';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import { AppError } from '../../../../src/main/errors/app-error.ts';
import {
  localPicture,
  parsePictureAddress,
  remotePicture,
} from '../../../../src/main/services/pictures/addresses.ts';
import {
  createPictures,
  type FetchedPicture,
  type PicturesParts,
} from '../../../../src/main/services/pictures/create-pictures.ts';
import { DiskCache } from '../../../../src/main/services/pictures/disk-cache.ts';
import { RequestLanes } from '../../../../src/main/services/pictures/request-lanes.ts';
import type { AccountId, FileId, ImageId, JobId } from '../../../../src/preload/contract/index.ts';
import { draftJob, localFile, practiceAccount } from '../../../fixtures/records.ts';
import { jpeg, temporaryFolder, testPicture } from '../../../fixtures/make-pictures.ts';
import { makeRaf } from '../../../fixtures/make-rare-formats.ts';
import { quickClock } from '../../../fixtures/quick-clock.ts';

const job = 'job-1' as JobId;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const image = 77 as ImageId;

async function bench(remoteImage: PicturesParts['remoteImage'], mostBytesOnDisk?: number) {
  const home = await temporaryFolder();
  const store = await openSqliteStore({ folder: home, clock: quickClock(1), log: silent });
  const account = 'account-1' as AccountId;
  await store.transaction(async (writer) => {
    await writer.putAccount(practiceAccount(account));
    await writer.putJob(draftJob(job, account));
  });
  const cacheFolder = join(home, 'pictures');
  const attention = decodingLanes();
  const make = () =>
    createPictures({
      store,
      files: createFiles(),
      images: createImages(),
      attention,
      disk: new DiskCache({ folder: cacheFolder, limit: mostBytesOnDisk ?? 1e9, log: silent }),
      remoteImage,
      log: silent,
    });
  const pictures = make();
  onTestFinished(async () => {
    await pictures.stop();
    await store.close();
  });
  const put = async (name: string, bytes: Buffer): Promise<FileId> => {
    const id = `file-${name.replace(/\W/g, '-')}` as FileId;
    await mkdir(join(home, 'in'), { recursive: true });
    const path = join(home, 'in', name);
    await writeFile(path, bytes);
    await store.transaction((writer) => writer.putFile({ ...localFile(id, job, path), size: bytes.length }));
    return id;
  };
  return { pictures, again: make, attention, put, home, cacheFolder };
}

const none: PicturesParts['remoteImage'] = () => Promise.resolve(null);

test('a local picture comes reduced; a new export under the same name is shown at once', async () => {
  const { pictures, put } = await bench(none);
  const file = await put('a.jpg', await jpeg(640, 800));
  const first = await pictures.answer(localPicture(job, file, 320));
  expect(first).toMatchObject({ status: 200, type: 'image/webp', cacheControl: 'no-store' });
  expect(await sharp(first.body).metadata()).toMatchObject({ width: 256, height: 320 });
  expect((await sharp((await pictures.answer(localPicture(job, file, 96))).body).metadata()).height).toBe(96);
  await put('a.jpg', await jpeg(800, 640, 9));
  expect(await sharp((await pictures.answer(localPicture(job, file, 320))).body).metadata()).toMatchObject({
    width: 320,
    height: 256,
  });
});

test('what cannot be decoded, is broken or gone gets a sheet with its format', async () => {
  const { pictures, put } = await bench(none);
  const raw = await pictures.answer(localPicture(job, await put('a.raf', makeRaf()), 320));
  expect(raw).toMatchObject({ status: 200, type: 'image/svg+xml' });
  expect(Buffer.from(raw.body).toString()).toContain('RAF');
  const text = await pictures.answer(localPicture(job, await put('<b>.t&t', Buffer.from('text')), 320));
  expect(Buffer.from(text.body).toString()).not.toMatch(/<b>|t&t/);
});

test('other jobs, unknown files and made-up addresses are not found', async () => {
  const { pictures, put } = await bench(none);
  const file = await put('a.jpg', await jpeg());
  for (const path of [
    localPicture('job-2' as JobId, file, 320),
    localPicture(job, 'file-x' as FileId, 320),
    `/pictures/${job}/file/${file}?edge=5000`,
    `/pictures/${job}/file/..%2f..%2fetc%2fpasswd`,
    `/pictures/${job}/image/77/huge`,
    '/pictures/',
    '/elsewhere',
  ]) {
    expect((await pictures.answer(path)).status, path).toBe(404);
  }
  expect(parsePictureAddress(remotePicture(job, image, 'preview'))).toEqual({
    kind: 'remote',
    jobId: job,
    imageId: image,
    variant: 'preview',
    version: '',
  });
});

test('a remote picture is fetched once, however often it is asked for, and outlives the run', async () => {
  const bytes = await testPicture(100, 120).png().toBuffer();
  let fetches = 0;
  const { pictures, again } = await bench(() => {
    fetches += 1;
    return Promise.resolve({ bytes, type: 'application/octet-stream' });
  });
  const address = remotePicture(job, image, 'full');
  const answers = await Promise.all([
    pictures.answer(address),
    pictures.answer(address),
    pictures.answer(address),
  ]);
  expect(fetches).toBe(1);
  expect(answers[2]).toMatchObject({ status: 200, type: 'image/png' });
  expect(answers[0]?.cacheControl).toContain('immutable');
  const later = await again().answer(address);
  expect(fetches).toBe(1);
  expect(Buffer.compare(Buffer.from(later.body), bytes)).toBe(0);
});

test('a TIFF from the service is shown in a format the window knows', async () => {
  const tiff = await testPicture(100, 120).tiff().toBuffer();
  const { pictures } = await bench(() => Promise.resolve({ bytes: tiff, type: 'image/tiff' }));
  const answer = await pictures.answer(remotePicture(job, image, 'preview'));
  expect(answer.type).toBe('image/webp');
  expect(await sharp(answer.body).metadata()).toMatchObject({ width: 100, height: 120 });
});

test('a failure is not kept: the next request asks again', async () => {
  const outcomes: (() => Promise<FetchedPicture | null>)[] = [
    () => Promise.reject(new AppError('retry', 'offline', 'There is no network.')),
    () => Promise.reject(new AppError('gone', 'image_gone', 'The picture is gone.')),
    () => Promise.resolve(null),
    async () => ({ bytes: await jpeg(), type: 'image/jpeg' }),
  ];
  const { pictures } = await bench(() => outcomes.shift()?.() ?? Promise.resolve(null));
  const statuses = [];
  for (let turn = 0; turn < 4; turn++) {
    statuses.push((await pictures.answer(remotePicture(job, image, 'thumbnail'))).status);
  }
  expect(statuses).toEqual([503, 404, 404, 200]);
});

test('the cache on the disk stays below its limit and drops what was not used longest', async () => {
  const bytes = await jpeg();
  let fetches = 0;
  const { pictures, again, cacheFolder } = await bench(
    () => {
      fetches += 1;
      return Promise.resolve({ bytes, type: 'image/jpeg' });
    },
    bytes.length * 3 + 10,
  );
  for (const id of [1, 2, 3, 4, 5]) await pictures.answer(remotePicture(job, id as ImageId, 'full'));
  expect(await readdir(cacheFolder)).toHaveLength(3);
  const next = again();
  await next.answer(remotePicture(job, 5 as ImageId, 'full'));
  expect(fetches).toBe(5);
  await next.answer(remotePicture(job, 1 as ImageId, 'full'));
  expect(fetches).toBe(6);
});

test('a small picture is given before it is on the disk, and whoever looks for it there waits until it is', async () => {
  const bytes = await jpeg();
  const folder = join(await temporaryFolder(), 'pictures');
  const disk = new DiskCache({ folder, limit: 1e9, log: silent });
  const key = { job, image: 1, variant: 'preview', version: '' } as const;
  disk.keep(key, bytes);
  expect(await disk.get(key)).toEqual(bytes);
  disk.keep({ ...key, image: 2 }, bytes);
  expect(await disk.usage()).toMatchObject({ pictures: 2, used: 2 * bytes.length });
  disk.keep({ ...key, image: 3 }, bytes);
  await disk.empty();
  expect(await disk.has({ ...key, image: 3 })).toBe(false);
  disk.keep(key, bytes);
  await disk.settled();
  expect(await readdir(folder)).toHaveLength(1);
});

test('what was given is on the disk when the pictures have stopped', async () => {
  const bytes = await jpeg();
  const { pictures, cacheFolder } = await bench(() => Promise.resolve({ bytes, type: 'image/jpeg' }));
  for (const id of [1, 2, 3]) await pictures.answer(remotePicture(job, id as ImageId, 'preview'));
  await pictures.stop();
  expect(await readdir(cacheFolder)).toHaveLength(3);
});

test('the most recent request goes first', async () => {
  const lanes = new RequestLanes<string>(1);
  const order: string[] = [];
  let release = (): void => undefined;
  const gate = new Promise<void>((open) => {
    release = open;
  });
  const work = (key: string, wait?: Promise<void>) =>
    lanes.get(key, async () => {
      await wait;
      order.push(key);
      return key;
    });
  const all = [work('first', gate), work('second'), work('third'), work('second')];
  release();
  await Promise.all(all);
  expect(order).toEqual(['first', 'second', 'third']);
});

test('the window gets no more pixels than it can show: larger previews are reduced, and only they', async () => {
  const large = await jpeg(2400, 3000, 6);
  const clear = await testPicture(2500, 1200).ensureAlpha(0.5).png().toBuffer();
  const small = await jpeg(1200, 1500);
  let served: Buffer = large;
  const { pictures } = await bench(() => Promise.resolve({ bytes: served, type: 'image/jpeg' }));
  const ask = async (id: number, variant: 'thumbnail' | 'preview' | 'full', bytes: Buffer) => {
    served = bytes;
    return pictures.answer(remotePicture(job, id as ImageId, variant));
  };
  const preview = await ask(1, 'preview', large);
  expect(preview.type).toBe('image/jpeg');
  expect(Math.max(...(await sizeOf(preview.body)))).toBe(1600);
  expect(Math.max(...(await sizeOf((await ask(2, 'thumbnail', large)).body)))).toBe(480);
  expect(Buffer.compare(Buffer.from((await ask(3, 'full', large)).body), large)).toBe(0);
  expect(Buffer.compare(Buffer.from((await ask(4, 'preview', small)).body), small)).toBe(0);
  const transparent = await sharp((await ask(5, 'preview', clear)).body).metadata();
  expect(transparent).toMatchObject({ width: 1600, hasAlpha: true });
});

async function sizeOf(bytes: Uint8Array): Promise<[number, number]> {
  const { width, height } = await sharp(bytes).metadata();
  return [width, height];
}

test('a JPEG of four inks is converted by its profile before the window gets it, also as the full file', async () => {
  const bytes = await testPicture(100, 120).toColourspace('cmyk').withIccProfile('cmyk').jpeg().toBuffer();
  const { pictures } = await bench(() => Promise.resolve({ bytes, type: 'image/jpeg' }));
  const answer = await pictures.answer(remotePicture(job, image, 'full'));
  expect(answer.type).toBe('image/jpeg');
  expect(await sharp(answer.body).metadata()).toMatchObject({ width: 100, height: 120, space: 'srgb' });
});

test('while a picture is on its way to the window, somebody waits', async () => {
  const gate = Promise.withResolvers<FetchedPicture>();
  const asked = Promise.withResolvers<null>();
  const { pictures, attention } = await bench(() => {
    asked.resolve(null);
    return gate.promise;
  });
  const answer = pictures.answer(remotePicture(job, image, 'preview'));
  await asked.promise;
  const abort = new AbortController();
  const quiet = attention.quiet(abort.signal);
  const reason = new Error('nothing is checked any more');
  abort.abort(reason);
  await expect(quiet).rejects.toBe(reason);
  gate.resolve({ bytes: await jpeg(), type: 'image/jpeg' });
  expect((await answer).status).toBe(200);
  await attention.quiet(new AbortController().signal);
});
