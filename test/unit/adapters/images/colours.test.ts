import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createImages } from '../../../../src/main/adapters/images/create-images.ts';
import { plainTiff } from '../../../../src/main/adapters/images/plain-tiff.ts';
import { temporaryFolder } from '../../../fixtures/make-pictures.ts';
import {
  adobeRgb,
  difference,
  displayP3,
  labOf,
  labOfSrgb,
  matrixProfile,
  proPhoto,
} from '../../../fixtures/make-profiles.ts';

const side = 64;
const images = createImages();

function filled(colour: readonly number[]): Buffer {
  return Buffer.from(Array.from({ length: side * side }, () => colour).flat());
}

/** The middle pixel of what the window gets, by what is encoded (which then is sRGB). */
async function shown(bytes: Buffer, edge = side): Promise<readonly number[]> {
  const picture = (await images.reduced(bytes, edge)) ?? (await images.smaller(bytes, edge));
  expect(picture, 'a picture').not.toBeNull();
  const { data, info } = await sharp(picture?.bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const middle = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
  return info.channels === 1
    ? [0, 0, 0].map(() => data[middle] ?? 0)
    : [...data.subarray(middle, middle + 3)];
}

// Colours that sRGB has too: what lies outside of it cannot be compared.
const colours = [
  [0.5, 0.5, 0.5],
  [0.6, 0.45, 0.4],
  [0.35, 0.45, 0.5],
  [0.8, 0.78, 0.7],
];

test.each([adobeRgb, proPhoto, displayP3])('$name is shown with its own colours', async (space) => {
  for (const colour of colours) {
    const eight = colour.map((value) => Math.round(value * 255));
    const tiff = plainTiff({
      width: side,
      height: side,
      channels: 3,
      colours: 'rgb',
      pixels: filled(eight),
      profile: matrixProfile(space),
    });
    const wanted = labOf(
      space,
      eight.map((value) => value / 255),
    );
    expect(difference(labOfSrgb(await shown(tiff)), wanted)).toBeLessThan(2);
  }
});

test('sixteen bits with a profile are shown with their own colours', async () => {
  for (const space of [adobeRgb, proPhoto]) {
    const profile = join(await temporaryFolder(), 'profile.icc');
    await writeFile(profile, matrixProfile(space));
    for (const colour of colours) {
      const plain = colour.map((value) => Math.round(value * 255));
      const bytes = await sharp(filled(plain), { raw: { width: side, height: side, channels: 3 } })
        .toColourspace('rgb16')
        .withIccProfile(profile)
        .png()
        .toBuffer();
      expect((await sharp(bytes).metadata()).depth).toBe('ushort');
      expect(difference(labOfSrgb(await shown(bytes)), labOfSrgb(plain)), space.name).toBeLessThan(2.5);
    }
  }
});

test('Lab is shown as the colour it means', async () => {
  for (const [lightness, a, b] of [
    [50, 0, 0],
    [60, 20, 15],
    [40, -10, -20],
  ] as const) {
    const pixels = filled([Math.round(lightness * 2.55), a & 0xff, b & 0xff]);
    const tiff = plainTiff({ width: side, height: side, channels: 3, colours: 'lab', pixels, profile: null });
    expect(difference(labOfSrgb(await shown(tiff)), [lightness, a, b])).toBeLessThan(3.5);
  }
});

test('grey and untagged pictures are taken as sRGB', async () => {
  const grey = plainTiff({
    width: side,
    height: side,
    channels: 1,
    colours: 'grey',
    pixels: filled([120]),
    profile: null,
  });
  for (const value of await shown(grey)) expect(Math.abs(value - 120)).toBeLessThanOrEqual(2);
  const plain = plainTiff({
    width: side,
    height: side,
    channels: 3,
    colours: 'rgb',
    pixels: filled([200, 90, 40]),
    profile: null,
  });
  const [red = 0, green = 0, blue = 0] = await shown(plain);
  expect(difference(labOfSrgb([red, green, blue]), labOfSrgb([200, 90, 40]))).toBeLessThan(2.5);
});

test('CMYK, also from a JPEG with inverted ink, is shown near the colour it was made of (two conversions that keep impressions, not numbers)', async () => {
  for (const colour of [
    [128, 128, 128],
    [180, 120, 100],
    [90, 120, 110],
  ]) {
    const source = sharp(filled(colour), { raw: { width: side, height: side, channels: 3 } });
    for (const bytes of [
      await source
        .clone()
        .toColourspace('cmyk')
        .withIccProfile('cmyk')
        .tiff({ compression: 'lzw' })
        .toBuffer(),
      await source.clone().toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 95 }).toBuffer(),
    ]) {
      expect((await sharp(bytes).metadata()).space).toBe('cmyk');
      expect(difference(labOfSrgb(await shown(bytes)), labOfSrgb(colour)), String(colour)).toBeLessThan(9);
    }
  }
});
