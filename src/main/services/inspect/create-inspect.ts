import type { ImageId, InspectApi, JobId, RemoteFileId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Attention } from '../../ports/attention.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Inspector } from '../../ports/inspector.ts';
import type { Log } from '../../ports/log.ts';
import type { Pushes } from '../../ports/pushes.ts';
import type { Store } from '../../ports/store.ts';
import { LooksInProgress } from '../compare/looks-in-progress.ts';
import type { Connections } from '../accounts/connections.ts';
import type { JobAddresses } from '../jobs/job-addresses.ts';
import type { Pictures } from '../pictures/create-pictures.ts';
import type { DiskCache } from '../pictures/disk-cache.ts';
import { pictureFacts } from './colour-words.ts';
import { createDeliveredFiles, type DeliveredFile, type DeliveredFiles } from './delivered-files.ts';
import { createFetchDelivered } from './fetch-delivered.ts';
import { createKeepOffline } from './keep-offline.ts';
import { createPreflight } from './preflight/create-preflight.ts';
import { pureWhite } from './white-words.ts';

/** What Clipdesk finds out about pictures before and while somebody judges them. */
export interface Inspect extends InspectApi {
  /** The job's pictures as files on this disk. */
  readonly delivered: DeliveredFiles;
  /** Results of the job came or changed; `look`: they are looked into in the background. */
  resultsChanged(job: JobId, look: boolean): void;
  /** Gives up what is being fetched and looked into. */
  stop(): Promise<void>;
}

function unreadable(name: string): AppError {
  return new AppError(
    'person',
    'picture_unreadable',
    `${name} is in a format Clipdesk cannot look into. Download it and open it in the program it was made with.`,
  );
}

export function createInspect(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: Files;
  readonly inspector: Inspector;
  readonly attention: Pick<Attention, 'quiet'>;
  readonly connections: Connections;
  readonly addresses: JobAddresses;
  readonly pushes: Pushes;
  readonly disk: DiskCache;
  readonly pictures: Pictures;
}): Inspect {
  const { store, clock, log, files, inspector, attention, pushes, disk, pictures } = options;
  const delivered = createDeliveredFiles({ store, files, disk, fetch: createFetchDelivered(options) });
  const preflight = createPreflight({
    store,
    clock,
    log,
    files,
    inspector,
    attention,
    delivered,
    tell: (progress) => {
      pushes.send('preflight-changed', progress);
    },
  });
  const offline = createKeepOffline({
    store,
    clock,
    disk,
    show: async (address) => (await pictures.answer(address)).status === 200,
    tell: (state) => {
      pushes.send('offline-changed', state);
    },
  });
  const stopping = new AbortController();

  const opened = async (job: JobId, file: RemoteFileId, image: ImageId): Promise<DeliveredFile> =>
    delivered.open(await delivered.find(job, file, image), stopping.signal);

  const whites = new LooksInProgress();
  const whiteKey = (job: JobId, file: RemoteFileId, image: ImageId): string =>
    `${job} ${String(file)} ${String(image)}`;

  const usage = () => disk.usage();

  return {
    delivered,
    async facts(job, file, image) {
      const wanted = await delivered.find(job, file, image);
      const known = await preflight.reading(wanted);
      if (known !== null) return pictureFacts(known);
      const { path, name } = await delivered.open(wanted, stopping.signal);
      const reading = await inspector.read(path);
      if (reading === null) throw unreadable(name);
      return pictureFacts(reading);
    },
    async clippingPaths(job, file, image) {
      const { path } = await opened(job, file, image);
      return inspector.clippingPaths(path);
    },
    async pureWhite(job, file, image) {
      return whites.run(whiteKey(job, file, image), async (signal) => {
        const ending = AbortSignal.any([signal, stopping.signal]);
        // What is being fetched already stays in the cache for later.
        const { path, name } = await opened(job, file, image);
        const found = await inspector.impureWhite(path, ending);
        if (found === null) throw unreadable(name);
        return pureWhite(found);
      });
    },
    stopPureWhite(job, file, image) {
      whites.giveUp(whiteKey(job, file, image));
      return Promise.resolve();
    },
    async preflight(job) {
      preflight.start(job);
      return preflight.read(job);
    },
    preflightOf: (job, file) => preflight.of(job, file),
    startPreflight: (job) => preflight.goOn(job),
    stopPreflight: (job) => preflight.stopJob(job),
    preflightSettings: (account) => preflight.settings(account),
    changePreflightSettings: (account, change) => preflight.change(account, change),
    offline: (job) => offline.state(job),
    keepOffline: (job) => offline.start(job),
    stopKeeping: (job) => offline.stopJob(job),
    pictureCache: usage,
    async emptyPictureCache() {
      await disk.empty();
      return usage();
    },
    resultsChanged(job, look) {
      preflight.forget(job);
      if (look) preflight.start(job);
    },
    async stop() {
      stopping.abort();
      await Promise.all([preflight.stop(), offline.stop()]);
    },
  };
}
