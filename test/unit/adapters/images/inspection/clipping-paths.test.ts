import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createInspector } from '../../../../../src/main/adapters/images/inspection/create-inspector.ts';
import { jpeg, temporaryFolder, testPicture } from '../../../../fixtures/make-pictures.ts';
import {
  jpegWithResources,
  pathData,
  pathResources,
  psdWithResources,
  resourceBlock,
  tiffWithResources,
  type MadePath,
} from '../../../../fixtures/make-paths.ts';

const outline: MadePath = {
  id: 2000,
  name: 'Freisteller',
  knots: [
    { x: 0.25, y: 0.125 },
    { x: 0.75, y: 0.125 },
    { x: 0.75, y: 1.5 },
  ],
};
const inner: MadePath = { id: 2001, name: 'Inside', closed: false, knots: [{ x: -0.25, y: 0.5 }] };

async function paths(name: string, bytes: Buffer) {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, bytes);
  return createInspector().clippingPaths(path);
}

test('the path of a JPEG, a TIFF and a Photoshop file is found by name, the clipping path first', async () => {
  const resources = pathResources([inner, outline], 'Freisteller', 0.125);
  for (const [name, bytes] of [
    ['a.jpg', jpegWithResources(await jpeg(), resources)],
    ['b.tif', tiffWithResources(resources)],
    ['c.psd', psdWithResources(resources)],
  ] as const) {
    const found = await paths(name, bytes);
    expect(found.sentence, name).toBe('Clipping path “Freisteller”.');
    expect(found.paths.map((path) => [path.name, path.isClippingPath])).toEqual([
      ['Freisteller', true],
      ['Inside', false],
    ]);
    expect(found.paths[0]?.subpaths).toEqual([
      {
        closed: true,
        points: outline.knots.map(({ x, y }) => ({ x, y, inX: x, inY: y, outX: x + 0.125, outY: y })),
      },
    ]);
    expect(found.paths[1]?.subpaths[0]).toMatchObject({ closed: false, points: [{ x: -0.25, y: 0.5 }] });
  }
});

test('resources spread over several JPEG segments are put together again', async () => {
  const many: MadePath = {
    id: 2000,
    name: 'Large',
    knots: Array.from({ length: 6000 }, (_, index) => ({ x: index / 6000, y: 0.5 })),
  };
  const found = await paths('a.jpg', jpegWithResources(await jpeg(), pathResources([many], 'Large'), 40_001));
  expect(found.paths[0]?.subpaths[0]?.points).toHaveLength(6000);
});

test('a path follows the EXIF orientation of its file', async () => {
  // The stored corner (0.25, 0.125), where it is seen after each of the eight orientations.
  const seen = [
    [0.25, 0.125],
    [0.75, 0.125],
    [0.75, 0.875],
    [0.25, 0.875],
    [0.125, 0.25],
    [0.875, 0.25],
    [0.875, 0.75],
    [0.125, 0.75],
  ];
  const resources = pathResources([{ ...outline, knots: [{ x: 0.25, y: 0.125 }] }], null);
  for (const [index, [x, y]] of seen.entries()) {
    const orientation = index + 1;
    expect(
      (await paths('a.tif', tiffWithResources(resources, orientation))).paths[0]?.subpaths[0]?.points[0],
    ).toMatchObject({ x, y });
    const turned = await testPicture(40, 20).withMetadata({ orientation }).jpeg().toBuffer();
    expect(
      (await paths('a.jpg', jpegWithResources(turned, resources))).paths[0]?.subpaths[0]?.points[0],
    ).toMatchObject({ x, y });
  }
});

test('that there is no path, or none named for clipping, is said', async () => {
  expect(await paths('a.jpg', await jpeg())).toEqual({ paths: [], sentence: 'This JPEG holds no path.' });
  expect((await paths('a.png', await testPicture(9, 9).png().toBuffer())).sentence).toBe(
    'No path: a PNG file cannot hold one.',
  );
  expect((await paths('a.psd', psdWithResources(pathResources([outline, inner], null)))).sentence).toBe(
    '2 paths (“Freisteller”, “Inside”), none of them named as the clipping path.',
  );
  const elsewhere = await paths('a.psd', psdWithResources(pathResources([outline], 'Gone')));
  expect(elsewhere.sentence).toContain('names “Gone” as its clipping path, but holds no such path');
  expect(elsewhere.paths[0]?.isClippingPath).toBe(false);
  expect((await paths('a.txt', Buffer.from('no picture at all'))).paths).toEqual([]);
});

test('names in MacRoman and in UTF-8 are read', async () => {
  const names = [Buffer.from([0x50, 0x66, 0x61, 0x64, 0x20, 0x8a]), Buffer.from('Pfad ä')];
  for (const name of names)
    expect(
      (await paths('a.psd', psdWithResources(pathResources([{ ...outline, name }], null)))).paths[0]?.name,
    ).toBe('Pfad ä');
});

test('damaged paths are named and not drawn; the others stay', async () => {
  const data = pathData(outline);
  const wrongSelector = Buffer.from(data);
  wrongSelector.writeUInt16BE(9, 26);
  const tooFew = data.subarray(0, data.length - 26);
  const noBeginning = data.subarray(26 * 3);
  const half = data.subarray(0, data.length - 3);
  for (const broken of [wrongSelector, tooFew, noBeginning, half, Buffer.alloc(0)]) {
    const resources = Buffer.concat([
      resourceBlock(2001, 'Bad', broken),
      resourceBlock(2000, 'Good', pathData(outline)),
    ]);
    const found = await paths('a.psd', psdWithResources(resources));
    expect(found.paths.map((path) => path.name)).toEqual(['Good']);
    expect(found.sentence).toContain('“Bad” cannot be drawn: the data is damaged');
  }
});

test('resources that break off anywhere are refused with a sentence and nothing is thrown', async () => {
  const resources = pathResources([outline], 'Freisteller');
  const whole = jpegWithResources(await jpeg(), resources);
  for (let length = 20; length < resources.length; length += 13) {
    const found = await paths('a.jpg', jpegWithResources(await jpeg(), resources.subarray(0, length)));
    expect(found.sentence.endsWith('.'), found.sentence).toBe(true);
  }
  for (let length = 4; length < 400; length += 29) await paths('a.jpg', whole.subarray(0, length));
  const lying = Buffer.from(resources);
  lying.writeUInt32BE(0xffffffff, 8);
  expect((await paths('a.jpg', jpegWithResources(await jpeg(), lying))).sentence).toContain('damaged');
});
