import { expect, test } from 'vitest';
import { RowOffsets, thumbBox } from '../../../../src/renderer/ui/row-window.ts';

test('rows of different heights are found by their distance from the top', () => {
  const rows = new RowOffsets([38, 58, 58, 7]);
  expect(rows.total).toBe(161);
  expect([0, 37, 38, 95, 96, 153, 154, 160].map((y) => rows.at(y))).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  expect(rows.at(-50)).toBe(0);
  expect(rows.at(9_000)).toBe(3);
});

test('of ten thousand rows only those in sight are drawn', () => {
  const rows = new RowOffsets(Array.from({ length: 10_000 }, () => 58));
  const { start, end } = rows.window(290_000, 290_800, 4);
  expect(start).toBe(4_996);
  expect(end).toBe(5_018);
});

test('the window never leaves the list', () => {
  const rows = new RowOffsets([10, 10, 10]);
  expect(rows.window(-100, 1_000, 5)).toEqual({ start: 0, end: 3 });
  expect(new RowOffsets([]).window(0, 500, 5)).toEqual({ start: 0, end: 0 });
});

test('the thumb shows the place, stays graspable and goes away when everything fits', () => {
  expect(thumbBox(500, 400, 0)).toEqual({ top: 0, height: 0 });
  expect(thumbBox(500, 1_000, 0)).toEqual({ top: 0, height: 250 });
  expect(thumbBox(500, 1_000, 500)).toEqual({ top: 250, height: 250 });
  expect(thumbBox(500, 580_000, 579_500)).toEqual({ top: 468, height: 32 });
});
