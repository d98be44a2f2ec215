import { expect, test } from 'vitest';
import { nextPoll } from '../../../../src/main/services/jobs/poll-pace.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

test('asks soon after a change and ever more slowly while nothing happens', () => {
  const waits = [0, MINUTE, 10 * MINUTE, 1_000 * MINUTE].map(
    (quiet) => (nextPoll('production', 'bright-river', NOW - quiet, NOW) ?? 0) - NOW,
  );
  expect(waits).toEqual([5_000, 6_000, MINUTE, 5 * MINUTE]);
});

test.each(['draft', 'done', 'archived', 'cancelled'] as const)('%s is never asked about', (stage) => {
  expect(nextPoll(stage, 'bright-river', NOW, NOW)).toBeNull();
});

test('the practice studio is asked often, a clock set back does no harm', () => {
  expect(nextPoll('quoting', 'practice', NOW, NOW)).toBe(NOW + 500);
  expect(nextPoll('quoting', 'practice', NOW + MINUTE, NOW)).toBe(NOW + 500);
});

test('gives whole milliseconds: the register keeps no others', () => {
  expect(nextPoll('review', 'practice', NOW - 12_345, NOW)).toBe(NOW + 1_235);
});
