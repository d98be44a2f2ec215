import sharp from 'sharp';
import { expect, test } from 'vitest';
import { changesBetween } from '../../../../src/main/adapters/compare/changes.ts';

const handle = '<path d="M210 220Q300 20 390 220" fill="none" stroke="#8a5a30" stroke-width="26"/>';
const body =
  '<rect x="120" y="220" width="360" height="260" rx="18" fill="#a9713f"/><path d="M120 300L480 340" stroke="#5d3a1c" stroke-width="8"/><circle cx="300" cy="330" r="26" fill="#d9c070"/><rect x="150" y="390" width="90" height="50" fill="#6e4522"/>';
const opening = '<path d="M225 220Q300 60 375 220Z" fill="#c4c2be"/>';
const scratch = '<path d="M380 420L450 460" stroke="#f4e4cc" stroke-width="9"/>';

const picture = (inner: string): Promise<Buffer> =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600">${inner}</svg>`))
    .png()
    .toBuffer();
const before = await picture(opening + handle + body);
const pins = [
  { x: 0.5, y: 0.3, radius: null },
  { x: 0.32, y: 0.69, radius: 0.06 },
];

test('what was asked for and done is a change; what was not done is none', async () => {
  const answer = await changesBetween(before, await picture(handle + body), pins);
  expect(answer.sameFile).toBe(false);
  expect(answer.pins.map((pin) => pin.kind)).toEqual(['changed', 'no-visible-change']);
  expect(answer.pins[1]?.sentence).toBe('No visible change at this pin.');
  expect(answer.others).toEqual([]);
});

test('another crop, size, format and colour is no change by itself', async () => {
  const after = await sharp(await picture(handle + body))
    .extract({ left: 60, top: 40, width: 500, height: 520 })
    .resize(830)
    .flatten({ background: '#fff' })
    .linear(0.97, 7)
    .jpeg({ quality: 80 })
    .toBuffer();
  const earlier = await sharp(before).flatten({ background: '#fff' }).jpeg({ quality: 90 }).toBuffer();
  const answer = await changesBetween(earlier, after, pins);
  expect(answer.frame?.x).toBeCloseTo(0.1, 2);
  expect(answer.frame?.width).toBeCloseTo(5 / 6, 2);
  expect(answer.pins.map((pin) => pin.kind)).toEqual(['changed', 'no-visible-change']);
});

test('a change nobody asked for is found where it is', async () => {
  const { others } = await changesBetween(before, await picture(handle + body + scratch), pins);
  expect(others).toHaveLength(1);
  expect(others[0]?.x).toBeCloseTo(0.69, 1);
  expect(others[0]?.y).toBeCloseTo(0.73, 1);
});

test('the same bytes are the same file', async () => {
  const answer = await changesBetween(before, Buffer.from(before), pins);
  expect(answer.sameFile).toBe(true);
  expect(answer.pins.every((pin) => pin.kind === 'no-visible-change')).toBe(true);
});

test('a pin beyond the new frame is said to be outside, and other pictures are not compared', async () => {
  const lower = await sharp(before).extract({ left: 0, top: 200, width: 600, height: 400 }).png().toBuffer();
  expect((await changesBetween(before, lower, pins)).pins[0]?.kind).toBe('outside');
  const other = await picture('<path d="M100 100L500 180L420 520L300 300Z" fill="#3355aa"/>');
  const answer = await changesBetween(before, other, pins);
  expect(answer.frame).toBeNull();
  expect(answer.pins.map((pin) => pin.kind)).toEqual(['unknown', 'unknown']);
});
