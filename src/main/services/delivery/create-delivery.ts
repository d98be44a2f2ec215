import type { DownloadsApi } from '../../../preload/contract/index.ts';
import type { Archives } from '../../ports/archives.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Images } from '../../ports/images.ts';
import type { Log } from '../../ports/log.ts';
import type { RemoteFolders } from '../../ports/remote-folder.ts';
import type { Store } from '../../ports/store.ts';
import type { Throttle } from '../../ports/throttle.ts';
import type { QueueHandlers } from '../../queue/queue-runner.ts';
import type { Connections } from '../accounts/connections.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import type { JobAddresses } from '../jobs/job-addresses.ts';
import type { MovingFiles } from '../transfers/moving-files.ts';
import { downloadArchiveHandler } from './download-archive.ts';
import { downloadFileHandler } from './download-file.ts';
import { createDownloads } from './downloads-service.ts';
import { createPartFetcher } from './fetch-part.ts';
import { createPlaceResult } from './place-result.ts';
import { createResultSources } from './result-sources.ts';
import { sweepParts } from './sweep-parts.ts';

export interface Delivery {
  readonly downloads: DownloadsApi;
  readonly handlers: Pick<QueueHandlers, 'download-archive' | 'download-file'>;
  /** Removes unfinished files nobody will go on with; see `sweepParts`. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/** Everything that brings results from the service to the disk. */
export function createDelivery(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: Files;
  readonly images: Images;
  readonly archives: Archives;
  readonly folders: RemoteFolders;
  readonly throttle: Throttle;
  readonly connections: Connections;
  readonly addresses: JobAddresses;
  readonly moving: MovingFiles;
  readonly changes: ChangeFeed;
  readonly newId: () => string;
  readonly wakeQueue: () => void;
}): Delivery {
  const { store, files, log } = options;
  const sources = createResultSources(options);
  const sweep = (): Promise<void> => sweepParts(store, files, log);
  const parts = {
    ...options,
    sources,
    fetcher: createPartFetcher(options),
    place: createPlaceResult(options),
  };
  return {
    downloads: createDownloads({ ...options, sweep, platform: process.platform }),
    handlers: {
      'download-archive': { run: downloadArchiveHandler(parts) },
      'download-file': { run: downloadFileHandler(parts) },
    },
    sweep,
    close: () => sources.close(),
  };
}
