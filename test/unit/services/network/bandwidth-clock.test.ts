import { expect, onTestFinished, test } from 'vitest';
import { limitAt, nextLimitChange } from '../../../../src/main/services/network/bandwidth-hours.ts';
import { createThrottle } from '../../../../src/main/services/network/create-throttle.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

const at = (day: number, hour: number, minute = 0): number => new Date(2026, 0, day, hour, minute).getTime();
const never = new AbortController().signal;
const officeHours = { limit: 10, hours: { from: 480, to: 1_080, days: null } };

/** A computer whose clock is set: timers go by the time that passes, as real ones do. */
function settableClock(now: number) {
  const passing = new FakeClock(now);
  let set = 0;
  return {
    now: () => passing.now() + set,
    after: (milliseconds: number, run: () => void) => passing.after(milliseconds, run),
    pass: (milliseconds: number) => passing.advance(milliseconds),
    setTo: (moment: number) => {
      set = moment - passing.now();
    },
  };
}

/** Whether a promise is settled once everything that can go on has. */
async function isThrough(promise: Promise<void>): Promise<boolean> {
  let through = false;
  void promise.then(() => (through = true));
  await new Promise<void>((resolve) => void setImmediate(resolve));
  return through;
}

test('a clock that is set back into the hours limits again, at once', () => {
  const clock = settableClock(at(5, 19));
  const throttle = createThrottle(clock, officeHours);
  expect(throttle.pass(1_000_000, never)).toBeNull();
  clock.setTo(at(5, 12));
  void throttle.pass(1_000_000, never);
  expect(throttle.pass(1_000_000, never)).not.toBeNull();
  throttle.stop();
});

test('a clock that is set back out of the hours lets everything go', () => {
  const clock = settableClock(at(5, 12));
  const throttle = createThrottle(clock, officeHours);
  expect(throttle.pass(1_000_000, never)).not.toBeNull();
  clock.setTo(at(5, 6));
  expect(throttle.pass(1_000_000, never)).toBeNull();
  throttle.stop();
});

test('a clock that is set back within the hours neither stops what waits nor lets it hurry', async () => {
  const clock = settableClock(at(5, 12));
  const throttle = createThrottle(clock, { limit: 1_000, hours: officeHours.hours });
  const first = throttle.pass(1_000, never) ?? Promise.resolve();
  const second = throttle.pass(1_000, never) ?? Promise.resolve();
  clock.pass(10);
  expect(await isThrough(first)).toBe(true);
  clock.setTo(at(5, 9));
  clock.pass(500);
  expect(await isThrough(second)).toBe(false);
  clock.pass(1_500);
  expect(await isThrough(second)).toBe(true);
  throttle.stop();
});

test('a clock that jumps beyond the end of the hours lets go whoever waited for their end', async () => {
  const clock = settableClock(at(5, 12));
  const throttle = createThrottle(clock, officeHours);
  void throttle.pass(1_000_000, never);
  const waiting = throttle.pass(1_000_000, never) ?? Promise.resolve();
  clock.pass(200);
  expect(await isThrough(waiting)).toBe(false);
  // A night of sleep: the timers stood still, the clock did not.
  clock.setTo(at(5, 23));
  clock.pass(30_000);
  expect(await isThrough(waiting)).toBe(true);
});

test('a night of sleep saves nothing up: afterwards the limit is what it was', () => {
  const clock = settableClock(at(5, 9));
  const throttle = createThrottle(clock, { limit: 1_000, hours: officeHours.hours });
  void throttle.pass(1_000, never);
  clock.setTo(at(6, 9));
  clock.pass(10);
  expect(throttle.pass(1_000, never)).not.toBeNull();
  throttle.stop();
});

/** Until the test ends, local time is that of a place whose clocks change. */
function liveIn(zone: string): void {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  onTestFinished(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });
}

test('in the night that has 23 hours the limit follows the clock on the wall', () => {
  liveIn('Europe/Amsterdam');
  const night = { limit: 5, hours: { from: 90, to: 210, days: null } };
  const half = Date.UTC(2026, 2, 29, 0, 30);
  expect(new Date(half).getHours()).toBe(1);
  expect(limitAt(night, half)).toBe(5);
  expect(limitAt(night, half - 60_000)).toBeNull();
  // 01:30 until 03:30 is one hour long: from 02:00 it is 03:00.
  expect(nextLimitChange(night, half)).toBe(half + 3_600_000);
  expect(limitAt(night, half + 3_600_000)).toBeNull();
});

test('in the night that has 25 hours the hour that comes twice is limited twice, and its end is found', () => {
  liveIn('Europe/Amsterdam');
  const night = { limit: 5, hours: { from: 120, to: 180, days: null } };
  const firstTwo = Date.UTC(2026, 9, 25, 0, 0);
  expect(new Date(firstTwo).getHours()).toBe(2);
  expect(new Date(firstTwo + 3_600_000).getHours()).toBe(2);
  for (const minutes of [0, 59, 60, 119]) expect(limitAt(night, firstTwo + minutes * 60_000)).toBe(5);
  expect(limitAt(night, firstTwo + 7_200_000)).toBeNull();
  expect(nextLimitChange(night, firstTwo)).toBe(firstTwo + 7_200_000);
});

test('hours whose beginning does not exist that night begin when the clock has passed it', () => {
  liveIn('Europe/Amsterdam');
  const night = { limit: 5, hours: { from: 150, to: 300, days: null } };
  const before = Date.UTC(2026, 2, 29, 0, 59);
  expect(limitAt(night, before)).toBeNull();
  expect(limitAt(night, before + 60_000)).toBe(5);
  const change = nextLimitChange(night, before);
  expect(change).toBe(before + 60_000);
});

test('hours that lie in the hour that comes twice are found again after they ended once', () => {
  liveIn('Europe/Amsterdam');
  const night = { limit: 5, hours: { from: 135, to: 165, days: null } };
  const ended = Date.UTC(2026, 9, 25, 0, 45);
  expect(limitAt(night, ended)).toBeNull();
  expect(limitAt(night, ended + 30 * 60_000)).toBe(5);
  expect(nextLimitChange(night, ended)).toBe(ended + 30 * 60_000);
});
