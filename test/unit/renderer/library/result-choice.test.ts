import { expect, test } from 'vitest';
import type { ImageId, RemoteFileId, ResultCandidate } from '../../../../src/preload/contract/index.ts';
import {
  chosenResults,
  goingWords,
  type ResultWish,
} from '../../../../src/renderer/features/library/result-choice.ts';

const result = (id: number, change: Partial<ResultCandidate> = {}): ResultCandidate => ({
  fileId: id as RemoteFileId,
  imageId: (id * 10) as ImageId,
  name: `${String(id)}.png`,
  size: 1_000_000,
  isAccepted: true,
  isPublished: false,
  problem: '',
  canReduce: false,
  ...change,
});

const results = [
  result(1),
  result(2, { isAccepted: false }),
  result(3, { problem: 'too large', canReduce: true, size: 9_000_000 }),
  result(4, { problem: 'a film no one takes', size: 10 }),
  result(5, { isPublished: true }),
  result(6, { size: null }),
];

const wish = (change: Partial<ResultWish> = {}): ResultWish => ({
  which: 'accepted',
  selected: new Set(),
  again: false,
  reduce: false,
  ...change,
});

const going = (change: Partial<ResultWish> = {}): readonly number[] =>
  chosenResults(results, wish(change)).going.map(({ fileId }) => fileId);

test('the accepted ones go that are not there yet and fit; all, or those selected, when the person says so', () => {
  expect(going()).toEqual([1, 6]);
  expect(going({ which: 'all' })).toEqual([1, 2, 6]);
  expect(going({ which: 'chosen', selected: new Set([2 as RemoteFileId]) })).toEqual([2]);
  expect(going({ again: true })).toEqual([1, 5, 6]);
});

test('a reduced copy goes only when it is wanted; what fits in no form stays', () => {
  expect(going({ reduce: true })).toEqual([1, 3, 6]);
  const choice = chosenResults(results, wish());
  expect(choice.reducible.map(({ fileId }) => fileId)).toEqual([3]);
  expect(choice.refused.map(({ fileId }) => fileId)).toEqual([4]);
  expect([choice.published, choice.unmeasured]).toEqual([1, 1]);
});

test('what goes is said with what is known of its size', () => {
  expect(goingWords(chosenResults(results, wish()))).toBe(
    '2 results, 1 of them fetched from the service first',
  );
  expect(goingWords(chosenResults([result(1), result(2)], wish()))).toBe('2 results, 2.0 MB');
  expect(goingWords(chosenResults([result(6, { size: null })], wish()))).toBe(
    '1 result, fetched from the service first',
  );
  expect(goingWords(chosenResults([], wish()))).toBe('Nothing goes');
});
