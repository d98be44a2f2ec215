import './hosts/sweep-early.ts';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { systemClock } from './adapters/clock/system-clock.ts';
import { openSecrets } from './adapters/keychain/open-secrets.ts';
import { withRedaction } from './adapters/keychain/redacted-secrets.ts';
import { openLogFile } from './adapters/log/log-file.ts';
import { createRedactor } from './adapters/log/redactor.ts';
import { practiceInWorker } from './adapters/practice/practice-in-worker.ts';
import { AppError, toAppError } from './errors/app-error.ts';
import { createChromiumHost } from './hosts/chromium/chromium-host.ts';
import { findBrowser } from './hosts/chromium/find-browser.ts';
import { firstScreen, openBrowser, showApplication } from './hosts/chromium/window.ts';
import { profileFolder } from './hosts/profile-folder.ts';
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
    const { values } = parseArgs({
      options: {
        home: { type: 'string' },
        bundle: { type: 'string' },
        check: { type: 'boolean', default: false },
        'practice-speed': { type: 'string' },
      },
    });
    return values;
  } catch {
    throw new AppError(
      'person',
      'usage',
      'Clipdesk takes --home DIR, --bundle DIR, --check and --practice-speed X, and nothing else.',
    );
  }
}

async function main(): Promise<void> {
  const values = readOptions();
  const speed = values['practice-speed'] === undefined ? 1 : Number(values['practice-speed']);
  if (!(speed > 0)) throw new AppError('person', 'usage', '--practice-speed must be a number above 0.');
  const home = resolve(values.home ?? profileFolder());
  const bundle = values.bundle === undefined ? null : resolve(values.bundle);
  const bundledMain = bundle === null ? import.meta.dirname : join(bundle, 'out', 'main');

  const redactor = createRedactor();
  const log = openLogFile({ folder: home, clock: systemClock, redactor });
  const port = devtoolsPort(process.env);

  // The browser needs longest: it starts while the application does.
  const window = openBrowser({
    executable: findBrowser(),
    userDataFolder: join(home, 'chromium'),
    devtoolsPort: port,
  });
  const starting = startApplication();
  // Both failures are met below, one after the other; meanwhile neither is unhandled.
  starting.catch(() => undefined);
  const opened = await window.catch(async (thrown: unknown) => {
    await starting.then((application) => application.stop()).catch(() => undefined);
    throw thrown;
  });
  let stopping: Promise<void> | null = null;
  const stop = (code: number): void => {
    stopping ??= (async () => {
      const application = await starting.catch(() => null);
      await application?.stop();
      await opened.browser.close().catch(() => undefined);
      process.exit(code);
    })().catch((thrown: unknown) => fail(thrown));
  };
  opened.page.once('close', () => stop(0));
  opened.browser.once('disconnected', () => stop(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop(0));

  try {
    const application = await starting;
    await showApplication({ opened, application, rendererFolder: join(bundledMain, '..', 'renderer'), log });
    if (opened.devtoolsPort !== null) print({ event: 'devtools', port: opened.devtoolsPort });
    if (values.check) {
      await firstScreen(opened.page);
      print({ event: 'ready' });
      stop(0);
    }
  } catch (thrown) {
    // A window that is closed while it opens is no failure.
    if (stopping !== null) return;
    await opened.browser.close().catch(() => undefined);
    throw thrown;
  }

  async function startApplication(): Promise<Application> {
    const [startApp, secrets] = await Promise.all([applicationOf(bundle), openSecrets(log)]);
    return startApp({
      home,
      version,
      host: createChromiumHost(window),
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
      lookWorker: pathToFileURL(join(bundledMain, 'look-worker.js')),
      practice: practiceInWorker({ worker: pathToFileURL(join(bundledMain, 'practice-worker.js')), speed }),
    });
  }
}

function fail(thrown: unknown): never {
  const error = toAppError(thrown);
  process.stderr.write(`${error.message}\n`);
  if (error.action === 'bug' && thrown instanceof Error) process.stderr.write(`${thrown.stack ?? ''}\n`);
  process.exit(error.code === 'usage' ? 2 : 1);
}

main().catch(fail);
