import type { ImageId } from '../../../preload/contract/index.ts';
import { AppError, toAppError } from '../../errors/app-error.ts';
import type { JobRecord } from '../../ports/store.ts';
import type { Connections } from '../accounts/connections.ts';
import type { JobAddresses } from '../jobs/job-addresses.ts';
import type { Source } from './fetch-part.ts';

/** Where results come from; addresses are asked for anew, once, when their session is over. */
export interface ResultSources {
  /** A result by its own address. @throws AppError `result_gone` when there is none */
  result(job: JobRecord, image: ImageId, name: string, signal: AbortSignal): Source;
  /** All results in one archive. @throws AppError `no_archive` when the service gives no address */
  archive(job: JobRecord, signal: AbortSignal): Source;
}

export function createResultSources(options: {
  readonly connections: Connections;
  readonly addresses: JobAddresses;
}): ResultSources {
  const { connections, addresses } = options;

  const fetching =
    (job: JobRecord, address: () => Promise<string>, signal: AbortSignal): Source =>
    async (resume) => {
      const ask = async () => {
        const url = await address();
        return connections.ask(job.accountId, (api) => api.fetchAddress(url, signal, resume));
      };
      try {
        return await ask();
      } catch (thrown) {
        // The address belonged to a session that is over.
        if (toAppError(thrown).code !== 'address_expired') throw thrown;
        addresses.forget(job.id);
        return ask();
      }
    };

  return {
    result: (job, image, name, signal) =>
      fetching(
        job,
        async () => {
          const found = await addresses.image(job.id, image, signal);
          const url = found?.downloadUrl ?? found?.fullUrl ?? null;
          if (url !== null) return url;
          throw new AppError(
            'gone',
            'result_gone',
            `The service does not offer the result of ${name} any more.`,
          );
        },
        signal,
      ),
    archive: (job, signal) =>
      fetching(
        job,
        async () => {
          const { download } = await addresses.job(job, signal);
          if (download.httpUrl !== null) return download.httpUrl;
          throw new AppError('gone', 'no_archive', 'The service gives no archive for this job.');
        },
        signal,
      ),
  };
}
