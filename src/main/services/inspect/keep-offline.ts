import type { JobId, OfflineState } from '../../../preload/contract/index.ts';
import { toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { remotePicture, type Variant } from '../pictures/addresses.ts';
import type { DiskCache } from '../pictures/disk-cache.ts';
import { roomImages, type RoomImage } from './delivered-files.ts';

const variants: readonly Variant[] = ['thumbnail', 'preview', 'full'];
const atOnce = 3;
const noticePause = 400;
/** So many pictures in a row that did not come: the network is gone. */
const mostFailures = 6;

interface Run {
  readonly abort: AbortController;
  running: boolean;
  sentence: string;
  toldAt: number;
  done: Promise<void>;
}

export interface KeepOffline {
  state(job: JobId): Promise<OfflineState>;
  start(job: JobId): Promise<OfflineState>;
  stopJob(job: JobId): Promise<OfflineState>;
  stop(): Promise<void>;
}

/** Puts whole jobs onto this disk, so that they can be reviewed on the road. */
export function createKeepOffline(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly disk: DiskCache;
  /** Answers a picture address and keeps what it fetched on the disk; false when it could not. */
  readonly show: (address: string) => Promise<boolean>;
  readonly tell: (state: OfflineState) => void;
}): KeepOffline {
  const { store, clock, disk, show, tell } = options;
  const runs = new Map<JobId, Run>();
  let over = false;

  const pairsOf = async (job: JobId): Promise<readonly (readonly RoomImage[])[]> =>
    (await store.read.reviews(job)).map(roomImages);

  const isHere = async (image: RoomImage, variant: Variant): Promise<boolean> =>
    disk.has({ job: image.job, image: image.image, variant, version: image.version });

  const isKept = async (images: readonly RoomImage[]): Promise<boolean> => {
    for (const image of images)
      for (const variant of variants) if (!(await isHere(image, variant))) return false;
    return true;
  };

  const state = async (job: JobId): Promise<OfflineState> => {
    const pairs = await pairsOf(job);
    let kept = 0;
    for (const images of pairs) if (await isKept(images)) kept += 1;
    const run = runs.get(job);
    const sentence = kept === pairs.length ? '' : (run?.sentence ?? '');
    return { jobId: job, running: run?.running ?? false, kept, total: pairs.length, sentence };
  };

  const notice = async (job: JobId, run: Run): Promise<void> => {
    run.toldAt = clock.now();
    if (!over) tell(await state(job));
  };

  const fetchAll = async (job: JobId, run: Run): Promise<void> => {
    const waiting = [...(await pairsOf(job))];
    let failures = 0;
    const lane = async (): Promise<void> => {
      for (let images = waiting.shift(); images !== undefined; images = waiting.shift()) {
        for (const image of images)
          for (const variant of variants) {
            if (run.abort.signal.aborted) return;
            if (await isHere(image, variant)) continue;
            const came = await show(remotePicture(job, image.image, variant, image.version));
            failures = came ? 0 : failures + 1;
            if (failures < mostFailures) continue;
            run.sentence = 'The service cannot be reached now. What has come is kept; try again later.';
            run.abort.abort();
          }
        if (clock.now() - run.toldAt >= noticePause) await notice(job, run);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  };

  const begin = async (job: JobId, run: Run): Promise<void> => {
    try {
      await fetchAll(job, run);
      const { used, limit } = await disk.usage();
      if (run.sentence === '' && !run.abort.signal.aborted)
        run.sentence =
          used > limit * 0.9
            ? 'Not all of it fits: the picture cache is full. Give it more room in the settings.'
            : 'Some pictures did not come. Try again.';
    } catch (thrown) {
      run.sentence = toAppError(thrown).message;
    } finally {
      run.running = false;
    }
    await notice(job, run).catch(() => undefined);
  };

  return {
    state,
    async start(job) {
      if (runs.get(job)?.running !== true && !over) {
        const run: Run = {
          abort: new AbortController(),
          running: true,
          sentence: '',
          toldAt: clock.now(),
          done: Promise.resolve(),
        };
        runs.set(job, run);
        run.done = begin(job, run);
      }
      return state(job);
    },
    async stopJob(job) {
      const run = runs.get(job);
      run?.abort.abort();
      await run?.done;
      return state(job);
    },
    async stop() {
      over = true;
      for (const run of runs.values()) run.abort.abort();
      await Promise.all([...runs.values()].map((run) => run.done));
    },
  };
}
