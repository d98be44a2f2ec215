import { createHash } from 'node:crypto';
import type { ImageId, JobId, Settings, VersionMark } from '../../../preload/contract/index.ts';
import type { Attention } from '../../ports/attention.ts';
import type { Files } from '../../ports/files.ts';
import type { Images } from '../../ports/images.ts';
import type { Log } from '../../ports/log.ts';
import type { ShownPicture, Store, StoreReader } from '../../ports/store.ts';
import type { Connections } from '../accounts/connections.ts';
import type { JobAddresses } from '../jobs/job-addresses.ts';
import { remotePicture, type Variant } from './addresses.ts';
import { cacheBytes, picturesOfUndelivered, undecidedJobs } from './cache-limits.ts';
import { createPictures, type Pictures } from './create-pictures.ts';
import { DiskCache } from './disk-cache.ts';
import { createRemoteImage } from './remote-image.ts';

/** Bytes and SHA-256 of a result's preview as it lies on this disk; null when it does not. */
export type KeptPreview = (job: JobId, image: ImageId, version: VersionMark) => Promise<ShownPicture['kept']>;

export interface OpenPictures {
  readonly disk: DiskCache;
  readonly pictures: Pictures;
  /** A picture of the review room as the window would get it; null when there is none to show. */
  readonly shown: (job: JobId, image: ImageId, variant: Variant) => Promise<Uint8Array | null>;
  readonly keptPreview: KeptPreview;
}

/** The version a picture is cached under: the mark of the results it belongs to; empty for originals. */
async function versionOf(read: StoreReader, job: JobId, image: ImageId): Promise<string> {
  const review = (await read.reviews(job)).find((each) =>
    each.results.some((result) => result.imageId === image),
  );
  return review?.versionMark ?? '';
}

/** The pictures of the services, with their cache on this disk. */
export function openPictures(options: {
  readonly store: Store;
  readonly files: Files;
  readonly images: Images;
  readonly attention: Attention;
  readonly connections: Connections;
  readonly addresses: JobAddresses;
  readonly log: Log;
  readonly cacheFolder: string;
  readonly settings: Settings;
}): OpenPictures {
  const { store, files, images, attention, log } = options;
  const disk = new DiskCache({
    folder: options.cacheFolder,
    limit: cacheBytes(options.settings),
    log,
    undecided: () => undecidedJobs(store.read),
    staying: () => picturesOfUndelivered(store.read),
  });
  const remoteImage = createRemoteImage(options);
  const pictures = createPictures({ store, files, images, disk, attention, remoteImage, log });
  return {
    disk,
    pictures,
    async keptPreview(job, image, version) {
      const bytes = await disk.get({ job, image, variant: 'preview', version });
      if (bytes === null) return null;
      return { bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
    },
    async shown(job, image, variant) {
      const version = await versionOf(store.read, job, image);
      const answer = await pictures.answer(remotePicture(job, image, variant, version));
      return answer.status === 200 && answer.type !== 'image/svg+xml' ? answer.body : null;
    },
  };
}
