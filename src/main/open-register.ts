import type { FarEnds } from './far-ends.ts';
import type { ApplicationOptions } from './ports/application.ts';
import type { Store } from './ports/store.ts';

const titles = {
  'damaged-set-aside': 'The register was damaged',
  'log-lost': 'The register was damaged',
  'read-only': 'Clipdesk only reads here',
} as const;

/**
 * Opens the register as the profile's disk needs it, and tells the person what is unusual about it.
 * @throws AppError when the profile folder or the register cannot be used
 */
export async function openRegister(
  outside: FarEnds,
  { home: folder, clock, log, host, registerWorker: worker }: ApplicationOptions,
): Promise<Store & { readonly isReadOnly?: boolean }> {
  const { isRemote, fileSystem } = outside.findProfileDisk(folder);
  const store =
    isRemote && worker !== undefined
      ? await outside.openStoreInThread({ folder, log, isRemote, worker })
      : await outside.openStore({ folder, clock, log, isRemote });
  if (isRemote) {
    log.info('The profile lies on a network drive.', { fileSystem });
    host.notify(
      'The profile lies on a network drive',
      `Clipdesk works more carefully and slower there (${folder}, ${fileSystem}), and only one computer can use it at a time. A folder on this computer is safer.`,
    );
  }
  if (store.notice !== null) host.notify(titles[store.notice.kind], store.notice.sentence);
  return store;
}
