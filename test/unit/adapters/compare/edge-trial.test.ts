import { expect, test } from 'vitest';
import { edgeTrials } from '../../../../build/bench/review/edge-trial.ts';

// One after the other, whatever they draw: a product is not left out for being hard. Each walks seven edges; beside other work that takes its time.
test.each([5_000, 5_001, 5_002, 5_003, 5_004, 5_005, 5_006, 5_007])(
  'known defects of a drawn product are found, the most suspicious spot is one, its clean edge is left alone (%i)',
  { timeout: 120_000 },
  async (seed) => {
    const trials = await edgeTrials(seed, 700, 'transparent', new AbortController().signal);
    const spoilt = trials.filter(({ defect }) => defect !== null);
    expect(spoilt.length).toBeGreaterThan(3);
    expect(spoilt.filter(({ found }) => found).length).toBeGreaterThanOrEqual(spoilt.length - 1);
    expect(spoilt.filter(({ first }) => first).length).toBeGreaterThanOrEqual(spoilt.length - 1);
    expect(trials.find(({ defect }) => defect === null)?.falseAlarms).toBe(0);
  },
);
