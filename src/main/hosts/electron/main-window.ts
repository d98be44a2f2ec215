import { BrowserWindow, ipcMain, nativeTheme } from 'electron';
import type { IpcMainInvokeEvent } from 'electron';
import { createPushOutlet } from '../../ipc/push-outlet.ts';
import { createRouter } from '../../ipc/router.ts';
import type { Application } from '../../ports/application.ts';
import type { Peer } from '../../ports/host.ts';
import type { Log } from '../../ports/log.ts';
import { confine } from './confinement.ts';
import { ORIGIN } from './page-scheme.ts';

export interface MainWindowOptions {
  /** The built preload script, absolute. */
  readonly preload: string;
  readonly log: Log;
}

/** The window's ground before the first paint: the page's own, so that nothing flashes. */
const ground = { dark: '#1b1b1b', light: '#f3f3f3' };

/** Makes the window, not yet shown and still empty. Its place and size are the ones it was last left with. */
export function createMainWindow(options: MainWindowOptions): BrowserWindow {
  const { preload, log } = options;
  const window = new BrowserWindow({
    name: 'main',
    windowStatePersistence: true,
    width: 1_440,
    height: 900,
    minWidth: 960,
    minHeight: 640,
    show: false,
    title: 'Clipdesk',
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? ground.dark : ground.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Its dictionaries would be fetched from the network.
      spellcheck: false,
    },
  });
  confine(window.webContents);
  window.once('ready-to-show', () => window.show());
  window.webContents.on('render-process-gone', (_event, details) => {
    log.error('The window stopped and is loaded anew', { reason: details.reason });
    // Everything the window shows comes from the register: it comes back as it was.
    if (details.reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload();
  });
  return window;
}

/**
 * Connects every window there is and will be with the application: requests through the router, pushes to all.
 * To be called once.
 */
export function connectWindows(application: Application, log: Log): void {
  const router = createRouter({ application, allowedOrigin: ORIGIN, log });
  ipcMain.handle('clipdesk:request', (event: IpcMainInvokeEvent, method: unknown, args: unknown) =>
    router.handle(peerOf(event), method, args),
  );
  const outlet = createPushOutlet(async (pushes) => {
    for (const window of BrowserWindow.getAllWindows()) {
      if (!window.webContents.isDestroyed()) window.webContents.send('clipdesk:push', pushes);
    }
  });
  application.onPush((push) => outlet.send(push));
}

/** A frame that is already gone is nobody: an origin no rule allows. */
function peerOf(event: IpcMainInvokeEvent): Peer {
  const frame = event.senderFrame;
  return frame === null
    ? { origin: '', isTopFrame: false }
    : { origin: frame.origin, isTopFrame: frame.parent === null && frame === event.sender.mainFrame };
}
