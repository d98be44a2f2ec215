import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
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
  labOfInks,
  labOfSrgb,
  matrixProfile,
  pressProfile,
  proPhoto,
} from '../../../fixtures/make-profiles.ts';

const side = 64;
const images = createImages();

function filled(colour: readonly number[]): Buffer {
  return Buffer.from(Array.from({ length: side * side }, () => colour).flat());
}

/**
 * How far, in ΔE 1976, a colour may be off, by the longest side asked for. Full views are JPEGs without halved colours: rounding
 * to 8 bits there and back (a CMYK JPEG was rounded once more). Small ones are WebP, whose luma has 220 steps and whose colours have 225.
 */
const limits: readonly (readonly [edge: number, limit: number])[] = [
  [side, 2],
  [3000, 1.5],
];

async function expectShown(bytes: Buffer, wanted: readonly number[]): Promise<void> {
  for (const [edge, limit] of limits)
    expect(
      difference(labOfSrgb(await shown(bytes, edge)), wanted),
      `${String(wanted)} at ${String(edge)}`,
    ).toBeLessThan(limit);
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
    await expectShown(tiff, wanted);
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
      const stored = await sharp(bytes, { ignoreIcc: true })
        .toColourspace('rgb16')
        .raw({ depth: 'ushort' })
        .toBuffer();
      const numbers = [0, 2, 4].map((at) => stored.readUInt16LE(at) / 65_535);
      await expectShown(bytes, labOf(space, numbers));
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
    await expectShown(tiff, [lightness, a, b]);
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
  expect(difference(labOfSrgb([red, green, blue]), labOfSrgb([200, 90, 40]))).toBeLessThan(1);
});

test('CMYK is shown as the colour its profile means, also from a JPEG with inverted ink', async () => {
  const profile = pressProfile();
  for (const inks of [
    [0.4, 0, 0, 0],
    [0.2, 0.4, 0.4, 0],
    [0.1, 0.1, 0.3, 0.4],
    [0, 0, 0, 0.6],
  ]) {
    const stored = inks.map((ink) => Math.round(ink * 255));
    const tiff = plainTiff({
      width: side,
      height: side,
      channels: 4,
      colours: 'cmyk',
      pixels: filled(stored),
      profile,
    });
    // What sharp writes as JPEG has Adobe's marker and counts ink from 255 down.
    const jpeg = await sharp(tiff)
      .pipelineColourspace('cmyk')
      .toColourspace('cmyk')
      .keepIccProfile()
      .jpeg({ quality: 100 })
      .toBuffer();
    for (const bytes of [tiff, jpeg]) {
      expect((await sharp(bytes).metadata()).space).toBe('cmyk');
      await expectShown(bytes, labOfInks(stored.map((ink) => ink / 255)));
    }
  }
});

test('RGB with a profile keeps it for the window; a PNG that codes its colours in numbers is left as it is', async () => {
  const profile = matrixProfile(adobeRgb);
  const pixels = filled([20, 240, 40]);
  const tiff = plainTiff({ width: side, height: side, channels: 3, colours: 'rgb', pixels, profile });
  for (const edge of [32, 3000]) {
    const { icc } = await sharp((await images.reduced(tiff, edge))?.bytes).metadata();
    expect(icc?.equals(profile), String(edge)).toBe(true);
  }
  const png = await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
  expect(await images.smaller(png, 32)).not.toBeNull();
  // gAMA stands behind IHDR (33 bytes).
  const gamma = Buffer.from('\0\0\0\u0004gAMA\0\u0001\u0086\u00a0\0\0\0\0', 'latin1');
  gamma.writeUInt32BE(crc32(gamma.subarray(4, 12)), 12);
  const coded = Buffer.concat([png.subarray(0, 33), gamma, png.subarray(33)]);
  expect(await images.smaller(coded, 32)).toBeNull();
});
