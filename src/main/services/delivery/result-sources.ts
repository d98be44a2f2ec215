import type { ImageId, JobId } from '../../../preload/contract/index.ts';
import { AppError, toAppError } from '../../errors/app-error.ts';
import type { RemoteFolder, RemoteFolders } from '../../ports/remote-folder.ts';
import type { JobRecord, Store } from '../../ports/store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Connections } from '../accounts/connections.ts';
import type { JobAddresses } from '../jobs/job-addresses.ts';
import type { Source } from './fetch-part.ts';
import { nameKey } from './plan-names.ts';

/** How long a folder's connections are kept after the last result came from it. Milliseconds. */
const keptOpen = 15_000;

/** Where results come from; addresses are asked for anew, once, when their session is over. */
export interface ResultSources {
  /** A result by its own address. @throws AppError `result_gone` when there is none */
  result(job: JobRecord, image: ImageId, name: string, signal: AbortSignal): Source;
  /**
   * A result from the job's FTP folder, by its name: only while the service's list has this very image under it.
   * @throws AppError `no_ftp_folder`, `ftp_missing`, `result_replaced` (gone)
   */
  fromFolder(job: JobRecord, image: ImageId, name: string, signal: AbortSignal): Source;
  /** Images the service lists as results now, by a list that is two seconds old at most. What is found by its name is one of these. */
  current(job: JobRecord, signal: AbortSignal): Promise<ReadonlySet<ImageId>>;
  /** Ends the connections to folders. */
  close(): Promise<void>;
  /** All results in one archive. @throws AppError `no_archive` when the service gives no address */
  archive(job: JobRecord, signal: AbortSignal): Source;
}

export function createResultSources(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly folders: RemoteFolders;
  readonly connections: Connections;
  readonly addresses: JobAddresses;
}): ResultSources {
  const { store, clock, folders, connections, addresses } = options;
  const open = new Map<JobId, { readonly folder: Promise<RemoteFolder>; stopTimer: () => void }>();

  const closeFolder = async (job: JobId): Promise<void> => {
    const found = open.get(job);
    open.delete(job);
    found?.stopTimer();
    await found?.folder.then(
      (folder) => folder.close(),
      () => undefined,
    );
  };

  const openFolder = async (job: JobRecord, signal: AbortSignal): Promise<RemoteFolder> => {
    const [account, remote, { ftpUser, ftpPassword }, settings] = await Promise.all([
      connections.account(job.accountId),
      addresses.job(job, signal),
      connections.credentials(job.accountId),
      store.read.settings(),
    ]);
    if (remote.download.ftpUrl === null)
      throw new AppError('gone', 'no_ftp_folder', 'The service gives no FTP folder for this job.');
    return folders.ftp({
      url: remote.download.ftpUrl,
      user: ftpUser,
      password: ftpPassword,
      allowPlain: account.allowPlainFtp,
      fingerprint: account.ftpFingerprint,
      connections: settings.connections,
    });
  };

  /** One folder per job, with its warm connections; closed when nothing came from it for a while. */
  const folderOf = (job: JobRecord, signal: AbortSignal): Promise<RemoteFolder> => {
    const known = open.get(job.id);
    const entry = known ?? { folder: openFolder(job, signal), stopTimer: () => undefined };
    entry.stopTimer();
    entry.stopTimer = clock.after(keptOpen, () => void closeFolder(job.id));
    if (known === undefined) {
      open.set(job.id, entry);
      entry.folder.catch(() => void closeFolder(job.id));
    }
    return entry.folder;
  };

  /** Every result the service lists now, with its name. */
  const listed = async (job: JobRecord, signal: AbortSignal): Promise<ReadonlyMap<ImageId, string>> => {
    const files = await addresses.filesForReview(job, signal);
    const images = files.flatMap(({ results }) => results);
    return new Map(images.map(({ imageId, name }) => [imageId, nameKey(name ?? '')]));
  };

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
    current: async (job, signal) => new Set((await listed(job, signal)).keys()),
    fromFolder: (job, image, name, signal) => async (resume) => {
      // A name says nothing of the version: another result may have come under it since, or have the same one.
      const names = await listed(job, signal);
      const own = names.get(image);
      if (own === undefined || [...names.values()].filter((each) => each === own).length > 1)
        throw new AppError(
          'gone',
          'result_replaced',
          `The folder does not tell which version of ${name} it has. Look at the results again, then fetch them.`,
        );
      const folder = await folderOf(job, signal);
      const opened = await folder.open(name, resume?.from ?? 0, signal).catch((thrown: unknown) => {
        // A new password or another certificate is for new connections.
        if (toAppError(thrown).code !== 'ftp_missing') void closeFolder(job.id);
        throw thrown;
      });
      const { content, offset, size, modifiedAt } = opened;
      const lastModified = modifiedAt === null ? null : new Date(modifiedAt).toUTCString();
      const isAnother =
        resume !== undefined &&
        (lastModified === null ||
          resume.lastModified !== lastModified ||
          (resume.total !== null && size !== null && size !== resume.total));
      if (isAnother) {
        content.destroy();
        throw new AppError(
          'retry',
          'range_refused',
          `${name} changed at the service while it was being fetched. Clipdesk fetches it from the beginning.`,
        );
      }
      return {
        body: content as AsyncIterable<Uint8Array>,
        size: size === null ? null : size - offset,
        type: null,
        from: offset,
        total: size,
        etag: null,
        lastModified,
        md5: null,
      };
    },
    async close() {
      await Promise.all([...open.keys()].map(closeFolder));
    },
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
