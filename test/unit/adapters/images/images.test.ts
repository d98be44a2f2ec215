import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createImages } from '../../../../src/main/adapters/images/create-images.ts';
import { plainTiff } from '../../../../src/main/adapters/images/plain-tiff.ts';
import { cutOff, halfFilled, jpeg, temporaryFolder, testPicture } from '../../../fixtures/make-pictures.ts';
import { makeNef, makePsd, makeRaf } from '../../../fixtures/make-rare-formats.ts';

const images = createImages();

async function put(name: string, bytes: Buffer | string): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, bytes);
  return path;
}

async function said(name: string, bytes: Buffer | string): Promise<string> {
  const check = await images.check(await put(name, bytes));
  return check.kind === 'picture' ? check.description : `${check.kind}: ${check.sentence}`;
}

const picture = (): ReturnType<typeof testPicture> => testPicture(120, 90);

const whole: readonly (readonly [string, () => Promise<Buffer>, string])[] = [
  ['a.jpg', () => picture().jpeg().toBuffer(), 'JPEG, 120 × 90'],
  ['a.jpg', () => picture().jpeg({ progressive: true }).toBuffer(), 'JPEG, 120 × 90'],
  ['a.jpg', () => picture().toColourspace('cmyk').jpeg().toBuffer(), 'JPEG, 120 × 90'],
  ['a.jpg', () => picture().withMetadata({ orientation: 6 }).jpeg().toBuffer(), 'JPEG, 90 × 120'],
  ['a.png', () => picture().png().toBuffer(), 'PNG, 120 × 90'],
  ['a.png', () => picture().toColourspace('rgb16').png().toBuffer(), 'PNG, 120 × 90'],
  ['a.tif', () => picture().tiff({ compression: 'none' }).toBuffer(), 'TIFF, 120 × 90'],
  ['a.tif', () => picture().tiff({ compression: 'lzw' }).toBuffer(), 'TIFF, 120 × 90'],
  ['a.tif', () => picture().tiff({ tile: true, compression: 'deflate' }).toBuffer(), 'TIFF, 120 × 90'],
  ['a.tif', () => picture().tiff({ bigtiff: true }).toBuffer(), 'TIFF, 120 × 90'],
  ['a.tif', () => picture().toColourspace('rgb16').tiff().toBuffer(), 'TIFF, 120 × 90'],
  ['a.webp', () => picture().webp().toBuffer(), 'WebP, 120 × 90'],
  ['a.webp', () => picture().webp({ lossless: true }).toBuffer(), 'WebP, 120 × 90'],
  ['a.avif', () => picture().avif({ effort: 0 }).toBuffer(), 'AVIF, 120 × 90'],
  ['a.psd', () => makePsd(120, 90), 'PSD, 120 × 90'],
  ['a.raf', () => Promise.resolve(makeRaf()), 'RAF'],
  // The name does not decide: this is a PNG.
  ['a.jpg', () => picture().png().toBuffer(), 'PNG, 120 × 90'],
  // A camera's TIFF-based RAW is known by its ending.
  ['a.nef', () => picture().tiff({ compression: 'none' }).toBuffer(), 'NEF, 120 × 90'],
];

test.each(whole)('%s is taken: %#', async (name, make, description) => {
  expect(await said(name, await make())).toBe(description);
});

test.each(whole)('%s without its end is broken: %#', async (name, make) => {
  const bytes = await make();
  for (const part of [0.5, 0.97]) {
    expect(await said(name, cutOff(bytes, part))).toMatch(
      /^broken: Breaks off (before the picture is complete|after \d+ % of the picture)\. It was probably copied before the export had finished\.$/,
    );
  }
});

test.each([
  ['a.jpg', () => jpeg(400, 500)],
  ['a.png', () => testPicture(400, 500).png().toBuffer()],
  ['a.webp', () => testPicture(400, 500).webp({ quality: 95 }).toBuffer()],
  ['a.avif', () => testPicture(400, 500).avif({ effort: 0, quality: 80 }).toBuffer()],
  ['a.tif', () => testPicture(400, 500).tiff({ compression: 'lzw' }).toBuffer()],
] as const)('%s that was made room for but filled by half is broken', async (name, make) => {
  expect(await said(name, halfFilled(await make(), 0.5))).toMatch(/^broken: Breaks off/);
});

