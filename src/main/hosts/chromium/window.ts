import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { launch, TargetType } from 'puppeteer-core';
import type { Browser, CDPSession, LaunchOptions, Page } from 'puppeteer-core';
import { AppError } from '../../errors/app-error.ts';
import { createPushOutlet } from '../../ipc/push-outlet.ts';
import { createRouter } from '../../ipc/router.ts';
import type { Application } from '../../ports/application.ts';
import type { Log } from '../../ports/log.ts';
import { createPageSource } from '../page-source.ts';
import { browserArguments } from './browser-arguments.ts';
import { connectPageBridge } from './page-bridge.ts';
import { servePage } from './page-server.ts';

/** A name no resolver knows (RFC 9476 keeps `.internal`-like names out of the public tree); https makes it a secure context. */
const ORIGIN = 'https://clipdesk.internal';

/** What the window shows until Clipdesk is there: nothing, in the colours of the system, from nowhere. */
const EMPTY_PAGE = 'data:text/html,<title>Clipdesk</title><meta name="color-scheme" content="light dark">';

export interface BrowserOptions {
  /** The program; see `findBrowser`. */
  readonly executable: string;
  /** The browser's own profile, inside Clipdesk's. */
  readonly userDataFolder: string;
  /** Also listen for a debugger on this loopback port (0: any free one); null: never. */
  readonly devtoolsPort: number | null;
}

/** The started browser: its window is there and still empty. */
export interface OpenedBrowser {
  readonly browser: Browser;
  readonly page: Page;
  readonly session: CDPSession;
  readonly topFrameId: string;
  /** The port a debugger can attach to; null when none was asked for. */
  readonly devtoolsPort: number | null;
}

/** @throws AppError `browser_failed` (person) when the browser cannot be started */
export async function openBrowser(options: BrowserOptions): Promise<OpenedBrowser> {
  const portFile = join(options.userDataFolder, 'DevToolsActivePort');
  await rm(portFile, { force: true });
  let browser: Browser;
  try {
    browser = await launchPatiently({
      executablePath: options.executable,
      userDataDir: options.userDataFolder,
      headless: false,
      pipe: true,
      defaultViewport: null,
      // Listening to requests makes the page keep every picture it was ever given; they are answered by other means.
      networkEnabled: false,
      ignoreDefaultArgs: true,
      args: [
        ...browserArguments({
          address: EMPTY_PAGE,
          devtoolsPort: options.devtoolsPort,
          platform: process.platform,
          userId: process.getuid?.() ?? null,
        }),
        `--user-data-dir=${options.userDataFolder}`,
      ],
      env: withoutOurVariables(process.env),
      // We end it ourselves, after the application has put its work back.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (cause) {
    throw new AppError(
      'person',
      'browser_failed',
      'The browser that shows the window of Clipdesk could not be started. Is there a display, and is no other Clipdesk open on the same profile?',
      { cause },
    );
  }
  const target = await browser.waitForTarget((candidate) => candidate.type() === TargetType.PAGE);
  const page = await target.page();
  if (page === null)
    throw new AppError('person', 'browser_failed', 'The window of Clipdesk closed while it opened.');
  const session = await page.createCDPSession();
  const { frameTree } = await session.send('Page.getFrameTree');
  await keepAlone(browser, frameTree.frame.id);
  const devtoolsPort = options.devtoolsPort === 0 ? await chosenPort(portFile) : options.devtoolsPort;
  return { browser, page, session, topFrameId: frameTree.frame.id, devtoolsPort };
}

/** How long the browser of a Clipdesk that was ended the hard way may take to notice and go. Milliseconds. */
const LEAVING = 5_000;
const BETWEEN_LAUNCHES = 250;

/** One that still holds the browser's profile answers for the new one, which then ends at once: tried again until it is gone. */
async function launchPatiently(options: LaunchOptions): Promise<Browser> {
  const deadline = performance.now() + LEAVING;
  for (;;) {
    try {
      return await launch(options);
    } catch (thrown) {
      if (performance.now() > deadline) throw thrown;
      await pause(BETWEEN_LAUNCHES);
    }
  }
}

/**
 * The browser writes the port it chose into its profile, at times only after its window is there; nothing else tells
 * it over a pipe. Null when it has not within a second: it then tells nobody, and nothing else fails.
 */
async function chosenPort(portFile: string): Promise<number | null> {
  for (let look = 0; look < 50; look += 1) {
    const text = await readFile(portFile, 'utf8').catch(() => '');
    // A line that has not ended yet could be the first digits of the port: another program's, or nobody's.
    const port = Number(/^(\d+)\n/.exec(text)?.[1]);
    if (Number.isInteger(port) && port > 0) return port;
    await pause(20);
  }
  return null;
}

/** There is only ever one window: whatever finds a way to open another one loses it at once. A page's target has the id of its top frame. */
async function keepAlone(browser: Browser, topFrameId: string): Promise<void> {
  const control = await browser.target().createCDPSession();
  control.on('Target.targetCreated', ({ targetInfo }) => {
    if (targetInfo.type !== 'page' || targetInfo.targetId === topFrameId) return;
    control.send('Target.closeTarget', { targetId: targetInfo.targetId }).catch(() => undefined);
  });
  await control.send('Target.setDiscoverTargets', { discover: true });
}

/** What the person gave Clipdesk through the environment is none of the browser's business. */
function withoutOurVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('CLIPDESK_'),
    ),
  );
}

