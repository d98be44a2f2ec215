import { expect, test } from 'vitest';
import type { FileId, JobId } from '../../../../src/preload/contract/index.ts';
import { type Changes, createChangeFeed } from '../../../../src/main/services/jobs/change-feed.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

const lamps = 'lamps' as JobId;
const chairs = 'chairs' as JobId;
const lamp = 'lamp' as FileId;

/** A feed whose every telling ends as it is told to. */
function opened() {
  const clock = new FakeClock();
  const told: {
    readonly changes: Changes;
    readonly end: () => void;
    readonly fail: (thrown: Error) => void;
  }[] = [];
  const troubles: unknown[] = [];
  const feed = createChangeFeed(
    clock,
    (changes) => new Promise((end, fail) => told.push({ changes, end, fail })),
    (thrown) => troubles.push(thrown),
  );
  return { clock, feed, told, troubles };
}

test('many changes are told in one go', () => {
  const { clock, feed, told } = opened();
  feed.files(lamps, [lamp]);
  feed.job(chairs);
  feed.queue();
  clock.advance(100);
  expect(told.map(({ changes }) => changes)).toEqual([
    {
      jobs: new Set([lamps, chairs]),
      files: new Map([[lamps, new Set([lamp])]]),
      reviews: new Set(),
      queue: true,
    },
  ]);
});

test('what changes while it is told is told the next time', async () => {
  const { clock, feed, told } = opened();
  feed.job(lamps);
  clock.advance(100);
  feed.job(chairs);
  clock.advance(10_000);
  expect(told).toHaveLength(1);
  told[0]?.end();
  await clock.timerBy(clock.now() + 100_000);
  clock.advance(100_000);
  expect(told.map(({ changes }) => [...changes.jobs])).toEqual([[lamps], [chairs]]);
});

test('what could not be told is told with the next, and ends nothing', async () => {
  const { clock, feed, told, troubles } = opened();
  feed.files(lamps, [lamp]);
  feed.review(lamps);
  feed.queue();
  clock.advance(100);
  const trouble = new Error('The register is busy.');
  told[0]?.fail(trouble);
  await clock.timerBy(clock.now() + 2_000);
  expect(troubles).toEqual([trouble]);
  feed.job(chairs);
  clock.advance(2_000);
  expect(told[1]?.changes).toEqual({
    jobs: new Set([lamps, chairs]),
    files: new Map([[lamps, new Set([lamp])]]),
    reviews: new Set([lamps]),
    queue: true,
  });
});

test('it stops when what is being told has been told, also where that fails', async () => {
  const { clock, feed, told, troubles } = opened();
  feed.job(lamps);
  clock.advance(100);
  let hasStopped = false;
  const stopped = feed.stop().then(() => (hasStopped = true));
  await Promise.resolve();
  expect(hasStopped).toBe(false);
  told[0]?.fail(new Error('The register is closed.'));
  await stopped;
  expect(troubles).toHaveLength(1);
  feed.job(chairs);
  clock.advance(10_000);
  expect(told).toHaveLength(1);
});
