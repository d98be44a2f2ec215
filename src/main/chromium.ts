import './hosts/spare-memory.ts';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { systemClock } from './adapters/clock/system-clock.ts';
import { tryLockFile, type FileLock } from './adapters/sqlite/file-lock.ts';
import { openSecrets } from './adapters/keychain/open-secrets.ts';
import { withRedaction } from './adapters/keychain/redacted-secrets.ts';
import { openLogFile } from './adapters/log/log-file.ts';
import { createRedactor } from './adapters/log/redactor.ts';
import { practiceInWorker } from './adapters/practice/practice-in-worker.ts';
import { AppError, toAppError } from './errors/app-error.ts';
import { browserFolder } from './hosts/browser-folder.ts';
import { createChromiumHost } from './hosts/chromium/chromium-host.ts';
import { findBrowser } from './hosts/chromium/find-browser.ts';
import { handOver, listenForStarts, windowAddress } from './hosts/chromium/one-window.ts';
import { firstScreen, openBrowser, showApplication } from './hosts/chromium/window.ts';
import { profileFolder } from './hosts/profile-folder.ts';
import { outliveUnmetFailures } from './hosts/unmet-failures.ts';
import type { Application, ApplicationOptions } from './ports/application.ts';

type StartApp = (options: ApplicationOptions) => Promise<Application>;

/** How long a decision can be taken back before it is sent, in milliseconds. */
const UNDO_TIME = 8_000;

const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

/** `--bundle` shows another, packed application: its services and its page, in this window. */
async function applicationOf(bundle: string | null): Promise<StartApp> {
  if (bundle === null) return (await import('./app.ts')).startApp;
  const address = pathToFileURL(join(bundle, 'out', 'main', 'app.js')).href;
  const module: unknown = await import(/* @vite-ignore */ address);
  const start: unknown =
    typeof module === 'object' && module !== null ? Reflect.get(module, 'startApp') : null;
  if (typeof start !== 'function') throw new TypeError(`${address} does not start Clipdesk`);
  return start as StartApp;
}

function devtoolsPort(env: NodeJS.ProcessEnv): number | null {
  const text = env['CLIPDESK_DEVTOOLS_PORT'] ?? '';
  if (text === '') return null;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new AppError('person', 'usage', 'CLIPDESK_DEVTOOLS_PORT must be a port number.');
}

function readOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        home: { type: 'string' },
        bundle: { type: 'string' },
        check: { type: 'boolean', default: false },
        'practice-speed': { type: 'string' },
      },
    });
  } catch {
    throw new AppError(
      'person',
      'usage',
      'Clipdesk takes --home DIR, --bundle DIR, --check, --practice-speed X, and files and folders to open.',
    );
  }
}

async function main(): Promise<void> {
  const { values, positionals } = readOptions();
  const speed = values['practice-speed'] === undefined ? 1 : Number(values['practice-speed']);
  if (!(speed > 0)) throw new AppError('person', 'usage', '--practice-speed must be a number above 0.');
  const home = resolve(values.home ?? profileFolder());
  const bundle = values.bundle === undefined ? null : resolve(values.bundle);
  const bundledMain = bundle === null ? import.meta.dirname : join(bundle, 'out', 'main');
  const paths = positionals.map((path) => resolve(path)).filter((path) => existsSync(path));

  if (!claimWindow(home)) {
    await handOver(windowAddress(home), paths);
    print({ event: 'handed-over', paths: paths.length });
    return;
  }

  const redactor = createRedactor();
  const log = openLogFile({ folder: home, clock: systemClock, redactor });
  outliveUnmetFailures(log);
  const port = devtoolsPort(process.env);

  // The browser needs longest: it starts while the application does.
  const window = openBrowser({
    executable: findBrowser(),
    userDataFolder: browserFolder(home, 'chromium'),
    devtoolsPort: port,
  });
  const host = createChromiumHost(window);
  const starting = startApplication();
  // Both failures are met below, one after the other; meanwhile neither is unhandled.
  starting.catch(() => undefined);
  const opened = await window.catch(async (thrown: unknown) => {
    await starting.then((application) => application.stop()).catch(() => undefined);
    throw thrown;
  });
  let takeStarts: (() => Promise<void>) | null = null;
  let stopping: Promise<void> | null = null;
  const endAll = async (): Promise<void> => {
    const application = await starting.catch(() => null);
    await takeStarts?.();
    await application?.stop();
    await opened.browser.close().catch(() => undefined);
  };
  const stop = (code: number): void => {
    stopping ??= endAll().then(() => process.exit(code), fail);
  };
  opened.page.once('close', () => stop(0));
  opened.browser.once('disconnected', () => stop(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop(0));

  try {
    const application = await starting;
    await showApplication({ opened, application, rendererFolder: join(bundledMain, '..', 'renderer'), log });
    const open = (given: readonly string[]): void => {
      if (given.length === 0) return;
      application.api.jobs.openDraft(given).catch((thrown: unknown) => {
        const error = toAppError(thrown);
        log.warn('The given files could not be opened', { code: error.code });
        host.notify('The files were not taken', error.message);
      });
    };
    takeStarts = await listenForStarts(windowAddress(home), (given) => {
      opened.page.bringToFront().catch(() => undefined);
      open(given);
    }).catch((thrown: unknown) => {
      // In a profile that may only be read nobody can be listened to; the register has said so.
      log.warn('Later starts cannot be taken', { code: toAppError(thrown).code });
      return null;
    });
    open(paths);
    if (opened.devtoolsPort !== null) print({ event: 'devtools', port: opened.devtoolsPort });
    if (values.check) {
      await firstScreen(opened.page);
      print({ event: 'ready' });
      stop(0);
    }
  } catch (thrown) {
    // A window that is closed while it opens is no failure; one that we close because of a failure is not closed by the person.
    if (stopping !== null) return;
    stopping = endAll();
    await stopping.catch(() => undefined);
    throw thrown;
  }

  async function startApplication(): Promise<Application> {
    const [startApp, secrets] = await Promise.all([applicationOf(bundle), openSecrets(log)]);
    return startApp({
      home,
      version,
      host,
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
      compareWorker: pathToFileURL(join(bundledMain, 'compare-worker.js')),
      inspectWorker: pathToFileURL(join(bundledMain, 'inspect-worker.js')),
      registerWorker: pathToFileURL(join(bundledMain, 'register-worker.js')),
      lookWorker: pathToFileURL(join(bundledMain, 'look-worker.js')),
      practice: practiceInWorker({ worker: pathToFileURL(join(bundledMain, 'practice-worker.js')), speed }),
    });
  }
}

/** Kept as long as the process lives: what nobody refers to is collected, and its lock with it. */
let windowLock: FileLock | null = null;

/** One window per profile, as the operating system sees to it: the lock goes with the process, however it ends. */
function claimWindow(home: string): boolean {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    windowLock = tryLockFile(join(home, 'window.lock.sqlite'));
    return windowLock !== null;
  } catch {
    // A profile that cannot be written: opening the register says so in words.
    return true;
  }
}

function fail(thrown: unknown): never {
  const error = toAppError(thrown);
  process.stderr.write(`${error.message}\n`);
  if (error.action === 'bug' && thrown instanceof Error) process.stderr.write(`${thrown.stack ?? ''}\n`);
  process.exit(error.code === 'usage' ? 2 : 1);
}

main().catch(fail);
