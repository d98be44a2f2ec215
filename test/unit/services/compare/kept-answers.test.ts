import { expect, test } from 'vitest';
import { KeptAnswers } from '../../../../src/main/services/compare/kept-answers.ts';

test('one piece of work answers everybody who asks for the same, meanwhile and later', async () => {
  const kept = new KeptAnswers(10);
  let worked = 0;
  const ask = (): Promise<number> =>
    kept.get('line-up 1', async () => {
      worked += 1;
      return Promise.resolve(worked);
    });
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  expect(await ask()).toBe(1);
});

test('a failure is not kept: the next one who asks has it tried again', async () => {
  const kept = new KeptAnswers(10);
  await expect(kept.get('a', () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
  expect(await kept.get('a', () => Promise.resolve('found'))).toBe('found');
});

test('the oldest answer goes when there are too many', async () => {
  const kept = new KeptAnswers(2);
  for (const key of ['a', 'b', 'c']) await kept.get(key, () => Promise.resolve(`first ${key}`));
  expect(await kept.get('c', () => Promise.resolve('again'))).toBe('first c');
  expect(await kept.get('a', () => Promise.resolve('again'))).toBe('again');
});
