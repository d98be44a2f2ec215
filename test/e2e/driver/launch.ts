import { resolve } from 'node:path';
import type { App, HostKind } from './app.ts';
import { launchChromium } from './launch-chromium.ts';
import { launchElectron } from './launch-electron.ts';

export interface LaunchOptions {
  /** Default: what `CLIPDESK_TEST_HOST` says, else `chromium`. */
  readonly host?: HostKind;
  /** The profile folder; the caller makes and removes it. */
  readonly home: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** How many times faster than its normal pace the practice studio works. */
  readonly practiceSpeed?: number;
  /** Where screenshots go; default `out/screenshots`. */
  readonly screenshots?: string;
}

/** What a launcher needs, with nothing left open. */
export interface Launch {
  readonly root: string;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly words: readonly string[];
  readonly screenshots: string;
}

/** Starts the built Clipdesk and gives it when its first page has loaded. */
export async function launch(options: LaunchOptions): Promise<App> {
  const root = resolve(import.meta.dirname, '../../..');
  const host = options.host ?? (process.env['CLIPDESK_TEST_HOST'] === 'electron' ? 'electron' : 'chromium');
  const start: Launch = {
    root,
    home: resolve(options.home),
    env: { ...process.env, ...options.env },
    words: [
      '--home',
      resolve(options.home),
      ...(options.practiceSpeed === undefined ? [] : ['--practice-speed', String(options.practiceSpeed)]),
    ],
    screenshots: resolve(options.screenshots ?? resolve(root, 'out', 'screenshots')),
  };
  return host === 'electron' ? launchElectron(start) : launchChromium(start);
}
