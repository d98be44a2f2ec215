import { join } from 'node:path';
import { connect } from 'puppeteer-core';
import { fewArenas } from '../../../build/bootstrap/few-arenas.mjs';
import type { App } from './app.ts';
import { makeApp } from './app.ts';
import { makeChooserProgram } from './chooser-program.ts';
import { attachTo } from './attach.ts';
import type { Launch } from './launch.ts';
import { startProcess } from './started-process.ts';

/** The window of the Chromium host: the driver attaches to its debugging port, as any outside debugger may. */
export async function launchChromium({ root, home, env, words, screenshots }: Launch): Promise<App> {
  const chooser = await makeChooserProgram();
  const started = startProcess(
    process.execPath,
    [join(root, 'out', 'main', 'chromium.js'), ...words],
    // As `npm start` opens it.
    {
      ...fewArenas,
      ...env,
      CLIPDESK_DEVTOOLS_PORT: '0',
      CLIPDESK_CHOOSER: chooser.path,
    },
    root,
  );
  const [, port = ''] = await started.waitFor(/"event":"devtools","port":(\d+)/);
  const { browser, page } = await attachTo(
    () => connect({ browserURL: `http://127.0.0.1:${port}`, defaultViewport: null, networkEnabled: false }),
    'https://clipdesk.internal/',
    started,
  );
  return makeApp({
    host: 'chromium',
    home,
    browser,
    page,
    process: started,
    screenshots,
    chooseNext: (paths) => chooser.answerNext(paths),
    cleanUp: () => chooser.remove(),
  });
}
