import { toAppError, type AppError } from '../../errors/app-error.ts';
import type { JobQueueRecord } from '../../ports/store.ts';
import type { FetchedPart } from './fetch-part.ts';

/** Tries by the way that was chosen before the other one is taken. */
const triesByFolder = 2;

/** Failures that are none of the way's: the other way would meet them too. */
const isElsewhere = ({ action, code }: AppError): boolean =>
  action === 'bug' || code === 'cancelled' || /^(disk_|folder_|name_|file_)/.test(code);

export interface EitherWay {
  readonly part: FetchedPart;
  /** What the person should know of the way it took. */
  readonly told: readonly string[];
}

/**
 * Fetches a result by the way that was chosen, and by the other one when that cannot be gone: from the FTP folder, else by
 * its address, and the other way round when the service has no address for it.
 */
export async function byEitherWay(
  item: Pick<JobQueueRecord, 'payload' | 'attempts'>,
  ways: {
    readonly byFolder: () => Promise<FetchedPart>;
    readonly byAddress: () => Promise<FetchedPart>;
    readonly signal: AbortSignal;
  },
): Promise<EitherWay> {
  const { byFolder, byAddress, signal } = ways;
  const isByFolder = item.payload.kind === 'download-file' && item.payload.route === 'ftp';
  try {
    return { part: await (isByFolder ? byFolder() : byAddress()), told: [] };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (signal.aborted || isElsewhere(error)) throw thrown;
    if (isByFolder) {
      if (error.action === 'retry' && item.attempts + 1 < triesByFolder) throw thrown;
      const part = await byAddress();
      return {
        part,
        told: [`Fetched by the web, because the FTP folder could not be used. ${error.message}`],
      };
    }
    if (error.code !== 'result_gone') throw thrown;
    try {
      return {
        part: await byFolder(),
        told: ['Fetched from the FTP folder, because the service gave no address for it.'],
      };
    } catch {
      // Neither way leads there: what the chosen one said is what the person can act on.
      throw thrown;
    }
  }
}
