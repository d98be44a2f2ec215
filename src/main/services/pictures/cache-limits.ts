import type { JobId, Settings } from '../../../preload/contract/index.ts';
import type { StoreReader } from '../../ports/store.ts';

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
