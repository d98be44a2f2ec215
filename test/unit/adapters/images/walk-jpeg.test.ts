import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type JpegOptions, type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createImages } from '../../../../src/main/adapters/images/create-images.ts';
import { walkJpeg } from '../../../../src/main/adapters/images/jpeg-walk/walk-jpeg.ts';
import { drawCodedJpeg, seededChance } from '../../../fixtures/draw-coded-jpeg.ts';

const sample = join(import.meta.dirname, '../../../fixtures/pictures/mug-speckle.jpg');
const worker = new URL('../../../../src/main/look-worker.ts', import.meta.url);

let folder = '';
let small: Sharp;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-walk-'));
  const { data, info } = await sharp(sample)
    .resize({ width: 150 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  small = sharp(data, { raw: info });
});
afterAll(() => rm(folder, { recursive: true }));

function walked(bytes: Buffer): ReturnType<typeof walkJpeg> {
  return walkJpeg((into, position) => {
    // In odd portions, so that codes and markers lie across them.
    const piece = bytes.subarray(position, position + Math.min(997, into.length));
    into.set(piece);
    return piece.length;
  });
}

async function decodes(bytes: Buffer): Promise<boolean> {
  return sharp(bytes, { failOn: 'warning' })
    .raw()
    .toBuffer()
    .then(
      () => true,
      () => false,
    );
}

const kinds: readonly (readonly [string, JpegOptions])[] = [
  ['sequential', { quality: 90 }],
  ['without reduced colours', { quality: 75, chromaSubsampling: '4:4:4' }],
  ['progressive', { quality: 85, progressive: true }],
  [
    'with optimised scans',
    { quality: 80, progressive: true, optimiseScans: true, trellisQuantisation: true },
  ],
];

test.each(kinds)('a JPEG %s is walked to its end', async (_name, options) => {
  expect(walked(await small.clone().jpeg(options).toBuffer())).toEqual({ size: { width: 150, height: 188 } });
  const grey = await small.clone().resize(97, 51, { fit: 'fill' }).greyscale().jpeg(options).toBuffer();
  expect(walked(grey)).toEqual({ size: { width: 97, height: 51 } });
});

test('a photograph keeps its orientation and its colours of four inks', async () => {
  const turned = await small.clone().withExif({}).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  expect(walked(turned)?.size).toEqual({ width: 188, height: 150 });
  expect(walked(await small.clone().toColourspace('cmyk').jpeg().toBuffer())).not.toBeNull();
});

const samplings: readonly (readonly number[])[] = [[0x11], [0x22, 0x11, 0x11], [0x21, 0x11, 0x11, 0x21]];

test.each([0, 1, 7])('a JPEG with restart markers every %i units is walked to its end', async (restart) => {
  const chance = seededChance(restart);
  for (const sampling of samplings)
    for (const [width, height] of [
      [1, 1],
      [100, 61],
      [401, 333],
    ] as const) {
      const drawn = drawCodedJpeg({ width, height, sampling, restart }, chance);
      expect(await decodes(drawn)).toBe(true);
      expect(walked(drawn)).toEqual({ size: { width, height } });
    }
});

/** Small pictures of every kind that is walked, of every quality and some of a single block. */
async function everyKind(): Promise<readonly Buffer[]> {
  const chance = seededChance(4);
  const sizes = [[1, 1] as const, [9, 17] as const, [70, 50] as const, [150, 133] as const];
  const written = [1, 10, 30, 50, 75, 85, 92, 97, 100].flatMap((quality, number) =>
    kinds.map(async ([, options], kind) => {
      const [width, height] = sizes[(number + kind) % sizes.length] ?? [8, 8];
      const sized = small.clone().resize(width, height, { fit: 'fill' });
      const coloured =
        [sized, sized.greyscale(), sized.toColourspace('cmyk')][(number + kind * 2) % 5] ?? sized;
      return coloured.jpeg({ ...options, quality }).toBuffer();
    }),
  );
  const drawn = samplings.flatMap((sampling) =>
    [0, 1, 5].map((restart) => drawCodedJpeg({ width: 90, height: 61, sampling, restart }, chance)),
  );
  return [...(await Promise.all(written)), ...drawn];
}

