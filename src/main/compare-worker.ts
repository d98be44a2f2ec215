import { parentPort } from 'node:worker_threads';
import { carryOut } from './adapters/compare/carry-out.ts';
import type { CompareRequest } from './adapters/compare/messages.ts';
import { giveWay } from './hosts/give-way.ts';

// Comparing pictures in a thread of its own, so that looking at millions of pixels never holds the window up.

if (parentPort === null) throw new Error('compare-worker runs as a worker thread only.');
const parent = parentPort;
// Somebody waits for lining up too, but for the pictures first.
giveWay(5);

const working = new Map<number, AbortController>();

parent.on('message', ({ id, task }: CompareRequest) => {
  if (task.kind === 'give-up') {
    working.get(id)?.abort();
    return;
  }
  const abort = new AbortController();
  working.set(id, abort);
  carryOut(task, abort.signal)
    .then(
      (value) => {
        parent.postMessage({ id, value });
      },
      (thrown: unknown) => {
        parent.postMessage({ id, failure: thrown instanceof Error ? thrown.name : 'unknown' });
      },
    )
    .finally(() => working.delete(id));
});
