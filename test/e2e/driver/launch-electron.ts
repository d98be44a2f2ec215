import { createRequire } from 'node:module';
import { connect } from 'puppeteer-core';
import type { App } from './app.ts';
import { makeApp } from './app.ts';
import { attachTo } from './attach.ts';
import type { Launch } from './launch.ts';
import { connectInspector } from './node-inspector.ts';
import { startProcess } from './started-process.ts';

/**
 * The real Electron. The window is driven over Chromium's debugging port; file dialogs, which are the system's own
 * there, are answered through Node's inspector of the main process.
 */
export async function launchElectron({ root, home, env, words, screenshots }: Launch): Promise<App> {
  const electron: unknown = createRequire(import.meta.url)('electron');
  if (typeof electron !== 'string') throw new Error('The Electron binary is not installed');
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const started = startProcess(
    electron,
    ['--inspect=0', '--remote-debugging-port=0', ...(isRoot ? ['--no-sandbox'] : []), root, ...words],
    env,
    root,
  );
  const [, inspectorAddress = ''] = await started.waitFor(/Debugger listening on (ws:\/\/\S+)/);
  const [, browserWSEndpoint = ''] = await started.waitFor(/DevTools listening on (ws:\/\/\S+)/);
  const { browser, page } = await attachTo(
    () => connect({ browserWSEndpoint, defaultViewport: null, networkEnabled: false }),
    'clipdesk://app/',
    started,
  );
  const inspector = await connectInspector(inspectorAddress);
  return makeApp({
    host: 'electron',
    home,
    browser,
    page,
    process: started,
    screenshots,
    async chooseNext(paths) {
      const answer = JSON.stringify({ canceled: paths.length === 0, filePaths: paths });
      await inspector.evaluate(`
        (() => {
          const { dialog } = process.getBuiltinModule('module').createRequire(process.execPath)('electron');
          const real = dialog.showOpenDialog;
          dialog.showOpenDialog = async () => {
            dialog.showOpenDialog = real;
            return ${answer};
          };
        })()`);
    },
    cleanUp: async () => inspector.close(),
  });
}
