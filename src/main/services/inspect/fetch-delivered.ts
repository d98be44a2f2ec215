import type { ImageId, JobId } from '../../../preload/contract/index.ts';
import { toAppError } from '../../errors/app-error.ts';
import type { Store } from '../../ports/store.ts';
import type { Connections } from '../accounts/connections.ts';
import type { JobAddresses } from '../jobs/job-addresses.ts';

/** The file as it would be downloaded, by job and image id, as it comes; its address never leaves the main process. */
export function createFetchDelivered(options: {
  readonly store: Store;
  readonly connections: Connections;
  readonly addresses: JobAddresses;
}) {
  const { store, connections, addresses } = options;

  const fetchOnce = async (
    jobId: JobId,
    imageId: ImageId,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array> | null> => {
    const job = await store.read.job(jobId);
    const image = job === null ? null : await addresses.image(jobId, imageId, signal);
    const url = image?.downloadUrl ?? image?.fullUrl ?? null;
    if (job === null || url === null) return null;
    return (await connections.ask(job.accountId, (api) => api.fetchAddress(url, signal))).body;
  };

  return async (
    jobId: JobId,
    imageId: ImageId,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array> | null> => {
    try {
      return await fetchOnce(jobId, imageId, signal);
    } catch (thrown) {
      // The address belonged to a session that is over: it is asked for anew, once.
      if (toAppError(thrown).code !== 'address_expired') throw thrown;
      addresses.forget(jobId);
      return fetchOnce(jobId, imageId, signal);
    }
  };
}
