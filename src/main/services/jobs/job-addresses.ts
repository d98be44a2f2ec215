import type { ImageId, JobId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { RemoteFile, RemoteImage, RemoteJob } from '../../ports/bright-river.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobRecord, Store } from '../../ports/store.ts';
import type { Connections } from '../accounts/connections.ts';

const SECOND = 1_000;

/**
 * Addresses and listings as the service last gave them, per job. The addresses carry session ids: they live here, in
 * memory, and nowhere else. Asked for again after `forget` (a new session token) or when they are older than allowed.
 */
export interface JobAddresses {
  job(job: JobRecord, signal: AbortSignal, maxAge?: number): Promise<RemoteJob>;
  files(job: JobRecord, signal: AbortSignal, maxAge?: number): Promise<readonly RemoteFile[]>;
  filesForReview(job: JobRecord, signal: AbortSignal, maxAge?: number): Promise<readonly RemoteFile[]>;
  /** An image of the job by its id; asks the service when it is not known. Null when the service does not know it either. */
  image(job: JobId, image: ImageId, signal: AbortSignal): Promise<RemoteImage | null>;
  forget(job: JobId): void;
  forgetAll(): void;
}

interface Remembered<T> {
  readonly at: number;
  readonly value: Promise<T>;
}

export function createJobAddresses(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly connections: Connections;
}): JobAddresses {
  const { store, clock, connections } = options;
  const jobs = new Map<JobId, Remembered<RemoteJob>>();
  const listings = new Map<JobId, Remembered<readonly RemoteFile[]>>();
  const reviews = new Map<JobId, Remembered<readonly RemoteFile[]>>();

  /** One question at a time per job: callers that come meanwhile share its answer. A failed one is not remembered. */
  const remember = <T>(
    map: Map<JobId, Remembered<T>>,
    job: JobId,
    maxAge: number,
    ask: () => Promise<T>,
  ): Promise<T> => {
    const known = map.get(job);
    // A clock that was set back makes what is known look newer than now: that is no age.
    const age = known === undefined ? NaN : clock.now() - known.at;
    if (known && age >= 0 && age <= maxAge) return known.value;
    const entry: Remembered<T> = { at: clock.now(), value: ask() };
    map.set(job, entry);
    entry.value.catch(() => {
      if (map.get(job) === entry) map.delete(job);
    });
    return entry.value;
  };

  const remoteId = (job: JobRecord): NonNullable<JobRecord['remoteId']> => {
    if (job.remoteId === null)
      throw new AppError('conflict', 'not_created', 'The job does not exist at the service yet.');
    return job.remoteId;
  };

  const files: JobAddresses['files'] = (job, signal, maxAge = 2 * SECOND) =>
    remember(listings, job.id, maxAge, () =>
      connections.ask(job.accountId, (api) => api.files(remoteId(job), signal)),
    );

  const filesForReview: JobAddresses['filesForReview'] = (job, signal, maxAge = 2 * SECOND) =>
    remember(reviews, job.id, maxAge, () =>
      connections.ask(job.accountId, (api) => api.filesForReview(remoteId(job), signal)),
    );

  const find = (list: readonly RemoteFile[], image: ImageId): RemoteImage | null => {
    for (const file of list) {
      if (file.original?.imageId === image) return file.original;
      const result = [...file.results, ...file.previousResults].find((each) => each.imageId === image);
      if (result) return result;
    }
    return null;
  };

  return {
    job: (job, signal, maxAge = 60 * SECOND) =>
      remember(jobs, job.id, maxAge, () =>
        connections.ask(job.accountId, (api) => api.job(remoteId(job), signal)),
      ),
    files,
    filesForReview,
    async image(id, image, signal) {
      const job = await store.read.job(id);
      if (job === null || job.remoteId === null) return null;
      const known = reviews.get(id);
      const before = known ? find(await known.value, image) : null;
      return before ?? find(await filesForReview(job, signal, SECOND), image);
    },
    forget(job) {
      jobs.delete(job);
      listings.delete(job);
      reviews.delete(job);
    },
    forgetAll() {
      jobs.clear();
      listings.clear();
      reviews.clear();
    },
  };
}
