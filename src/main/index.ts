import './hosts/spare-memory.ts';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { app, dialog, session } from 'electron';
import type { BrowserWindow } from 'electron';
import { z } from 'zod';
import { systemClock } from './adapters/clock/system-clock.ts';
import { openSecrets } from './adapters/keychain/open-secrets.ts';
import { withRedaction } from './adapters/keychain/redacted-secrets.ts';
import { openLogFile } from './adapters/log/log-file.ts';
import { createRedactor } from './adapters/log/redactor.ts';
import { practiceInWorker } from './adapters/practice/practice-in-worker.ts';
import { toAppError } from './errors/app-error.ts';
import { browserFolder } from './hosts/browser-folder.ts';
import { FEW_DECODED_PICTURES } from './hosts/browser-memory.ts';
import { denyPermissions } from './hosts/electron/confinement.ts';
import { bringToFront, createElectronHost } from './hosts/electron/electron-host.ts';
import { connectWindows, createMainWindow } from './hosts/electron/main-window.ts';
import { installMenu } from './hosts/electron/menu.ts';
import { ORIGIN, registerPageScheme, servePage } from './hosts/electron/page-scheme.ts';
import { createPageSource } from './hosts/page-source.ts';
import { profileFolder } from './hosts/profile-folder.ts';
import { outliveUnmetFailures } from './hosts/unmet-failures.ts';
import type { Application } from './ports/application.ts';

/** How long a decision can be taken back before it is sent, in milliseconds. */
const UNDO_TIME = 8_000;

/** What a second start hands to the first one: the files and folders it was asked to open. */
const handedOver = z.object({ paths: z.array(z.string()).max(20_000) });

// Chromium's own switches stand among ours: what is not known here is not ours to judge.
const { values, positionals } = parseArgs({
  args: process.argv.slice(1),
  options: { home: { type: 'string' }, 'practice-speed': { type: 'string' } },
  allowPositionals: true,
  strict: false,
});
const home = resolve(typeof values.home === 'string' ? values.home : profileFolder());

const wantedSpeed = Number(values['practice-speed'] ?? 1);
const practiceSpeed = wantedSpeed > 0 && Number.isFinite(wantedSpeed) ? wantedSpeed : 1;
// Started from a checkout, the first word is the application's own folder.
const paths = positionals
  .slice(app.isPackaged ? 0 : 1)
  .map((path) => resolve(path))
  .filter((path) => existsSync(path));

registerPageScheme();
app.setName('Clipdesk');
app.commandLine.appendSwitch(FEW_DECODED_PICTURES);
// The profile has one instance of Clipdesk, wherever it lies: Electron's lock lives in this folder.
app.setPath('userData', browserFolder(home, 'electron'));
if (process.platform === 'win32') app.setAppUserModelId('app.clipdesk.desktop');

if (app.requestSingleInstanceLock({ paths })) {
  main().catch(fail);
} else {
  app.quit();
}

async function main(): Promise<void> {
  const redactor = createRedactor();
  const log = openLogFile({ folder: home, clock: systemClock, redactor });
  outliveUnmetFailures(log);
  let window: BrowserWindow | null = null;

  const starting = startApplication();
  starting.catch(() => undefined);

  app.on('second-instance', (_event, _words, _folder, data) => {
    bringToFront(window);
    open(handedOver.safeParse(data).data?.paths ?? []);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open([path]);
  });
  app.on('activate', () => {
    if (window === null && app.isReady()) void show();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  let stopped = false;
  app.on('will-quit', (event) => {
    if (stopped) return;
    // Everything that runs is put back and written before the process ends.
    event.preventDefault();
    starting
      .then((application) => application.stop())
      .catch((thrown: unknown) =>
        log.error('Clipdesk did not stop cleanly', { code: toAppError(thrown).code }),
      )
      .finally(() => {
        stopped = true;
        app.quit();
      });
  });

  await app.whenReady();
  installMenu(process.platform, app.isPackaged);
  denyPermissions(session.defaultSession);
  const application = await starting;
  servePage(
    session.defaultSession,
    createPageSource(join(import.meta.dirname, '..', 'renderer'), application),
  );
  connectWindows(application, log);
  await show();
  open(paths);

  async function show(): Promise<void> {
    const created = createMainWindow({
      preload: join(import.meta.dirname, '..', 'preload', 'index.cjs'),
      log,
    });
    window = created;
    created.on('closed', () => {
      if (window === created) window = null;
    });
    await created.loadURL(`${ORIGIN}/`);
  }

  /** Files given on the command line, by a second start or by the dock become a draft; the window is told by a push. */
  function open(given: readonly string[]): void {
    if (given.length === 0) return;
    starting
      .then((running) => running.api.jobs.openDraft(given))
      .catch((thrown: unknown) =>
        log.warn('The given files could not be opened', { code: toAppError(thrown).code }),
      );
  }

  async function startApplication(): Promise<Application> {
    const [{ startApp }, secrets] = await Promise.all([import('./app.ts'), openSecrets(log)]);
    return startApp({
      home,
      version: app.getVersion(),
      host: createElectronHost(() => window),
      secrets: withRedaction(secrets, redactor),
      overlaySecrets: null,
      clock: systemClock,
      random: Math.random,
      log,
      runQueue: true,
      followJobs: true,
      undoTime: UNDO_TIME,
      onlyAccount: null,
      environment: process.env,
      compareWorker: new URL('compare-worker.js', import.meta.url),
      inspectWorker: new URL('inspect-worker.js', import.meta.url),
      registerWorker: new URL('register-worker.js', import.meta.url),
      lookWorker: new URL('look-worker.js', import.meta.url),
      practice: practiceInWorker({
        worker: new URL('practice-worker.js', import.meta.url),
        speed: practiceSpeed,
      }),
    });
  }
}

/** Nothing to show a window for: say why, and end. */
function fail(thrown: unknown): void {
  const error = toAppError(thrown);
  process.stderr.write(`${error.message}\n`);
  dialog.showErrorBox('Clipdesk cannot start', error.message);
  app.exit(1);
}
