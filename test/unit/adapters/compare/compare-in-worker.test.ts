import { afterEach, expect, test } from 'vitest';
import { seededRandom } from '../../../../build/bench/random.ts';
import { makePair } from '../../../../build/bench/review/made-pairs.ts';
import { compareInWorker } from '../../../../src/main/adapters/compare/compare-in-worker.ts';
import type { Comparing } from '../../../../src/main/ports/comparing.ts';

const started: Comparing[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((comparing) => comparing.stop()));
});

function comparingOf(worker = new URL('../../../../src/main/compare-worker.ts', import.meta.url)): Comparing {
  const comparing = compareInWorker({ worker });
  started.push(comparing);
  return comparing;
}

test('pictures are compared in the thread, several requests one after the other', async () => {
  const comparing = comparingOf();
  const pair = await makePair(seededRandom(8_000), { width: 500, ground: 'white' });
  const answers = await Promise.all([
    comparing.lineUp(pair.original, pair.result),
    comparing.lineUp(pair.result, pair.result),
  ]);
  expect(answers).toMatchObject([{ kind: 'lined-up' }, { kind: 'lined-up', isSame: true }]);
});

test('what is no picture fails by itself; the next request is answered', async () => {
  const comparing = comparingOf();
  const rubbish = Buffer.from('not a picture at all');
  await expect(comparing.lineUp(rubbish, rubbish)).rejects.toMatchObject({
    code: 'compare_failed',
    action: 'person',
  });
  const pair = await makePair(seededRandom(8_001), { width: 400 });
  expect((await comparing.lineUp(pair.original, pair.original)).kind).toBe('lined-up');
});

test('a thread that cannot start fails each request with a sentence and never hangs', async () => {
  const comparing = comparingOf(new URL('./no-such-worker.ts', import.meta.url));
  const nothing = Buffer.alloc(1);
  await expect(comparing.lineUp(nothing, nothing)).rejects.toMatchObject({ code: 'compare_failed' });
  await expect(comparing.lineUp(nothing, nothing)).rejects.toMatchObject({ code: 'compare_failed' });
});

test('stopping fails what still waits', async () => {
  const comparing = comparingOf();
  const pair = await makePair(seededRandom(8_002), { width: 400 });
  const waiting = [1, 2, 3].map(() => comparing.lineUp(pair.original, pair.result));
  const settled = Promise.allSettled(waiting);
  await comparing.stop();
  expect((await settled).map((each) => each.status)).toEqual(['rejected', 'rejected', 'rejected']);
});

test('an edge tour that is given up ends at once, whether it waited or had begun; the next request is answered', async () => {
  const comparing = comparingOf();
  const pair = await makePair(seededRandom(8_003), { width: 400, ground: 'transparent' });
  const abort = new AbortController();
  const tours = Promise.allSettled([1, 2].map(() => comparing.edgeTour(pair.result, null, abort.signal)));
  const reason = new Error('somebody went on');
  abort.abort(reason);
  expect(await tours).toEqual([
    { status: 'rejected', reason },
    { status: 'rejected', reason },
  ]);
  expect((await comparing.lineUp(pair.original, pair.original)).kind).toBe('lined-up');
});
