import { dialog, Notification, powerSaveBlocker, session, shell } from 'electron';
import type { BrowserWindow, OpenDialogOptions } from 'electron';
import { AppError } from '../../errors/app-error.ts';
import type { Host } from '../../ports/host.ts';

/** What Clipdesk asks of the machine it runs on, through Electron. `currentWindow` gives null while there is none. */
export function createElectronHost(currentWindow: () => BrowserWindow | null): Host {
  async function choose(options: OpenDialogOptions): Promise<readonly string[]> {
    const window = currentWindow();
    const { canceled, filePaths } = await (window === null
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(window, options));
    return canceled ? [] : filePaths;
  }

  return {
    kind: 'electron',
    async chooseFolder(title) {
      const paths = await choose({ title, message: title, properties: ['openDirectory', 'createDirectory'] });
      return paths[0] ?? null;
    },
    chooseFiles: (title) => choose({ title, message: title, properties: ['openFile', 'multiSelections'] }),
    async openExternal(url) {
      if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
        throw new AppError('bug', 'not_https', 'Clipdesk opens only secure web pages.');
      }
      await shell.openExternal(new URL(url).href);
    },
    async showInFolder(path) {
      shell.showItemInFolder(path);
    },
    notify(title, body) {
      if (!Notification.isSupported()) return;
      const notification = new Notification({ title, body });
      notification.on('click', () => bringToFront(currentWindow()));
      notification.show();
    },
    systemProxy: (url) => session.defaultSession.resolveProxy(url),
    keepAwake() {
      const id = powerSaveBlocker.start('prevent-app-suspension');
      return () => {
        if (powerSaveBlocker.isStarted(id)) powerSaveBlocker.stop(id);
      };
    },
  };
}

export function bringToFront(window: BrowserWindow | null): void {
  if (window === null) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
