import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../../build/bench/random.ts';
import { drawProduct } from '../../../../build/bench/review/draw-product.ts';
import { errorOf, makePair, type MadePair } from '../../../../build/bench/review/made-pairs.ts';
import { lineUp } from '../../../../src/main/adapters/compare/line-up.ts';

const width = 640;
const pairs = 10;

async function pairOf(seed: number): Promise<MadePair> {
  return makePair(seededRandom(seed), { width });
}

/** Made once for all tests here: making a pair takes half as long as lining it up. */
const made = Array.from({ length: pairs }, (_, index) => pairOf(7_000 + index));
const cutOut = makePair(seededRandom(7_201), { width, ground: 'transparent' });

test(`results cropped, enlarged, recoloured and cut out are found on their originals (${String(pairs)} pairs)`, async () => {
  const errors: number[] = [];
  let unsure = 0;
  for (const pair of await Promise.all(made)) {
    const found = await lineUp(pair.original, pair.result);
    if (found.kind === 'lined-up') errors.push(errorOf(found.frame, pair.frame, 1.25));
    else unsure += 1;
  }
  errors.sort((a, b) => a - b);
  expect(unsure).toBeLessThanOrEqual(2);
  // Pixels at 2,000 pixels width, of the worst corner; these originals are three times smaller.
  expect(errors[errors.length >> 1]).toBeLessThan(2);
  expect(errors.at(-1)).toBeLessThan(12);
}, 60_000);

test('another product is never lined up', async () => {
  const some = await Promise.all(made.slice(0, 4));
  for (const [index, pair] of some.entries()) {
    const other = some[(index + 1) % some.length];
    if (other) expect((await lineUp(pair.original, other.result)).kind).toBe('not-sure');
  }
});

test.each([
  ['mirrored', (picture: Sharp) => picture.flop()],
  ['turned by a quarter', (picture: Sharp) => picture.rotate(90)],
  ['turned by four degrees', (picture: Sharp) => picture.rotate(4, { background: '#fff0' })],
  ['stretched', (picture: Sharp) => picture.resize(700, 500, { fit: 'fill' })],
])('a result that is %s is not lined up, and that is said', async (_what, change) => {
  const pair = await cutOut;
  const result = await change(sharp(pair.result)).png().toBuffer();
  const found = await lineUp(pair.original, result);
  expect(found.kind).toBe('not-sure');
  if (found.kind === 'not-sure') expect(found.sentence).toMatch(/not lined up\.$/);
});

test.each([135, 171])(
  'a cut-out that fits its own mirror image and is turned by eight degrees is not lined up (%i)',
  async (index) => {
    // Both were called lined up by the bench (seed 20261): what is symmetric hardly shows that it is turned.
    const pair = await makePair(seededRandom(2_026_100_000 + index), { width: 1200 });
    const result = await sharp(pair.result).rotate(8, { background: '#fff0' }).png().toBuffer();
    expect((await lineUp(pair.original, result)).kind).toBe('not-sure');
  },
);

test('a cut-out with the frame of its original is the same frame, whatever its size', async () => {
  const drawing = drawProduct(seededRandom(7_302), 800, 1000);
  const product = await sharp(Buffer.from(drawing.product)).png().toBuffer();
  const original = await sharp(Buffer.from(drawing.background))
    .composite([{ input: product }])
    .jpeg()
    .toBuffer();
  const result = await sharp(product).resize(500).png().toBuffer();
  expect(await lineUp(original, result)).toMatchObject({ kind: 'lined-up', isSame: true });
});

test('a picture turned by its EXIF orientation is lined up as it is shown', async () => {
  const pair = await makePair(seededRandom(7_400), { width, ground: 'white' });
  const lying = await sharp(pair.original).rotate(-90).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const found = await lineUp(lying, pair.result);
  expect(found.kind).toBe('lined-up');
  if (found.kind === 'lined-up') expect(errorOf(found.frame, pair.frame, 1.25)).toBeLessThan(6);
});

test('where nothing is to be seen nothing is lined up', async () => {
  const pair = await cutOut;
  const blank = await sharp({ create: { width: 400, height: 500, channels: 4, background: '#fff0' } })
    .png()
    .toBuffer();
  const plain = await sharp({ create: { width: 400, height: 500, channels: 3, background: '#777' } })
    .jpeg()
    .toBuffer();
  expect((await lineUp(pair.original, blank)).kind).toBe('not-sure');
  expect((await lineUp(pair.original, plain)).kind).toBe('not-sure');
  expect((await lineUp(plain, pair.result)).kind).toBe('not-sure');
});