test('what a decoder complains of is never walked to its end, whatever was changed by chance', async () => {
  const chance = seededChance(20);
  const whole = await everyKind();
  for (const [index, bytes] of whole.entries())
    expect(walked(bytes), `picture ${String(index)}`).not.toBeNull();
  let refused = 0;
  const rounds = 1500;
  for (let round = 0; round < rounds; round += 1) {
    const original = whole[round % whole.length] ?? Buffer.alloc(0);
    const bytes = Buffer.from(original);
    // In the data of a scan for the most part.
    const from = chance(8) === 0 ? 2 : bytes.indexOf('ffda', 0, 'hex');
    const at = from + chance(bytes.length - from - 1);
    const end = Math.min(bytes.length, at + 1 + chance(90));
    const damaged = [
      () => (bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << chance(8)), at), bytes),
      () => (bytes.writeUInt8([0x00, 0xff, 0xd9, 0xd0, 0xd3][chance(5)] ?? 0, at), bytes),
      () => bytes.fill(0, at, end),
      () => bytes.fill(0, at),
      () => bytes.fill(original.subarray(from, from + 90), at, end),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + chance(40))]),
      () => bytes.subarray(0, at),
    ][chance(7)]?.();
    if (damaged === undefined || walked(damaged) === null) refused += 1;
    else expect(await decodes(damaged), `round ${String(round)}`).toBe(true);
  }
  // Many a bit changes only what the picture looks like.
  expect(refused).toBeGreaterThan(rounds / 2);
  expect(refused).toBeLessThan(rounds);
});

test('0xff that is filled up and then belongs to the data is left to the decoder', () => {
  const drawn = drawCodedJpeg({ width: 401, height: 333, sampling: [0x11], restart: 0 }, seededChance(1));
  const at = drawn.indexOf('ff00', drawn.indexOf('ffda', 0, 'hex'), 'hex');
  expect(at).toBeGreaterThan(0);
  const filled = Buffer.concat([drawn.subarray(0, at), Buffer.of(0xff), drawn.subarray(at)]);
  expect(walked(filled)).toBeNull();
});

test('an interleaved unit of more blocks than a decoder takes is left to it', async () => {
  const drawn = drawCodedJpeg(
    { width: 90, height: 61, sampling: [0x22, 0x22, 0x22], restart: 0 },
    seededChance(1),
  );
  expect(await decodes(drawn)).toBe(false);
  expect(walked(drawn)).toBeNull();
});

test('what a thread calls sound is sound for a decoder too; everything else is left to it', async () => {
  const images = createImages(undefined, worker);
  const bytes = await readFile(sample);
  const files: readonly (readonly [string, Buffer, boolean])[] = [
    ['whole.jpg', bytes, true],
    ['drawing.png', await small.clone().png().toBuffer(), true],
    ['cut.jpg', bytes.subarray(0, 20_000), false],
    ['damaged.jpg', Buffer.from(bytes).fill('damaged\xff', 15_000, 17_000, 'latin1'), false],
    ['empty.jpg', Buffer.alloc(0), false],
    ['words.txt', Buffer.from('a few words, again and again '.repeat(9)), false],
  ];
  for (const [name, content, isSound] of files) {
    const path = join(folder, name);
    await writeFile(path, content);
    const [sound, check] = [await images.sound?.(path), await images.check(path)];
    expect([name, check.kind === 'picture']).toEqual([name, isSound]);
    const told = check.kind === 'picture' ? { description: check.description, size: content.length } : null;
    if (told === null) expect(sound).toBeNull();
    else expect(sound).toMatchObject(told);
  }
  expect(await images.sound?.(join(folder, 'gone.jpg'))).toBeNull();
  expect(await images.sound?.(folder)).toBeNull();
});
