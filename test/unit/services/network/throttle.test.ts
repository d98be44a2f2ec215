import { expect, test } from 'vitest';
import { limitAt, nextLimitChange } from '../../../../src/main/services/network/bandwidth-hours.ts';
import { createThrottle } from '../../../../src/main/services/network/create-throttle.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

const at = (day: number, hour: number, minute = 0): number => new Date(2026, 0, day, hour, minute).getTime();
const never = new AbortController().signal;

/** Monday 5 January 2026. */
const monday = 5;

test.each([
  ['office hours, inside', { from: 480, to: 1_080, days: null }, at(monday, 8), true],
  ['office hours, one minute before', { from: 480, to: 1_080, days: null }, at(monday, 7, 59), false],
  ['office hours, at their end', { from: 480, to: 1_080, days: null }, at(monday, 18), false],
  ['a weekday rule on Sunday', { from: 480, to: 1_080, days: [1, 2, 3, 4, 5] }, at(monday - 1, 12), false],
  ['over midnight, evening', { from: 1_320, to: 360, days: null }, at(monday, 23), true],
  ['over midnight, morning', { from: 1_320, to: 360, days: null }, at(monday, 5, 59), true],
  ['over midnight, noon', { from: 1_320, to: 360, days: null }, at(monday, 12), false],
  ['the morning after a Sunday night', { from: 1_320, to: 360, days: [0] }, at(monday, 3), true],
  ['the morning before it', { from: 1_320, to: 360, days: [0] }, at(monday - 1, 3), false],
  ['from equal to: the whole day', { from: 480, to: 480, days: null }, at(monday, 3), true],
])('%s', (_, hours, moment, limited) => {
  expect(limitAt({ limit: 5, hours }, moment)).toBe(limited ? 5 : null);
});

test('the next change is the end of the hours, then their beginning on the next day they are for', () => {
  const bandwidth = { limit: 5, hours: { from: 480, to: 1_080, days: [1] } };
  expect(nextLimitChange(bandwidth, at(monday, 12))).toBe(at(monday, 18));
  expect(nextLimitChange(bandwidth, at(monday, 18))).toBe(at(monday + 7, 8));
  expect(nextLimitChange({ limit: 5, hours: null }, at(monday, 12))).toBeNull();
});

/** Sends blocks one after the other until `end`; gives the bytes that went. */
async function sendUntil(
  clock: FakeClock,
  throttle: ReturnType<typeof createThrottle>,
  block: number,
  end: number,
): Promise<number> {
  let sent = 0;
  while (clock.now() < end) {
    const waiting = throttle.pass(block, never);
    if (waiting !== null) {
      let done = false;
      void waiting.then(() => (done = true));
      while (!done) {
        if (clock.now() >= end) return sent;
        clock.advance(Math.min(clock.nextIn ?? 1, end - clock.now()) || 1);
        await Promise.resolve();
        await Promise.resolve();
      }
    }
    sent += block;
  }
  return sent;
}

test.each([1_000, 65_536, 1_000_000])(
  'ten seconds at 1 MB/s in blocks of %i bytes carry 10 MB',
  async (block) => {
    const clock = new FakeClock();
    const throttle = createThrottle(clock, { limit: 1_000_000, hours: null });
    const sent = await sendUntil(clock, throttle, block, clock.now() + 10_000);
    expect(sent).toBeGreaterThan(9_500_000);
    expect(sent).toBeLessThan(10_300_000 + block);
  },
);

test('without a limit nobody waits, and no promise is made', () => {
  const throttle = createThrottle(new FakeClock(), { limit: null, hours: null });
  for (let block = 0; block < 1_000; block += 1) expect(throttle.pass(1_000_000, never)).toBeNull();
});

test('those who wait go first come, first served, share one bucket, and can leave', async () => {
  const clock = new FakeClock();
  const throttle = createThrottle(clock, { limit: 1_000, hours: null });
  const order: string[] = [];
  const leaving = new AbortController();
  const wait = (name: string, signal = never): void => {
    void throttle.pass(1_000, signal)?.then(
      () => order.push(name),
      () => order.push(`${name} left`),
    );
  };
  wait('first');
  wait('second', leaving.signal);
  wait('third');
  leaving.abort();
  clock.advance(10);
  await Promise.resolve();
  await Promise.resolve();
  expect(order).toEqual(['second left', 'first']);
  clock.advance(990);
  await Promise.resolve();
  expect(order).toEqual(['second left', 'first']);
  clock.advance(20);
  await Promise.resolve();
  expect(order).toEqual(['second left', 'first', 'third']);
});

test('a change counts at once, also for those who wait', async () => {
  const clock = new FakeClock();
  const throttle = createThrottle(clock, { limit: 10, hours: null });
  const sent = Promise.all([1, 2, 3].map(() => throttle.pass(10_000, never) ?? Promise.resolve()));
  throttle.adjust({ limit: null, hours: null });
  await sent;
  expect(throttle.pass(1, never)).toBeNull();
  throttle.adjust({ limit: 10, hours: null });
  expect(throttle.pass(1, never)).not.toBeNull();
  throttle.stop();
});

test('the end of the hours lets everybody go', async () => {
  const clock = new FakeClock(at(monday, 17, 59));
  const throttle = createThrottle(clock, { limit: 10, hours: { from: 480, to: 1_080, days: null } });
  const first = throttle.pass(1_000_000, never);
  const second = throttle.pass(1_000_000, never);
  clock.advance(60_000);
  await Promise.all([first, second]);
  expect(throttle.pass(1_000_000, never)).toBeNull();
});

test('what is broken off before it waits for its turn ends quietly', async () => {
  const throttle = createThrottle(new FakeClock(), { limit: 10, hours: null });
  const leaving = new AbortController();
  expect(throttle.pass(100, leaving.signal)).not.toBeNull();
  leaving.abort();
  // An error nobody met would be reported by now.
  await new Promise<void>((resolve) => void setImmediate(resolve));
  throttle.stop();
});
