import type { ImageId, JobId } from '../../../preload/contract/index.ts';
import { toAppError } from '../../errors/app-error.ts';
import type { FetchedAddress, RemoteImage } from '../../ports/bright-river.ts';
import type { Store } from '../../ports/store.ts';
import type { Connections } from '../accounts/connections.ts';
import type { JobAddresses } from '../jobs/job-addresses.ts';

export type ImageVariant = 'thumbnail' | 'preview' | 'full';

/** More than any picture a service returns; a server that sends without end is cut off. Bytes. */
const LARGEST = 512 * 1024 * 1024;

/** From here on it takes longer to come than to be answered. Bytes. */
const LARGE = 2 * 1024 * 1024;

function addressOf(image: RemoteImage, variant: ImageVariant): string | null {
  switch (variant) {
    case 'thumbnail':
      return image.thumbnailUrl ?? image.previewUrl;
    case 'preview':
      return image.previewUrl ?? image.fullUrl;
    case 'full':
      return image.fullUrl ?? image.downloadUrl ?? image.previewUrl;
  }
}

/** All bytes of an answer, held once where its length is known; null when there are too many. */
async function gathered({ body, size }: FetchedAddress): Promise<Uint8Array | null> {
  let whole = Buffer.allocUnsafeSlow(Math.min(size ?? 0, LARGEST));
  let filled = 0;
  for await (const part of body) {
    const needed = filled + part.length;
    if (needed > LARGEST) return null;
    if (needed > whole.length) {
      const before = whole;
      whole = Buffer.allocUnsafeSlow(Math.max(needed, before.length * 2));
      whole.set(before.subarray(0, filled));
    }
    whole.set(part, filled);
    filled = needed;
  }
  return whole.subarray(0, filled);
}

/** Fetches pictures of the service by job and image id; the addresses behind them never leave the main process. */
export function createRemoteImage(options: {
  readonly store: Store;
  readonly connections: Connections;
  readonly addresses: JobAddresses;
}) {
  const { store, connections, addresses } = options;

  const fetchOnce = async (
    jobId: JobId,
    imageId: ImageId,
    variant: ImageVariant,
    signal: AbortSignal,
    onLarge: () => void,
  ) => {
    const job = await store.read.job(jobId);
    const image = job === null ? null : await addresses.image(jobId, imageId, signal);
    const url = image === null ? null : addressOf(image, variant);
    if (job === null || url === null) return null;
    const answer = await connections.ask(job.accountId, (api) => api.fetchAddress(url, signal));
    if ((answer.size ?? 0) > LARGE) onLarge();
    const bytes = await gathered(answer);
    return bytes === null ? null : { bytes, type: answer.type ?? 'application/octet-stream' };
  };

  return async (
    jobId: JobId,
    imageId: ImageId,
    variant: ImageVariant,
    signal: AbortSignal,
    onLarge: () => void,
  ): Promise<{ readonly bytes: Uint8Array; readonly type: string } | null> => {
    try {
      return await fetchOnce(jobId, imageId, variant, signal, onLarge);
    } catch (thrown) {
      // The address belonged to a session that is over: it is asked for anew, once.
      if (toAppError(thrown).code !== 'address_expired') throw thrown;
      addresses.forget(jobId);
      return fetchOnce(jobId, imageId, variant, signal, onLarge);
    }
  };
}
