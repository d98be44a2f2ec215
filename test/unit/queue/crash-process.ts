import { systemClock } from '../../../src/main/adapters/clock/system-clock.ts';
import { openSqliteStore } from '../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import { createQueueRunner } from '../../../src/main/queue/queue-runner.ts';
import { queueItem } from '../../fakes/records.ts';
import { keepingLog } from '../../servers/keeping-log.ts';
import { handlersOf } from './queue-bench.ts';

/** A process that works the queue of FOLDER until it is killed or nothing is left; tells each item it finished. */
const [folder = ''] = process.argv.slice(2);
const store = await openSqliteStore({ folder, clock: systemClock, log: keepingLog() });

const runner = createQueueRunner({
  store,
  clock: systemClock,
  random: Math.random,
  log: keepingLog(),
  concurrency: () => Promise.resolve({ transfer: 4, call: 2 }),
  handlers: handlersOf(async (item) => {
    if (item.payload.kind === 'create-job') {
      await store.transaction((writer) => writer.markMayHaveBeenSent(item.id, true));
    }
    await new Promise((resolve) => setImmediate(resolve));
    return {
      kind: 'finished',
      commit: async (writer) => {
        const at = systemClock.now();
        if (item.jobId === null) return;
        await writer.addTimeline({ jobId: item.jobId, at, sentence: `done ${item.id}`, status: null });
        // Work that follows from work: it must come to be exactly once too.
        if (item.payload.kind === 'upload-file' && !item.id.endsWith(' again')) {
          await writer.enqueue([queueItem(`${item.id} again`, { lane: `${item.lane} again` })]);
        }
      },
    };
  }),
  onChange: (change) => {
    if (change.kind === 'stopped') process.send?.('stopped');
  },
});

await runner.start();
await runner.idle();
await runner.stop();
await store.close();
process.send?.('idle');
process.disconnect();
