import { expect, test } from 'vitest';
import { createStayAwake } from '../../../../src/main/services/transfers/stay-awake.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

function scene(underWay: () => number) {
  const clock = new FakeClock();
  const told: string[] = [];
  const host = {
    keepAwake: () => {
      told.push('awake');
      return () => told.push('asleep');
    },
  };
  return { clock, told, awake: createStayAwake({ host, clock, underWay }) };
}

test('the computer is kept awake once while bytes move, and let go soon after the last file', () => {
  const { clock, told, awake } = scene(() => 0);
  for (let step = 0; step < 20; step += 1) {
    awake.bytesMoved();
    clock.advance(1_000);
  }
  expect(told).toEqual(['awake']);
  clock.advance(10_000);
  expect(told).toEqual(['awake', 'asleep']);
  awake.bytesMoved();
  expect(told).toEqual(['awake', 'asleep', 'awake']);
  awake.stop();
  awake.bytesMoved();
  expect(told).toEqual(['awake', 'asleep', 'awake', 'asleep']);
  expect(clock.nextIn).toBeNull();
});

test('a file that only stalls lets it sleep too, later', () => {
  const { clock, told, awake } = scene(() => 1);
  awake.bytesMoved();
  clock.advance(30_000);
  expect(told).toEqual(['awake']);
  clock.advance(40_000);
  expect(told).toEqual(['awake', 'asleep']);
});
