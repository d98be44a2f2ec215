import { expect, test } from 'vitest';
import { countTests, summary } from '../../../build/bootstrap/test-outcome.mjs';

const good = {
  numPassedTests: 7,
  numFailedTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{}] }],
};

test('passed tests are counted', () => {
  expect(countTests(good, 0)).toEqual({ passed: 7, failed: 0 });
});

test('a file that cannot be loaded is a failure', () => {
  const report = { ...good, testResults: [{ status: 'failed', assertionResults: [] }] };
  expect(countTests(report, 1)).toEqual({ passed: 7, failed: 1 });
});

test('an error outside every test is a failure', () => {
  expect(countTests(good, 1)).toEqual({ passed: 7, failed: 1 });
});

test('a run without a report is a failure', () => {
  expect(countTests(null, 1)).toEqual({ passed: 0, failed: 1 });
});

test('the last line adds everything up', () => {
  expect(
    summary([
      { passed: 5, failed: 0 },
      { passed: 7, failed: 2 },
    ]),
  ).toBe('12 passed, 2 failed');
});
