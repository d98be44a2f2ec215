import { expect, test } from 'vitest';
import {
  ago,
  bytes,
  clockTime,
  count,
  duration,
  exactTime,
  listed,
  moment,
  number,
  rate,
} from '../../../../src/renderer/ui/format.ts';
import { NOW } from '../job-samples.ts';

test('sizes are written the way file managers write them', () => {
  expect(bytes(0)).toBe('0 bytes');
  expect(bytes(1)).toBe('1 byte');
  expect(bytes(999)).toBe('999 bytes');
  expect(bytes(1_500)).toBe('2 KB');
  expect(bytes(182_400_000)).toBe('182.4 MB');
  expect(bytes(1_860_000_000)).toBe('1.86 GB');
  expect(rate(6_400_000)).toBe('6.4 MB/s');
});

test('lengths of time are rounded the way people say them', () => {
  expect(duration(-3)).toBe('0 s');
  expect(duration(12.4)).toBe('12 s');
  expect(duration(290)).toBe('4 min 50 s');
  expect(duration(60)).toBe('1 min');
  expect(duration(119)).toBe('2 min');
  expect(duration(1_260)).toBe('21 min');
  expect(duration(7_500)).toBe('2 h 5 min');
  expect(duration(7_199)).toBe('2 h');
});

test('a moment is a time today, a day before', () => {
  const yesterday = new Date(2026, 10, 19, 16, 40).getTime();
  const lastYear = new Date(2025, 10, 18, 9, 0).getTime();
  expect(moment(NOW, NOW)).toBe('14:32');
  expect(moment(yesterday, NOW)).toBe('Yesterday, 16:40');
  expect(moment(new Date(2026, 10, 18, 9, 0).getTime(), NOW)).toBe('18 Nov');
  expect(moment(lastYear, NOW)).toBe('18 Nov 2025');
  expect(clockTime(NOW)).toBe('14:32');
  expect(exactTime(NOW)).toBe('14:32:08');
});

test('yesterday is the day before, not 24 hours before', () => {
  const late = new Date(2026, 10, 19, 23, 59).getTime();
  const early = new Date(2026, 10, 20, 0, 1).getTime();
  expect(moment(late, early)).toBe('Yesterday, 23:59');
});

test('how long ago never runs into the future', () => {
  expect(ago(NOW + 5_000, NOW)).toBe('0 s ago');
  expect(ago(NOW - 12_000, NOW)).toBe('12 s ago');
  expect(ago(NOW - 200_000, NOW)).toBe('3 min ago');
});

test('numbers and lists', () => {
  expect(count(1, 'picture')).toBe('1 picture');
  expect(count(12, 'picture')).toBe('12 pictures');
  expect(number(9_999)).toBe('9999');
  expect(number(1_234_567)).toBe('1\u202f234\u202f567');
  expect(listed([])).toBe('');
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
});
