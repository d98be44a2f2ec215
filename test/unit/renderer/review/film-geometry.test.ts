import { expect, test } from 'vitest';
import {
  CELL,
  CELL_NOW,
  cellLeft,
  cellsIn,
  filmLength,
  scrollToMiddle,
} from '../../../../src/renderer/features/review/film-geometry.ts';

test('cells never overlap, and the strip ends after the last one', () => {
  for (const now of [0, 3, 9]) {
    for (let index = 1; index < 10; index += 1) {
      const width = index - 1 === now ? CELL_NOW : CELL;
      expect(cellLeft(index, now)).toBeGreaterThan(cellLeft(index - 1, now) + width);
    }
    const last = cellLeft(9, now) + (now === 9 ? CELL_NOW : CELL);
    expect(filmLength(10)).toBeGreaterThanOrEqual(last);
  }
});

test('of many thousand pictures only those near the window are drawn, and none in it is missing', () => {
  const count = 20_000;
  for (const now of [0, 9_999, count - 1]) {
    const from = scrollToMiddle(now, count, 1000);
    const { start, end } = cellsIn(from, 1000, count);
    expect(end - start).toBeLessThan(30);
    expect(now).toBeGreaterThanOrEqual(start);
    expect(now).toBeLessThan(end);
    if (start > 0) expect(cellLeft(start - 1, now) + CELL_NOW).toBeLessThan(from);
    if (end < count) expect(cellLeft(end, now)).toBeGreaterThan(from + 1000);
  }
});

test('a strip that fits is not scrolled', () => {
  expect(scrollToMiddle(2, 5, 1000)).toBe(0);
  expect(cellsIn(0, 1000, 5)).toEqual({ start: 0, end: 5 });
  expect(filmLength(0)).toBe(0);
});
