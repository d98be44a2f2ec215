import { expect, test } from 'vitest';
import { edgeTrials } from '../../../../build/bench/review/edge-trial.ts';

test('known defects of drawn products are found, the most suspicious spot is one, clean edges are left alone', async () => {
  const signal = new AbortController().signal;
  const trials = [
    ...(await edgeTrials(5_003, 900, 'transparent', signal)),
    ...(await edgeTrials(5_004, 900, 'transparent', signal)),
  ];
  const spoilt = trials.filter(({ defect }) => defect !== null);
  expect(spoilt.length).toBeGreaterThan(8);
  expect(spoilt.filter(({ found }) => found).length).toBeGreaterThanOrEqual(spoilt.length - 1);
  expect(spoilt.filter(({ first }) => first).length).toBeGreaterThanOrEqual(spoilt.length - 1);
  expect(trials.filter(({ defect }) => defect === null).map(({ falseAlarms }) => falseAlarms)).toEqual([
    0, 0,
  ]);
});
