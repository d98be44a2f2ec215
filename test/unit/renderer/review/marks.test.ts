import { expect, test } from 'vitest';
import {
  draftOf,
  numbersOf,
  reasonsOf,
  sumOf,
  withMark,
} from '../../../../src/renderer/features/review/marks.ts';
import type { Mark } from '../../../../src/renderer/features/review/marks.ts';

const PIN = { x: 0.5, y: 0.31, radius: null };
const CIRCLE = { x: 0.866, y: 0.54, radius: 0.09 };

test('a verdict survives being shown and given again', () => {
  const verdict = {
    kind: 'reject' as const,
    reasons: [
      { reason: 'Halo', pins: [CIRCLE, PIN] },
      { reason: 'Shadow wrong', pins: [] },
    ],
    remark: 'Light rim',
  };
  const draft = draftOf(verdict);
  expect(reasonsOf(draft.marks)).toEqual(verdict.reasons);
  expect(draft.remark).toBe('Light rim');
  expect(draftOf({ kind: 'accept' }).marks).toEqual([]);
});

test('reasons are grouped in the order they were first given', () => {
  let marks: readonly Mark[] = [];
  marks = withMark(marks, 'Halo', PIN);
  marks = withMark(marks, 'Shadow wrong', null);
  marks = withMark(marks, 'Halo', CIRCLE);
  expect(reasonsOf(marks)).toEqual([
    { reason: 'Halo', pins: [PIN, CIRCLE] },
    { reason: 'Shadow wrong', pins: [] },
  ]);
});

test('only pins are numbered, and removing one closes the gap', () => {
  let marks: readonly Mark[] = [];
  marks = withMark(marks, 'Halo', PIN);
  marks = withMark(marks, 'Shadow wrong', null);
  marks = withMark(marks, 'Cut too tight', CIRCLE);
  expect([...numbersOf(marks).values()]).toEqual([1, 2]);
  expect([...numbersOf(marks.slice(1)).values()]).toEqual([1]);
});

test('a reason without a place stands once, and a pin takes its place', () => {
  const bare = withMark(withMark([], 'Halo', null), 'Halo', null);
  expect(bare).toHaveLength(1);
  const pinned = withMark(bare, 'Halo', PIN);
  expect(pinned.map((mark) => mark.pin)).toEqual([PIN]);
  expect(withMark(pinned, 'Halo', null)).toEqual(pinned);
});

test('the button says what it sends', () => {
  expect(sumOf([])).toBe('');
  expect(sumOf(withMark([], 'Halo', PIN))).toBe('1 pin');
  expect(sumOf(withMark(withMark([], 'Halo', PIN), 'Halo', CIRCLE))).toBe('2 pins');
  expect(sumOf(withMark([], 'Halo', null))).toBe('1 reason');
  expect(sumOf(withMark(withMark([], 'Halo', PIN), 'Shadow wrong', null))).toBe('2 reasons');
});
