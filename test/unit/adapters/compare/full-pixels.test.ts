import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decode } from '../../../../src/main/adapters/compare/decode.ts';
import { fullPicture, upright } from '../../../../src/main/adapters/compare/full-pixels.ts';

const [width, height] = [64, 90];
const pixels = Buffer.from(Array.from({ length: width * height * 4 }, (_, at) => (at * 37) % 251));
const stored = sharp(pixels, { raw: { width, height, channels: 4 } });

test('strips hold every pixel of the file once, with the rows around them', async () => {
  const file = await stored.clone().png().toBuffer();
  const full = await fullPicture(file, await decode(file, 30), 3, width * 20);
  const own: Buffer[] = [];
  let next = 0;
  for await (const strip of full.strips(new AbortController().signal)) {
    expect(strip.from).toBe(next);
    expect(strip.top).toBe(Math.max(0, strip.from - 3));
    expect(strip.height).toBeLessThanOrEqual(20);
    const start = (strip.from - strip.top) * width * 4;
    own.push(Buffer.from(strip.pixels.subarray(start, start + (strip.to - strip.from) * width * 4)));
    next = strip.to;
  }
  expect(own.length).toBeGreaterThan(3);
  expect(Buffer.concat(own).equals(pixels)).toBe(true);
});

test('a place of the stored picture is where it is shown, for every way a camera is held', async () => {
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const dot = Buffer.alloc(width * height * 4, 255);
    dot.fill(0, (20 * width + 10) * 4, (20 * width + 10) * 4 + 3);
    const file = await sharp(dot, { raw: { width, height, channels: 4 } })
      .withMetadata({ orientation })
      .png()
      .toBuffer();
    const shown = await sharp(file, { autoOrient: true }).raw().toBuffer({ resolveWithObject: true });
    const [x, y] = upright(10.5 / width, 20.5 / height, orientation);
    const at = Math.floor(y * shown.info.height) * shown.info.width + Math.floor(x * shown.info.width);
    expect(shown.data[at * 4], String(orientation)).toBe(0);
  }
});

test('no further strip is decoded once nobody waits', async () => {
  const file = await stored.clone().png().toBuffer();
  const full = await fullPicture(file, await decode(file, 30), 3, width * 20);
  const abort = new AbortController();
  const walk = async (): Promise<void> => {
    for await (const strip of full.strips(abort.signal))
      if (strip.from === 0) abort.abort(new Error('enough'));
  };
  await expect(walk()).rejects.toThrow('enough');
});