export interface ShowOptions {
  readonly opened: OpenedBrowser;
  readonly application: Application;
  /** The built renderer, absolute. */
  readonly rendererFolder: string;
  readonly log: Log;
}

/** Connects the window with the application and shows the page. Resolves when the page has loaded. */
export async function showApplication(options: ShowOptions): Promise<void> {
  const { opened, application, rendererFolder, log } = options;
  const { page, session, topFrameId } = opened;
  const router = createRouter({ application, allowedOrigin: ORIGIN, log });
  const bridge = await connectPageBridge({ session, topFrameId, allowedOrigin: ORIGIN, router, log });
  const outlet = createPushOutlet((pushes) => bridge.deliver(pushes));
  application.onPush((push) => outlet.send(push));
  await servePage({
    session,
    topFrameId,
    origin: ORIGIN,
    source: createPageSource(rendererFolder, application),
  });
  await page.goto(`${ORIGIN}/`, { waitUntil: 'load' });
  // Only now: the empty page the window opened with may have come late, and leading it home would abort the way there.
  session.on('Page.frameNavigated', ({ frame }) => {
    // Addresses that are never requested (about:blank, a dropped file's) leave through here: back home.
    if (frame.parentId !== undefined || new URL(frame.url).origin === ORIGIN) return;
    log.warn('The window was led away from Clipdesk and brought back');
    session.send('Page.navigate', { url: `${ORIGIN}/` }).catch(() => undefined);
  });
}

/** Resolves when the page shows a first screen with something on it. */
export async function firstScreen(page: Page): Promise<void> {
  await page.evaluate(watchForScreen);
}

/** Runs in the page; sent as text. */
function watchForScreen(): Promise<void> {
  const scope = globalThis as unknown as {
    readonly document: { querySelector(selector: string): { readonly innerText: string } | null };
    readonly MutationObserver: new (run: () => void) => {
      observe(target: unknown, options: Readonly<Record<string, boolean>>): void;
      disconnect(): void;
    };
  };
  return new Promise((resolve) => {
    const isThere = (): boolean => (scope.document.querySelector('main')?.innerText.trim() ?? '') !== '';
    if (isThere()) {
      resolve();
      return;
    }
    const observer = new scope.MutationObserver(() => {
      if (!isThere()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(scope.document, { childList: true, subtree: true, characterData: true });
  });
}
