import type { JobId } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobRecord, Store } from '../../ports/store.ts';
import type { Uploader, UploadRoutes } from '../../ports/uploads.ts';
import type { Connections } from '../accounts/connections.ts';
import type { JobAddresses } from '../jobs/job-addresses.ts';

/** One uploader per job, with its warm connections, opened when the first picture goes and closed after the last. */
export interface Uploaders {
  open(job: JobRecord, signal: AbortSignal): Promise<Uploader>;
  /** Closes a job's connections: all pictures are through, or its addresses are stale. */
  close(job: JobId): Promise<void>;
  closeAll(): Promise<void>;
}

export function createUploaders(options: {
  readonly store: Store;
  readonly routes: UploadRoutes;
  readonly connections: Connections;
  readonly addresses: JobAddresses;
}): Uploaders {
  const { store, routes, connections, addresses } = options;
  const uploaders = new Map<JobId, Promise<Uploader>>();

  const make = async (job: JobRecord, signal: AbortSignal): Promise<Uploader> => {
    const [account, remote] = await Promise.all([
      connections.account(job.accountId),
      addresses.job(job, signal),
    ]);
    if (job.route === 'post') {
      const url = remote.upload.httpUrl;
      if (url === null)
        throw new AppError(
          'person',
          'no_post_address',
          'The service gave no address for web uploads. Send this job by FTP.',
        );
      return routes.post({ url, field: account.uploadField });
    }
    const url = remote.upload.ftpUrl;
    if (url === null)
      throw new AppError(
        'person',
        'no_ftp_address',
        'The service gave no FTP folder for this job. Send it by web upload.',
      );
    const [{ ftpUser, ftpPassword }, settings] = await Promise.all([
      connections.credentials(job.accountId),
      store.read.settings(),
    ]);
    return routes.ftp({
      url,
      user: ftpUser,
      password: ftpPassword,
      allowPlain: account.allowPlainFtp,
      fingerprint: account.ftpFingerprint,
      connections: settings.connections,
    });
  };

  const close = async (job: JobId): Promise<void> => {
    const open = uploaders.get(job);
    uploaders.delete(job);
    if (open)
      await open.then(
        (uploader) => uploader.close(),
        () => undefined,
      );
  };

  return {
    open(job, signal) {
      const known = uploaders.get(job.id);
      if (known) return known;
      const made = make(job, signal);
      uploaders.set(job.id, made);
      made.catch(() => {
        if (uploaders.get(job.id) === made) uploaders.delete(job.id);
      });
      return made;
    },
    close,
    async closeAll() {
      await Promise.all([...uploaders.keys()].map(close));
    },
  };
}
