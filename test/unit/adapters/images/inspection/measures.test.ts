import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { createInspector } from '../../../../../src/main/adapters/images/inspection/create-inspector.ts';
import { temporaryFolder, testPicture } from '../../../../fixtures/make-pictures.ts';

const inspector = createInspector();
const never = new AbortController().signal;

async function file(name: string, bytes: Buffer): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, bytes);
  return path;
}

/** 1,000 × 800: a product from (200, 160) to (800, 640) on white, with `marks` of one pixel each. */
async function onWhite(
  marks: readonly (readonly [number, number, number])[],
  background = 255,
): Promise<Sharp> {
  const [width, height] = [1000, 800];
  const pixels = Buffer.alloc(width * height * 3, background);
  for (let y = 160; y < 640; y++) pixels.fill(90, (y * width + 200) * 3, (y * width + 800) * 3);
  for (const [x, y, value] of marks) pixels.fill(value, (y * width + x) * 3, (y * width + x) * 3 + 3);
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

test('every pixel of a white background that is not pure white is counted, and shown where it lies', async () => {
  const path = await file(
    'a.png',
    await (
      await onWhite([
        [10, 10, 254],
        [900, 700, 200],
        [500, 50, 0],
        [990, 5, 250],
      ])
    )
      .png()
      .toBuffer(),
  );
  const measures = await inspector.measure(path, never);
  expect(measures?.background).toBe('white');
  expect(measures?.white?.impure).toBe(4);
  expect(measures?.product?.left).toBeCloseTo(0.2, 2);
  expect(measures?.product?.bottom).toBeCloseTo(0.8, 2);
  const found = await inspector.impureWhite(path, never);
  expect(found).toMatchObject({ background: 'white', impure: 4 });
  const { data, info } = await sharp(found?.marked ?? new Uint8Array())
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([1000, 800, 4]);
  expect(data[(10 * 1000 + 10) * 4 + 3]).toBe(255);
  expect(data[(10 * 1000 + 200) * 4 + 3]).toBe(0);
});

test('white is white whatever profile the file carries, and 254 is not', async () => {
  const white = await onWhite([]);
  for (const profile of ['p3', 'cmyk']) {
    const bytes = await white.clone().withIccProfile(profile).tiff().toBuffer();
    expect((await inspector.measure(await file('a.tif', bytes), never))?.white, profile).toMatchObject({
      impure: 0,
    });
  }
  const grey = await inspector.measure(
    await file('b.png', await (await onWhite([], 254)).png().toBuffer()),
    never,
  );
  expect(grey?.white?.impure).toBe(grey?.white?.pixels);
});

test('a cut-out is told by its transparency, a photograph has neither; the product box follows the orientation', async () => {
  const alpha = sharp({ create: { width: 400, height: 200, channels: 4, background: '#00000000' } });
  const square = await sharp({ create: { width: 100, height: 50, channels: 4, background: '#336699' } })
    .png()
    .toBuffer();
  const cut = await alpha
    .composite([{ input: square, left: 40, top: 20 }])
    .png()
    .toBuffer();
  expect(await inspector.measure(await file('a.png', cut), never)).toEqual({
    background: 'transparent',
    product: { left: 0.1, top: 0.1, right: 0.35, bottom: 0.35 },
    white: null,
  });
  const turned = await sharp(cut).withMetadata({ orientation: 6 }).tiff({ compression: 'lzw' }).toBuffer();
  const box = (await inspector.measure(await file('b.tif', turned), never))?.product;
  expect(box?.left).toBeCloseTo(0.65, 2);
  expect(box?.top).toBeCloseTo(0.1, 2);
  const photo = await inspector.measure(
    await file('c.jpg', await testPicture(300, 200).jpeg().toBuffer()),
    never,
  );
  expect(photo).toEqual({ background: 'other', product: null, white: null });
});

test('a picture that was only saved again is the same; one that was touched is not', async () => {
  const gradient = Buffer.from(Array.from({ length: 300 * 200 * 3 }, (_, at) => ((at % 900) / 900) * 255));
  const photo = sharp(gradient, { raw: { width: 300, height: 200, channels: 3 } });
  const one = await file('a.png', await photo.clone().png().toBuffer());
  const again = await file(
    'b.jpg',
    await photo.clone().jpeg({ quality: 98, chromaSubsampling: '4:4:4' }).toBuffer(),
  );
  const speck = await sharp({ create: { width: 6, height: 6, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const touched = await file(
    'c.png',
    await photo
      .clone()
      .composite([{ input: speck, left: 30, top: 30 }])
      .png()
      .toBuffer(),
  );
  const other = await file('d.png', await testPicture(200, 300).png().toBuffer());
  expect(await inspector.samePicture(one, again)).toBe(true);
  expect(await inspector.samePicture(one, touched)).toBe(false);
  expect(await inspector.samePicture(one, other)).toBe(false);
  expect(await inspector.samePicture(one, await file('e.txt', Buffer.from('x')))).toBe(null);
});

test('what a transparent background leaves behind over white is counted and shown; a soft edge is not', async () => {
  const [width, height] = [1000, 800];
  const pixels = Buffer.alloc(width * height * 4);
  for (let y = 160; y < 640; y++)
    for (let x = 200; x < 800; x++) pixels.writeUInt32BE(0x336699ff, (y * width + x) * 4);
  // A soft edge beside the product; a veil of black; a veil of white, which over white is white.
  for (let y = 160; y < 640; y++) pixels.writeUInt32BE(0x33669960, (y * width + 800) * 4);
  pixels.writeUInt32BE(0x00000010, (20 * width + 30) * 4);
  pixels.writeUInt32BE(0xffffff40, (20 * width + 60) * 4);
  const path = await file(
    'a.png',
    await sharp(pixels, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer(),
  );
  const found = await inspector.impureWhite(path, never);
  expect(found).toMatchObject({ background: 'transparent', impure: 1 });
  const marks = await sharp(found?.marked ?? new Uint8Array())
    .raw()
    .toBuffer();
  expect(marks[(20 * width + 30) * 4 + 3]).toBe(255);
  expect(marks[(20 * width + 60) * 4 + 3]).toBe(0);
});

test('one pixel of dirt close to the product is found on a picture of 24 megapixels', async () => {
  const [width, height] = [6000, 4000];
  const pixels = Buffer.alloc(width * height * 3, 255);
  for (let y = 1000; y < 3000; y++) pixels.fill(90, (y * width + 2000) * 3, (y * width + 4000) * 3);
  // Twelve pixels beside the product; and the last of the last row, in a byte that is not full.
  pixels.fill(254, (2000 * width + 4012) * 3, (2000 * width + 4012) * 3 + 3);
  pixels.fill(254, pixels.length - 3);
  const path = await file(
    'large.png',
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png({ compressionLevel: 1 })
      .toBuffer(),
  );
  expect((await inspector.impureWhite(path, never))?.impure).toBe(2);
  expect((await inspector.measure(path, never))?.white?.impure).toBe(2);
});
