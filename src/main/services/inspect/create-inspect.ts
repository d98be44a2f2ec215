import type { ImageId, InspectApi, JobId, RemoteFileId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Inspector } from '../../ports/inspector.ts';
import type { Store } from '../../ports/store.ts';
import type { DiskCache } from '../pictures/disk-cache.ts';
import { pictureFacts } from './colour-words.ts';
import { defaultPreflight } from './preflight/default-settings.ts';
import type { DeliveredFile, DeliveredFiles } from './delivered-files.ts';
import { pureWhite } from './white-words.ts';

/** What Clipdesk finds out about pictures before and while somebody judges them. */
export interface Inspect extends InspectApi {
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
  readonly inspector: Inspector;
  readonly delivered: DeliveredFiles;
  readonly disk: DiskCache;
}): Inspect {
  const { store, inspector, delivered, disk } = options;
  const stopping = new AbortController();

  const opened = async (job: JobId, file: RemoteFileId, image: ImageId): Promise<DeliveredFile> =>
    delivered.open(await delivered.find(job, file, image), stopping.signal);

  const usage = () => disk.usage();

  return {
    async facts(job, file, image) {
      const { path, name } = await opened(job, file, image);
      const reading = await inspector.read(path);
      if (reading === null) throw unreadable(name);
      return pictureFacts(reading);
    },
    async clippingPaths(job, file, image) {
      const { path } = await opened(job, file, image);
      return inspector.clippingPaths(path);
    },
    async pureWhite(job, file, image) {
      const { path, name } = await opened(job, file, image);
      const found = await inspector.impureWhite(path, stopping.signal);
      if (found === null) throw unreadable(name);
      return pureWhite(found);
    },
    async preflight(job) {
      const reviews = await store.read.reviews(job);
      const returned = reviews.filter((review) => review.results.length > 0);
      return {
        progress: {
          jobId: job,
          running: false,
          checked: 0,
          total: returned.length,
          failed: 0,
          sentence: 'The results have not been checked yet.',
        },
        files: reviews.map((review) => ({ fileId: review.fileId, state: 'waiting', failed: [] })),
      };
    },
    preflightOf: () => Promise.resolve([]),
    stopPreflight: () => Promise.resolve(),
    preflightSettings: () => Promise.resolve(defaultPreflight),
    changePreflightSettings: (_account, change) => Promise.resolve({ ...defaultPreflight, ...change }),
    async offline(job) {
      const total = (await store.read.reviews(job)).length;
      return { jobId: job, running: false, kept: 0, total, sentence: '' };
    },
    async keepOffline(job) {
      return this.offline(job);
    },
    async stopKeeping(job) {
      return this.offline(job);
    },
    pictureCache: usage,
    async emptyPictureCache() {
      await disk.empty();
      return usage();
    },
    stop() {
      stopping.abort();
      return Promise.resolve();
    },
  };
}