test('how far a cut-off JPEG reaches is told about right', async () => {
  const bytes = await jpeg(800, 1000);
  for (const part of [0.25, 0.5, 0.75]) {
    const sentence = await said('cut.jpg', cutOff(bytes, part));
    const percent = Number(/after (\d+) %/.exec(sentence)?.[1]);
    expect(Math.abs(percent - part * 100), sentence).toBeLessThan(8);
  }
});

test('a JPEG that was cut off and closed by an end marker is broken', async () => {
  const bytes = await jpeg(800, 1000);
  const end = Buffer.from([0xff, 0xd9]);
  for (const part of [0.25, 0.5, 0.9])
    expect(await said('closed.jpg', Buffer.concat([cutOff(bytes, part), end]))).toMatch(
      /^broken: Breaks off after \d+ % of the picture/,
    );
});

test('a JPEG with damage in the middle is found', async () => {
  const bytes = await testPicture(400, 500).jpeg({ progressive: true }).toBuffer();
  const middle = Math.floor(bytes.length / 2);
  const damaged = Buffer.from(bytes);
  damaged.fill(0, middle, middle + 3000);
  expect(await said('a.jpg', damaged)).toBe(
    'broken: Part of its data is damaged. Export it again, or copy it again from where it came from.',
  );
});

test('a PNG with one changed bit is found', async () => {
  const bytes = await testPicture(100, 100).png().toBuffer();
  bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
  expect(await said('a.png', bytes)).toMatch(/^broken: Part of its data is damaged/);
});

test('what follows the end of a JPEG, and padding inside it, does no harm', async () => {
  const bytes = await jpeg();
  expect(await said('a.jpg', Buffer.concat([bytes, Buffer.alloc(5000, 7)]))).toBe('JPEG, 160 × 200');
  const padded = Buffer.concat([bytes.subarray(0, -2), Buffer.alloc(40), bytes.subarray(-2)]);
  expect(await said('a.jpg', padded)).toBe('JPEG, 160 × 200');
});

test.each([
  ['notes.txt', 'Keep the shadows, please.\n', 'not-a-picture: Not a picture Clipdesk can send (text file).'],
  ['photo.jpg', 'This is no photograph.\n', 'not-a-picture: Not a picture Clipdesk can send (text file).'],
  ['a.pdf', '%PDF-1.7\n', 'not-a-picture: Not a picture Clipdesk can send (PDF document).'],
  [
    'a.svg',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'not-a-picture: Not a picture Clipdesk can send (SVG drawing).',
  ],
  ['a.zip', 'PK\u0003\u0004....', 'not-a-picture: Not a picture Clipdesk can send (ZIP archive).'],
  [
    'a.mp4',
    '\0\0\0\u0018ftypisom\0\0\0\0isommp42',
    'not-a-picture: Not a picture Clipdesk can send (video).',
  ],
  ['a.jpg', '', 'empty: An empty file, 0 bytes.'],
  [
    'a.jpg',
    Buffer.alloc(9000),
    'broken: Holds nothing but zeros where a picture should begin. It was probably not copied to its end.',
  ],
] as const)('%s: %#', async (name, bytes, sentence) => {
  expect(await said(name, bytes)).toBe(sentence);
});

test('any beginning of any file is answered, never thrown', async () => {
  for (const [name, make] of whole) {
    const bytes = await make();
    for (const length of [1, 2, 3, 7, 9, 13, 20, 31, 40, 100, 200]) {
      const check = await images.check(
        await put(name, bytes.subarray(0, Math.min(length, bytes.length - 1))),
      );
      expect(check.kind).not.toBe('picture');
    }
  }
});

