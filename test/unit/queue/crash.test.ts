import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NewQueueItem } from '../../../src/main/ports/store.ts';
import type { JobId } from '../../../src/preload/contract/index.ts';
import { seededRandom } from '../../../build/bench/random.ts';
import { jobRecord, queueItem } from '../../fakes/records.ts';
import { QueueBench } from './queue-bench.ts';

const KILLS = 8;
const LANES = 6;
const UPLOADS_PER_LANE = 12;

let bench: QueueBench;
beforeEach(async () => {
  bench = await QueueBench.open();
});
afterEach(() => bench.close());

/** Lets a process work the queue and kills it after so many messages; null lets it come to its end. */
async function work(messagesBeforeDeath: number | null): Promise<string> {
  const child = fork(new URL('crash-process.ts', import.meta.url), [bench.folder]);
  let messages = 0;
  let last = '';
  child.on('message', (message) => {
    messages += 1;
    if (typeof message === 'string') last = message;
    if (messages === messagesBeforeDeath) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  return last;
}

test('killed at any instant and started again, no work is lost and none is done twice', async () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  const random = seededRandom(seed);
  const items = Array.from({ length: LANES }, (_, lane): NewQueueItem[] => {
    const place = { lane: `lane ${lane}` };
    const call = { ...place, parallel: false } as const;
    return [
      queueItem(`create ${lane}`, { ...call, payload: { kind: 'create-job' } }),
      ...Array.from({ length: UPLOADS_PER_LANE }, (_each, each) => queueItem(`up ${lane} ${each}`, place)),
      queueItem(`prove ${lane}`, { ...call, payload: { kind: 'prove-uploads', round: 0 } }),
    ];
  }).flat();
  await bench.store.transaction(async (writer) => {
    await writer.putJob(jobRecord('job'));
    await writer.enqueue(items);
  });

  for (let kill = 0; kill < KILLS; kill += 1) await work(1 + Math.floor(random() * 20));
  for (let turn = 0; turn < 3; turn += 1) {
    // A job that may have been made is held for a person; here the person looks and says: again.
    await bench.store.transaction(async (writer) => {
      for (const each of await writer.queue(0)) {
        if (each.state !== 'held') continue;
        expect(each.payload.kind, `seed ${seed}`).toBe('create-job');
        await writer.retryNow(each.id, 1);
      }
    });
    expect(await work(null), `seed ${seed}`).toBe('idle');
  }

  const expected = items.flatMap((each) =>
    each.payload.kind === 'upload-file' ? [each.id, `${each.id} again`] : [each.id],
  );
  const done = (await bench.store.read.timeline('job' as JobId)).map((entry) =>
    entry.sentence.replace('done ', ''),
  );
  expect(done.toSorted(), `seed ${seed}`).toEqual(expected.toSorted());
  const states = await bench.states();
  expect(Object.keys(states).toSorted(), `seed ${seed}`).toEqual(expected.toSorted());
  expect(new Set(Object.values(states)), `seed ${seed}`).toEqual(new Set(['done']));
});
