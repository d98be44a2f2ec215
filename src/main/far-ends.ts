import { randomUUID } from 'node:crypto';
import { createArchives } from './adapters/archive/zip-archive.ts';
import { createBlendVision } from './adapters/blendvision/blendvision.ts';
import { createBrightRiver } from './adapters/bright-river/bright-river.ts';
import { createCrafter } from './adapters/crafter/crafter.ts';
import { findProfileDisk } from './adapters/files/profile-disk.ts';
import { createFiles } from './adapters/files/local-files.ts';
import { createRemoteFolders } from './adapters/ftp/remote-folder.ts';
import { createHttpClient } from './adapters/http/http-client.ts';
import { createImages } from './adapters/images/create-images.ts';
import { inspectInWorker } from './adapters/images/inspection/inspect-in-worker.ts';
import { openSqliteStore, type SqliteStoreOptions } from './adapters/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from './adapters/sqlite/sqlite-store.ts';
import { openRegisterInThread, type ThreadOptions } from './adapters/sqlite/threaded/register-in-thread.ts';
import { createUploadRoutes } from './adapters/uploads/upload-routes.ts';
import { createWatcher } from './adapters/watch/create-watcher.ts';
import type { Store } from './ports/store.ts';

/**
 * Where Clipdesk ends and something else begins: the register's disk, the network, the pictures. The simulator puts its
 * own in their place; nothing else does.
 */
export const farEnds = {
  findProfileDisk,
  openStore: openSqliteStore,
  openStoreInThread: openRegisterInThread,
  createHttp: createHttpClient,
  createBrightRiver,
  createBlendVision,
  createCrafter,
  createUploadRoutes,
  createRemoteFolders,
  createArchives,
  createFiles,
  createImages,
  createInspector: inspectInWorker,
  createWatcher,
  newId: (): string => randomUUID(),
};

/** A register, and what a person should know of how it was opened. */
type OpenStore = Store & Pick<SqliteStore, 'notice'> & Partial<Pick<SqliteStore, 'isReadOnly'>>;

/** The same, with the register as services see it. */
export interface FarEnds extends Omit<typeof farEnds, 'openStore' | 'openStoreInThread'> {
  openStore(options: SqliteStoreOptions): Promise<OpenStore>;
  openStoreInThread(options: ThreadOptions): Promise<OpenStore>;
}
