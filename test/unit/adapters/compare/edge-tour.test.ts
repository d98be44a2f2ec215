import sharp from 'sharp';
import { expect, test } from 'vitest';
import { edgeTour as tourOf } from '../../../../src/main/adapters/compare/edge-tour.ts';

const edgeTour = (result: Uint8Array, beneath: Parameters<typeof tourOf>[1]) =>
  tourOf(result, beneath, new AbortController().signal);

const size = 600;
const whole = { x: 0, y: 0, width: 1, height: 1 };
const ring =
  'M480 300A180 180 0 1 1 120 300A180 180 0 1 1 480 300ZM390 300A90 90 0 1 0 210 300A90 90 0 1 0 390 300Z';

const svg = (inner: string): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(size)}" height="${String(size)}">${inner}</svg>`,
  );
const photograph = svg(
  `<rect width="600" height="600" fill="#b8b4ae"/><path d="${ring}" fill="#27457a" fill-rule="evenodd"/>`,
);
const original = { bytes: await sharp(photograph).jpeg({ quality: 95 }).toBuffer(), frame: whole };

/** The photograph seen through a shape. */
async function cutBy(shape: string): Promise<Buffer> {
  return sharp(photograph)
    .composite([{ input: svg(shape), blend: 'dest-in' }])
    .png()
    .toBuffer();
}
const clean = `<path d="${ring}" fill-rule="evenodd"/>`;

test('a clean cut has nowhere to stop, with and without its original', async () => {
  for (const beneath of [original, null]) {
    const tour = await edgeTour(await cutBy(clean), beneath);
    expect(tour).toEqual({
      spots: [],
      edge: 'transparency',
      sentence: expect.stringContaining('clean') as string,
    });
  }
});

test('background left along the right edge is a light rim there', async () => {
  const tour = await edgeTour(
    await cutBy(`${clean}<path d="${ring}" fill-rule="evenodd" transform="translate(5 0)"/>`),
    original,
  );
  expect(tour.spots[0]).toMatchObject({ kind: 'light-rim', reason: 'Halo or fringe' });
  expect(tour.spots.some((spot) => spot.sentence === 'Light rim on the right' && spot.x > 0.75)).toBe(true);
  expect(tour.spots.map((spot) => spot.weight)).toEqual(
    tour.spots.map((spot) => spot.weight).toSorted((a, b) => b - a),
  );
});

test('an opening left closed is found where it is', async () => {
  const tour = await edgeTour(await cutBy('<circle cx="300" cy="300" r="180"/>'), original);
  expect(tour.spots[0]).toMatchObject({ kind: 'hole', reason: 'Background left in opening' });
  expect(tour.spots[0]?.x).toBeCloseTo(0.5, 1);
  expect(tour.spots[0]?.y).toBeCloseTo(0.5, 1);
});

test('a loose piece, a soft edge and a missing part are told apart', async () => {
  const loose = await edgeTour(await cutBy(`${clean}<circle cx="60" cy="80" r="6"/>`), original);
  expect(loose.spots[0]?.kind).toBe('island');
  const soft = await edgeTour(
    await cutBy(
      `<filter id="b"><feGaussianBlur stdDeviation="6"/></filter><path d="${ring}" fill-rule="evenodd" filter="url(#b)"/>`,
    ),
    null,
  );
  expect(soft.spots.some((spot) => spot.kind === 'soft-edge')).toBe(true);
  const missing = await edgeTour(
    await cutBy(
      `<clipPath id="c"><rect y="190" width="600" height="410"/></clipPath><g clip-path="url(#c)">${clean}</g>`,
    ),
    original,
  );
  expect(missing.spots[0]).toMatchObject({ kind: 'cut-off', reason: 'Part cropped off' });
});

test('a frame that runs through the product cuts it off', async () => {
  const cropped = await sharp(await cutBy(clean))
    .extract({ left: 0, top: 0, width: 420, height: 600 })
    .png()
    .toBuffer();
  const tour = await edgeTour(cropped, { ...original, frame: { ...whole, width: 0.7 } });
  expect(tour.spots[0]?.kind).toBe('cut-off');
  expect(tour.spots[0]?.x).toBeGreaterThan(0.99);
});

test('a white background has an edge to walk; a photograph has none, and that is said', async () => {
  const onWhite = await sharp(await cutBy(clean))
    .flatten({ background: '#fff' })
    .jpeg({ quality: 92 })
    .toBuffer();
  const tour = await edgeTour(onWhite, original);
  expect(tour.edge).toBe('white-background');
  expect(tour.spots.length).toBeLessThan(4);
  expect(await edgeTour(original.bytes, null)).toMatchObject({
    spots: [],
    edge: 'none',
    sentence: expect.stringContaining('no cut edge') as string,
  });
});

test('a part of the product in nearly the colour of the background is no background left', async () => {
  const label = '<rect x="240" y="230" width="120" height="140" fill="#bbb5aa"/>';
  const labelled = await sharp(photograph)
    .composite([{ input: svg(`<circle cx="300" cy="300" r="180" fill="#27457a"/>${label}`) }])
    .png()
    .toBuffer();
  const cut = await sharp(labelled)
    .composite([{ input: svg('<circle cx="300" cy="300" r="180"/>'), blend: 'dest-in' }])
    .png()
    .toBuffer();
  expect((await edgeTour(cut, { bytes: labelled, frame: whole })).spots).toEqual([]);
});

