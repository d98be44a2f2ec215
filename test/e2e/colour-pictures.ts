import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { plainTiff, type PlainColours } from '../../src/main/adapters/images/plain-tiff.ts';
import {
  adobeRgb,
  displayP3,
  labOf,
  labOfInks,
  labOfSrgb,
  matrixProfile,
  pressProfile,
  proPhoto,
  type MadeSpace,
} from '../fixtures/make-profiles.ts';

export interface ColourPicture {
  readonly name: string;
  readonly file: Buffer;
  /** CIE Lab of the four quarters: upper left, upper right, lower left, lower right. Worked out from the numbers in the file. */
  readonly wanted: readonly (readonly number[])[];
}

type Colour = readonly number[];

const side = 600;

/** Colours that sRGB has too: what lies outside of it cannot be compared on a screen. 0 to 1. */
const rgb: readonly Colour[] = [
  [0.5, 0.5, 0.5],
  [0.6, 0.45, 0.4],
  [0.35, 0.45, 0.5],
  [0.8, 0.78, 0.7],
];
const inks: readonly Colour[] = [
  [0.4, 0, 0, 0],
  [0.2, 0.4, 0.4, 0],
  [0.1, 0.1, 0.3, 0.4],
  [0, 0, 0, 0.6],
];
const lab: readonly Colour[] = [
  [50, 0, 0],
  [60, 20, 15],
  [40, -10, -20],
  [80, 5, 10],
];

/** Four quarters of these colours, each channel a byte. */
function quarters(bytes: readonly Colour[]): Buffer {
  const channels = bytes[0]?.length ?? 0;
  const pixels = Buffer.alloc(side * side * channels);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const colour = bytes[(y < side / 2 ? 0 : 2) + (x < side / 2 ? 0 : 1)] ?? [];
      pixels.set(colour, (y * side + x) * channels);
    }
  return pixels;
}

function tiff(colours: PlainColours, bytes: readonly Colour[], profile: Buffer | null): Buffer {
  const pixels = quarters(bytes);
  const channels = bytes[0]?.length ?? 0;
  return plainTiff({ width: side, height: side, channels, colours, pixels, profile });
}

const toBytes = (colours: readonly Colour[]): readonly Colour[] =>
  colours.map((colour) => colour.map((value) => Math.round(value * 255)));

/** The same numbers and the same profile in another format. */
const same = (file: Buffer) => sharp(file).keepIccProfile().toColourspace('srgb');

function meant(space: MadeSpace): readonly Colour[] {
  return toBytes(rgb).map((bytes) =>
    labOf(
      space,
      bytes.map((value) => value / 255),
    ),
  );
}

/** @param folder for what has to be a file for a moment */
async function sixteenBits(space: MadeSpace, folder: string): Promise<ColourPicture> {
  const profile = join(folder, 'profile.icc');
  await writeFile(profile, matrixProfile(space));
  const file = await sharp(quarters(toBytes(rgb)), { raw: { width: side, height: side, channels: 3 } })
    .toColourspace('rgb16')
    .withIccProfile(profile)
    .png()
    .toBuffer();
  const stored = await sharp(file, { ignoreIcc: true })
    .toColourspace('rgb16')
    .raw({ depth: 'ushort' })
    .toBuffer();
  const wanted = [
    [1, 1],
    [3, 1],
    [1, 3],
    [3, 3],
  ].map(([x = 0, y = 0]) => {
    const at = ((y * side * side) / 4 + (x * side) / 4) * 6;
    return labOf(
      space,
      [0, 2, 4].map((more) => stored.readUInt16LE(at + more) / 65_535),
    );
  });
  return { name: 'ProPhoto, 16 bits, PNG', file, wanted };
}

/** One picture for each kind of colours the review room has to show. */
export async function colourPictures(folder: string): Promise<readonly ColourPicture[]> {
  const plain = toBytes(rgb);
  const adobe = tiff('rgb', plain, matrixProfile(adobeRgb));
  const pro = tiff('rgb', plain, matrixProfile(proPhoto));
  const p3 = tiff('rgb', plain, matrixProfile(displayP3));
  const press = tiff('cmyk', toBytes(inks), pressProfile());
  const inked = toBytes(inks).map((bytes) => labOfInks(bytes.map((value) => value / 255)));
  const greys = [[60], [120], [180], [240]];
  const labBytes = lab.map(([light = 0, a = 0, b = 0]) => [Math.round(light * 2.55), a & 0xff, b & 0xff]);
  return [
    {
      name: 'sRGB, no profile, JPEG',
      file: await same(tiff('rgb', plain, null))
        .jpeg({ quality: 100 })
        .toBuffer(),
      wanted: plain.map((bytes) => labOfSrgb(bytes)),
    },
    {
      name: 'Adobe RGB, JPEG',
      file: await same(adobe).jpeg({ quality: 100 }).toBuffer(),
      wanted: meant(adobeRgb),
    },
    { name: 'Adobe RGB, TIFF', file: adobe, wanted: meant(adobeRgb) },
    {
      name: 'ProPhoto, JPEG',
      file: await same(pro).jpeg({ quality: 100 }).toBuffer(),
      wanted: meant(proPhoto),
    },
    { name: 'Display P3, PNG', file: await same(p3).png().toBuffer(), wanted: meant(displayP3) },
    {
      name: 'CMYK, JPEG',
      file: await sharp(press)
        .pipelineColourspace('cmyk')
        .toColourspace('cmyk')
        .keepIccProfile()
        .jpeg({ quality: 100 })
        .toBuffer(),
      wanted: inked,
    },
    { name: 'CMYK, TIFF', file: press, wanted: inked },
    { name: 'Lab, TIFF', file: tiff('lab', labBytes, null), wanted: lab },
    {
      name: 'Grey, TIFF',
      file: tiff('grey', greys, null),
      wanted: greys.map(([value = 0]) => labOfSrgb([value, value, value])),
    },
    await sixteenBits(proPhoto, folder),
  ];
}
