import type { ImageId, JobId, RemoteFileId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Files } from '../../ports/files.ts';
import type { FileRecord, ReviewRecord, Store } from '../../ports/store.ts';
import type { DiskCache, PictureKey } from '../pictures/disk-cache.ts';

/** One picture as it was delivered or sent, as a file on this disk. */
export interface DeliveredFile {
  readonly path: string;
  /** The name it has at the service. */
  readonly name: string;
  /** True for the photograph as sent. */
  readonly isOriginal: boolean;
  /** Tells apart what came under one image id; empty for originals. */
  readonly version: string;
}

/** One picture of the review room, before it is fetched. */
export interface RoomImage {
  readonly job: JobId;
  readonly file: RemoteFileId;
  readonly image: ImageId;
  readonly name: string;
  readonly isOriginal: boolean;
  readonly version: string;
}

export interface DeliveredFiles {
  /** @throws AppError `picture_missing` (gone) when the room has no such picture */
  find(job: JobId, file: RemoteFileId, image: ImageId): Promise<RoomImage>;
  /** Where it lies on this disk already; null when it would have to be fetched. `files` as with `open`. */
  here(image: RoomImage, files?: readonly FileRecord[]): Promise<string | null>;
  /**
   * Takes what lies on this disk (saved results, originals that were sent from here, the cache) before it asks the service.
   * @param files the job's files, when they were read already
   * @throws AppError `picture_missing` (gone), `cache_full` (person), or why it could not be fetched
   */
  open(image: RoomImage, signal: AbortSignal, files?: readonly FileRecord[]): Promise<DeliveredFile>;
}

/** Every picture of one entry of the review room, the original first. */
export function roomImages(review: ReviewRecord): readonly RoomImage[] {
  const common = { job: review.jobId, file: review.fileId };
  const results = review.results.map((result) => ({
    ...common,
    image: result.imageId,
    name: result.name,
    isOriginal: false,
    version: review.versionMark,
  }));
  if (review.originalImageId === null) return results;
  const name = review.originalName ?? review.name;
  return [{ ...common, image: review.originalImageId, name, isOriginal: true, version: '' }, ...results];
}

export function deliveredKey(image: RoomImage): PictureKey {
  return { job: image.job, image: image.image, variant: 'delivered', version: image.version };
}

function missing(): AppError {
  return new AppError('gone', 'picture_missing', 'This picture is not part of the job any more.');
}

export function createDeliveredFiles(options: {
  readonly store: Store;
  readonly files: Files;
  readonly disk: DiskCache;
  /** The file as it would be downloaded; null when the service has no such picture (any more). */
  readonly fetch: (
    job: JobId,
    image: ImageId,
    signal: AbortSignal,
  ) => Promise<AsyncIterable<Uint8Array> | null>;
}): DeliveredFiles {
  const { store, files, disk } = options;
  const fetching = new Map<string, { readonly path: Promise<string>; readonly by: AbortSignal }>();

  /** The path when the file is there and has the size it should have. */
  const whole = async (path: string, size: number): Promise<string | null> => {
    try {
      const facts = await files.facts(path);
      return facts.kind === 'file' && facts.size === size ? path : null;
    } catch {
      return null;
    }
  };

  const onThisDisk = async (image: RoomImage, known?: readonly FileRecord[]): Promise<string | null> => {
    const records = known ?? (await store.read.files(image.job));
    const record: FileRecord | undefined = records.find((each) => each.remoteId === image.file);
    if (record !== undefined) {
      if (image.isOriginal && record.path !== null) {
        const path = await whole(record.path, record.size);
        if (path !== null) return path;
      }
      const saved = record.download?.results?.find((each) => each.imageId === image.image);
      if (!image.isOriginal && saved !== undefined) {
        const path = await whole(saved.path, saved.size);
        if (path !== null) return path;
      }
    }
    return disk.file(deliveredKey(image));
  };

  const fetched = async (image: RoomImage, signal: AbortSignal): Promise<string> => {
    const content = await options.fetch(image.job, image.image, signal);
    if (content === null) throw missing();
    const path = await disk.putStream(deliveredKey(image), content);
    if (path === null)
      throw new AppError(
        'person',
        'cache_full',
        `${image.name} could not be looked into: this disk did not take it. Free some space, then try again.`,
      );
    return path;
  };

  return {
    async find(job, file, image) {
      const review = (await store.read.reviews(job)).find((each) => each.fileId === file);
      const found =
        review === undefined ? undefined : roomImages(review).find((each) => each.image === image);
      if (found === undefined) throw missing();
      return found;
    },
    here: onThisDisk,
    async open(image, signal, known) {
      const { name, isOriginal, version } = image;
      const here = await onThisDisk(image, known);
      if (here !== null) return { path: here, name, isOriginal, version };
      const key = JSON.stringify(deliveredKey(image));
      for (;;) {
        signal.throwIfAborted();
        let work = fetching.get(key);
        if (work === undefined) {
          work = { path: fetched(image, signal).finally(() => fetching.delete(key)), by: signal };
          fetching.set(key, work);
        }
        try {
          return { path: await work.path, name, isOriginal, version };
        } catch (thrown) {
          // Whoever began to fetch it gave up: that is no reason for the others who wait for it.
          if (signal.aborted || !work.by.aborted) throw thrown;
        }
      }
    },
  };
}
