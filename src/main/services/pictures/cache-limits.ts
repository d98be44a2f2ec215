import type { JobId, Settings } from '../../../preload/contract/index.ts';
import type { StoreReader } from '../../ports/store.ts';
import type { PictureKey } from './disk-cache.ts';

/** What the setting allows, in bytes. */
export function cacheBytes(settings: Settings): number {
  return settings.pictureCache * 1_000_000_000;
}

/** Jobs with results nobody has decided on: their pictures leave the cache last. */
export async function undecidedJobs(read: StoreReader): Promise<readonly JobId[]> {
  const totals = await read.allFileTotals();
  return [...totals].flatMap(([job, { returned, accepted, rejected }]) =>
    returned > accepted + rejected ? [job] : [],
  );
}

/**
 * What undelivered decisions were taken on: should the service have something else by then, both are shown side by side,
 * so these never leave by themselves.
 */
export async function picturesOfUndelivered(read: StoreReader): Promise<readonly PictureKey[]> {
  const decisions = await read.undeliveredDecisions();
  return decisions.flatMap(({ jobId: job, versionMark: version, images }) =>
    images.flatMap(({ imageId: image }) =>
      (['thumbnail', 'preview'] as const).map((variant) => ({ job, image, variant, version })),
    ),
  );
}