/** A disc of this colour on the grey background, cut out by a shape. */
async function disc(colour: string, shape: string) {
  const photographed = await sharp(photograph)
    .composite([
      {
        input: svg(
          `<rect width="600" height="600" fill="#b8b4ae"/><circle cx="300" cy="300" r="180" fill="${colour}"/>`,
        ),
      },
    ])
    .png()
    .toBuffer();
  const cut = await sharp(photographed)
    .composite([{ input: svg(shape), blend: 'dest-in' }])
    .png()
    .toBuffer();
  return edgeTour(cut, { bytes: photographed, frame: whole });
}

test('where product and background have nearly the same colour, no clean edge is claimed', async () => {
  const disced = '<circle cx="300" cy="300" r="179"/>';
  expect((await disc('#27457a', disced)).sentence).toMatch(/^The edge is clean/u);
  const alike = await disc('#c2beb6', disced);
  expect(alike.spots).toEqual([]);
  expect(alike.sentence).toMatch(/^Nothing was found, but .* nearly the same colour all around/u);
});

test('a missing part is found by what the original shows on both sides of the cut, also when it is not far from the background’s colour', async () => {
  const bitten =
    '<path fill-rule="evenodd" d="M479 300A179 179 0 1 1 121 300A179 179 0 1 1 479 300ZM420 190A40 40 0 1 0 340 190A40 40 0 1 0 420 190Z"/>';
  const tour = await disc('#8f9fb0', bitten);
  expect(tour.spots).toHaveLength(1);
  expect(tour.spots[0]).toMatchObject({ kind: 'cut-off', reason: 'Part cropped off' });
  expect(tour.spots[0]?.x).toBeCloseTo(380 / 600, 1);
  expect(tour.spots[0]?.y).toBeCloseTo(190 / 600, 1);
});

test('a rim of two pixels is found on a small picture too', async () => {
  const { spots } = await disc('#27457a', '<circle cx="302" cy="300" r="180"/>');
  expect(spots.length).toBeGreaterThan(0);
  expect(spots.filter(({ kind, x }) => kind !== 'light-rim' || x < 0.6)).toEqual([]);
});

/** A plain product of 1,800 × 900 pixels on a picture of 3,600 × 1,500, with whatever is laid over it. */
async function large(over: string, turned = 1): Promise<{ result: Buffer; original: Buffer }> {
  const drawing = (inner: string): Buffer =>
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="3600" height="1500">${inner}</svg>`);
  const product = '<rect x="900" y="300" width="1800" height="900" fill="#27457a"/>';
  const cut = await sharp(drawing(`${product}${over}`))
    .png({ compressionLevel: 1 })
    .toBuffer();
  return {
    original: await sharp(drawing(`<rect width="3600" height="1500" fill="#d8d4ce"/>${product}`))
      .jpeg({ quality: 92 })
      .toBuffer(),
    result:
      turned === 1
        ? cut
        : await sharp(cut)
            .rotate(-90)
            .withMetadata({ orientation: 6 })
            .png({ compressionLevel: 1 })
            .toBuffer(),
  };
}

test('a rim of three pixels, a crumb and a hole of few on a large picture are found in the file’s own pixels', async () => {
  const clean = await large('');
  expect((await edgeTour(clean.result, { bytes: clean.original, frame: whole })).spots).toEqual([]);
  const flaws =
    '<rect x="2697" y="525" width="3" height="375" fill="#d8d4ce"/><rect x="450" y="225" width="4" height="4" fill="#222"/>';
  for (const orientation of [1, 6]) {
    const { result, original } = await large(flaws, orientation);
    const { spots } = await edgeTour(result, { bytes: original, frame: whole });
    const [rim] = spots;
    expect(rim?.kind).toBe('light-rim');
    expect(rim?.x).toBeCloseTo(0.75, 2);
    expect(rim?.y).toBeGreaterThan(0.34);
    expect(rim?.y).toBeLessThan(0.61);
    const crumb = spots.find(({ kind }) => kind === 'island');
    expect(crumb?.x).toBeCloseTo(452 / 3600, 3);
    expect(crumb?.y).toBeCloseTo(227 / 1500, 3);
  }
  const { data, info } = await sharp(clean.result).raw().toBuffer({ resolveWithObject: true });
  for (let y = 675; y < 679; y++) data.fill(0, (y * info.width + 1800) * 4, (y * info.width + 1804) * 4);
  const pierced = await sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
  expect((await edgeTour(pierced, { bytes: clean.original, frame: whole })).spots).toMatchObject([
    { kind: 'hole', sentence: 'A hole in the product in the middle' },
  ]);
});

test('an opening through which the original shows its background is no hole', async () => {
  const holed =
    'M480 300A180 180 0 1 1 120 300A180 180 0 1 1 480 300ZM304 300A4 4 0 1 0 296 300A4 4 0 1 0 304 300Z';
  const photographed = await sharp(
    svg(
      `<rect width="600" height="600" fill="#b8b4ae"/><path d="${holed}" fill="#27457a" fill-rule="evenodd"/>`,
    ),
  )
    .png()
    .toBuffer();
  const cut = await sharp(photographed)
    .composite([{ input: svg(`<path d="${holed}" fill-rule="evenodd"/>`), blend: 'dest-in' }])
    .png()
    .toBuffer();
  expect((await edgeTour(cut, { bytes: photographed, frame: whole })).spots).toEqual([]);
  expect((await edgeTour(cut, null)).spots.map(({ sentence }) => sentence)).toEqual([
    'A hole in the product in the middle',
  ]);
});

test('a tour nobody waits for ends with what it was ended with', async () => {
  const { result } = await large('');
  const abort = new AbortController();
  const tour = tourOf(result, null, abort.signal);
  abort.abort(new Error('somebody went on'));
  await expect(tour).rejects.toThrow('somebody went on');
});
