import { expect, test } from 'vitest';
import { pointAt } from '../../../../src/renderer/features/review/geometry.ts';
import { onOriginal, originalFrame } from '../../../../src/renderer/features/review/lining-up.ts';

const RESULT = { left: 40, top: 20, width: 300, height: 400 };
const PLACE = { x: 0.25, y: 0.1, width: 0.5, height: 0.4 };

test('the same place of the product lies under the same point of both pictures', () => {
  const original = originalFrame(RESULT, PLACE);
  for (const at of [
    { x: 0, y: 0 },
    { x: 0.3, y: 0.9 },
    { x: 1, y: 1 },
  ]) {
    const here = pointAt(RESULT, at);
    const there = pointAt(original, onOriginal(at, PLACE));
    expect(there.x).toBeCloseTo(here.x, 9);
    expect(there.y).toBeCloseTo(here.y, 9);
  }
});

test('a result that is the whole original lies where the original does', () => {
  expect(originalFrame(RESULT, { x: 0, y: 0, width: 1, height: 1 })).toEqual(RESULT);
});
