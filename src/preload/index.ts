import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { IpcRendererEvent } from 'electron';
import type { Answer, Bridge, Push } from './contract/index.ts';

// What crosses is checked and answered in the main process; this only passes it on. The window never sees
// `ipcRenderer` or a raw event, whose `sender` would give it every channel.
const bridge: Bridge = {
  request: (method, args) => ipcRenderer.invoke('clipdesk:request', method, args) as Promise<Answer>,
  onPush(listener) {
    const onPushes = (_event: IpcRendererEvent, pushes: readonly Push[]): void => {
      for (const push of pushes) listener(push);
    };
    ipcRenderer.on('clipdesk:push', onPushes);
    return () => void ipcRenderer.off('clipdesk:push', onPushes);
  },
  pathsOf: (files) =>
    Promise.resolve(files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '')),
};

contextBridge.exposeInMainWorld('clipdesk', bridge);
