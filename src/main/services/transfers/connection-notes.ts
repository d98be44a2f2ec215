import type { JobId } from '../../../preload/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';

const LOST = 'Connection lost; sending goes on by itself when it is back';
const BACK = 'Connection is back; sending goes on';

/** Writes into a job's timeline when its transfers were interrupted and when they went on: once each, whatever the number of pictures. */
export interface ConnectionNotes {
  lost(job: JobId): Promise<void>;
  /** Something of the job got through. */
  back(job: JobId): Promise<void>;
}

export function createConnectionNotes(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly changes: ChangeFeed;
}): ConnectionNotes {
  const { store, clock, changes } = options;
  /** Whether a job's connection counts as lost; read from its timeline the first time, so that a restart forgets nothing. */
  const lost = new Map<JobId, boolean>();

  const isLost = async (job: JobId): Promise<boolean> => {
    const known = lost.get(job);
    if (known !== undefined) return known;
    const last = (await store.read.timeline(job)).find(
      ({ sentence }) => sentence === LOST || sentence === BACK,
    );
    return last?.sentence === LOST;
  };

  const note = async (job: JobId, isNow: boolean): Promise<void> => {
    if ((await isLost(job)) === isNow) {
      lost.set(job, isNow);
      return;
    }
    // Set before it is written: pictures that fail together say it once.
    if (lost.get(job) === isNow) return;
    lost.set(job, isNow);
    const sentence = isNow ? LOST : BACK;
    await store.transaction((writer) =>
      writer.addTimeline({ jobId: job, at: clock.now(), sentence, status: null }),
    );
    changes.job(job);
  };

  return { lost: (job) => note(job, true), back: (job) => note(job, false) };
}
