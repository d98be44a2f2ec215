import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type JpegOptions, type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createImages } from '../../../../src/main/adapters/images/create-images.ts';
import { walkJpeg } from '../../../../src/main/adapters/images/jpeg-walk/walk-jpeg.ts';

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

test('what a decoder complains of is never walked to its end, whatever was changed by chance', async () => {
  let seed = 20;
  const chance = (most: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((seed / 2 ** 32) * most);
  };
  const whole = await Promise.all(kinds.map(([, options]) => small.clone().jpeg(options).toBuffer()));
  let refused = 0;
  for (let round = 0; round < 120; round += 1) {
    const original = whole[round % whole.length] ?? Buffer.alloc(0);
    const bytes = Buffer.from(original);
    const at = 200 + chance(bytes.length - 300);
    const damaged = [
      () => (bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << chance(8)), at), bytes),
      () => bytes.fill(0, at, at + 90),
      () => bytes.fill(original.subarray(300, 390), at, at + 90),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + chance(40))]),
      () => bytes.subarray(0, at),
    ][chance(5)]?.();
    if (damaged === undefined || walked(damaged) === null) refused += 1;
    else expect(await decodes(damaged), `round ${String(round)}`).toBe(true);
  }
  expect(refused).toBeGreaterThan(40);
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
