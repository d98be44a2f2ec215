import { expect, test } from 'vitest';
import {
  besideWords,
  draftTotals,
  listedProblems,
  routeReason,
  sizeWords,
} from '../../../../src/renderer/features/new-job/draft-words.ts';
import { chunk, gridShape, moveInGrid } from '../../../../src/renderer/features/new-job/tile-layout.ts';
import { file } from '../job-samples.ts';

const LEFT_OUT = {
  kind: 'left-out',
  reason: 'broken',
  sentence: 'Breaks off.',
  canSendAnyway: false,
} as const;

const FILES = [
  file('a.tif', { size: 182_000_000 }),
  file('b.jpg', { note: 'Two files had this name; this one goes as b-2.jpg.' }),
  file('c.jpg', { transfer: LEFT_OUT }),
];

test('only what goes is counted; what does not, and what is renamed, is told', () => {
  const totals = draftTotals(FILES);
  expect(totals).toEqual({ pictures: 2, bytes: 206_800_000, leftOut: 1, renamed: 1 });
  expect(besideWords(totals)).toBe('1 file left out, 1 name changed');
  expect(listedProblems(FILES).map((entry) => entry.name)).toEqual(['c.jpg', 'b.jpg']);
});

test('size and time stand beside the number only when they are known', () => {
  const totals = { pictures: 41, bytes: 1_860_000_000, leftOut: 0, renamed: 0 };
  expect(sizeWords(totals, 6_400_000)).toBe('1.86 GB · about 4 min 50 s at 6.4 MB/s');
  expect(sizeWords(totals, 0)).toBe('1.86 GB');
  expect(sizeWords({ ...totals, pictures: 0 }, 5)).toBe('');
});

test('the route comes with its reason', () => {
  expect(routeReason('ftp', false)).toMatch(/^Chosen for you: FTP stays connected/);
  expect(routeReason('post', true)).toMatch(/^Your choice: web upload passes firewalls/);
});

test('tiles fill the width in the proportions of the design', () => {
  const wide = gridShape(856);
  expect(wide.columns).toBe(7);
  expect(wide.pictureHeight).toBe(131);
  expect(gridShape(0).columns).toBe(2);
  expect(chunk([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
});

test('arrow keys move over the grid and stop at its edges', () => {
  // 10 tiles in rows of 4: the last row has two.
  expect(moveInGrid('ArrowRight', 3, 10, 4)).toBe(4);
  expect(moveInGrid('ArrowLeft', 0, 10, 4)).toBe(0);
  expect(moveInGrid('ArrowDown', 1, 10, 4)).toBe(5);
  expect(moveInGrid('ArrowDown', 7, 10, 4)).toBe(9);
  expect(moveInGrid('ArrowDown', 9, 10, 4)).toBe(9);
  expect(moveInGrid('ArrowUp', 2, 10, 4)).toBe(2);
  expect(moveInGrid('End', 2, 10, 4)).toBe(9);
  expect(moveInGrid('Home', 7, 10, 4)).toBe(0);
  expect(moveInGrid('x', 7, 10, 4)).toBeNull();
  expect(moveInGrid('toString', 7, 10, 4)).toBeNull();
});