test('a file that is not there is told in a sentence', async () => {
  await expect(images.check(join(await temporaryFolder(), 'gone.jpg'))).rejects.toMatchObject({
    code: 'file_missing',
    action: 'person',
  });
});

async function colourAt(bytes: Uint8Array, left: number, top: number): Promise<readonly number[]> {
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (top * info.width + left) * info.channels;
  return [...data.subarray(at, at + 4)];
}

test('reduced: turned upright, transparency kept, never made larger', async () => {
  const turned = await images.reduced(
    await put('a.jpg', await testPicture(400, 200).withMetadata({ orientation: 6 }).jpeg().toBuffer()),
    100,
  );
  expect(turned?.type).toBe('image/webp');
  expect(await sharp(turned?.bytes).metadata()).toMatchObject({ width: 50, height: 100, format: 'webp' });

  const clear = await sharp({ create: { width: 40, height: 30, channels: 4, background: '#ff000000' } })
    .png()
    .toBuffer();
  const kept = await images.reduced(clear, 320);
  expect(await sharp(kept?.bytes).metadata()).toMatchObject({ width: 40, height: 30, hasAlpha: true });
  expect((await colourAt(kept?.bytes ?? clear, 5, 5))[3]).toBe(0);
});

test.each([
  [
    'CMYK',
    () =>
      sharp({ create: { width: 60, height: 60, channels: 3, background: '#d02010' } })
        .toColourspace('cmyk')
        .tiff()
        .toBuffer(),
  ],
  [
    '16 bits',
    () =>
      sharp({ create: { width: 60, height: 60, channels: 3, background: '#d02010' } })
        .toColourspace('rgb16')
        .png()
        .toBuffer(),
  ],
  [
    'Display P3',
    () =>
      sharp({ create: { width: 60, height: 60, channels: 3, background: '#d02010' } })
        .withIccProfile('p3')
        .jpeg({ quality: 100 })
        .toBuffer(),
  ],
  ['Photoshop', () => makePsd(60, 60, [0xd0, 0x20, 0x10])],
] as const)('reduced: %s comes out in sRGB as it went in', async (_, make) => {
  const reduced = await images.reduced(await make(), 60);
  const [red = 0, green = 0, blue = 0] = await colourAt(reduced?.bytes ?? Buffer.alloc(0), 30, 30);
  expect(Math.abs(red - 0xd0)).toBeLessThan(28);
  expect(Math.abs(green - 0x20)).toBeLessThan(28);
  expect(Math.abs(blue - 0x10)).toBeLessThan(36);
});

test('reduced: a RAW file shows its embedded preview, turned as the camera was held', async () => {
  const path = await put('a.nef', makeNef(await jpeg(60, 40), 6));
  expect(await images.check(path)).toMatchObject({ kind: 'picture', format: 'NEF', width: 40, height: 60 });
  const reduced = await images.reduced(path, 320);
  expect(await sharp(reduced?.bytes).metadata()).toMatchObject({ width: 40, height: 60 });
});

test('what cannot be decoded is null', async () => {
  expect(await images.reduced(await put('a.raf', makeRaf()), 320)).toBeNull();
  expect(await images.reduced(await put('a.txt', 'text'), 320)).toBeNull();
  expect(await images.reduced(join(await temporaryFolder(), 'gone.jpg'), 320)).toBeNull();
});

test('a plain TIFF with transparency is read by others as it was written', async () => {
  const tiff = plainTiff({
    width: 2,
    height: 1,
    channels: 4,
    colours: 'rgb',
    pixels: Buffer.from([255, 0, 0, 255, 0, 0, 255, 0]),
    profile: null,
  });
  expect(await colourAt(tiff, 0, 0)).toEqual([255, 0, 0, 255]);
  expect((await colourAt(tiff, 1, 0))[3]).toBe(0);
});

test('the sample photographs are all whole', async () => {
  const folder = join(import.meta.dirname, '../../../fixtures/pictures');
  for (const name of await readdir(folder)) {
    expect(await images.check(join(folder, name)), name).toMatchObject({ kind: 'picture', format: 'JPEG' });
  }
});
