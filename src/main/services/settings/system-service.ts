import type { AboutHost, Settings, SystemApi } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Host } from '../../ports/host.ts';
import type { Pushes } from '../../ports/pushes.ts';
import type { Secrets } from '../../ports/secrets.ts';
import type { Store } from '../../ports/store.ts';
import { keepProxyPassword } from '../network/proxy-password.ts';

/** The address when it may be opened outside: https only, no name or password in it. */
export function openableAddress(address: string): string {
  const refuse = (): never => {
    throw new AppError('person', 'address_refused', 'Clipdesk opens only https pages in the browser.');
  };
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return refuse();
  }
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.toString() : refuse();
}

export function createSystem(options: {
  readonly store: Store;
  readonly host: Host;
  readonly secrets: Secrets;
  readonly pushes: Pushes;
  readonly version: string;
  readonly onSettings: (settings: Settings) => void;
  readonly onProxyLogin: () => void;
}): SystemApi {
  const { store, host, secrets, pushes, version, onSettings, onProxyLogin } = options;

  /** A path is shown only when Clipdesk was given it or wrote it: the window cannot open any place it likes. */
  const isOurs = async (path: string): Promise<boolean> => {
    const folders = await store.read.watchFolders();
    if (folders.some((folder) => folder.path === path)) return true;
    for (const job of await store.read.jobs()) {
      if (job.downloadFolder === path) return true;
      const files = await store.read.files(job.id);
      if (files.some((file) => file.path === path || file.download?.path === path)) return true;
    }
    return false;
  };

  return {
    about: () =>
      Promise.resolve<AboutHost>({
        version,
        host: host.kind,
        platform: process.platform,
        keychain: secrets.kind === 'keychain' ? 'available' : 'unavailable',
      }),
    settings: () => store.read.settings(),
    async changeSettings(change) {
      const next = await store.transaction(async (writer) => {
        const settings = { ...(await writer.settings()), ...change };
        await writer.putSettings(settings);
        return settings;
      });
      onSettings(next);
      pushes.send('settings-changed', next);
      return next;
    },
    async setProxyPassword(password) {
      await keepProxyPassword(secrets, password);
      onProxyLogin();
    },
    chooseFolder: (title) => host.chooseFolder(title),
    chooseFiles: (title) => host.chooseFiles(title),
    async openExternal(url) {
      await host.openExternal(openableAddress(url));
    },
    async showInFolder(path) {
      if (!(await isOurs(path)))
        throw new AppError(
          'person',
          'path_refused',
          'Clipdesk shows only files and folders it was given or has written.',
        );
      await host.showInFolder(path);
    },
  };
}
