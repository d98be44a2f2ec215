import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AppError } from '../../errors/app-error.ts';

const onPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/** Absolute places per platform, in the order they are tried after the ones on the PATH. */
function usualPlaces(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') {
    return [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ];
  }
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
    return roots
      .filter((root) => root !== undefined)
      .flatMap((root) => [
        join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
        join(root, 'Chromium', 'Application', 'chrome.exe'),
        join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
      ]);
  }
  return ['/usr/bin/chromium', '/snap/bin/chromium', '/opt/google/chrome/chrome'];
}

/**
 * The Chromium, Chrome or Edge to use as the window: `CLIPDESK_CHROMIUM` when set, else the first one found.
 * @throws AppError `browser_missing` (person) when there is none, or when the one named cannot be run
 */
export function findBrowser(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const named = env['CLIPDESK_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (canRun(named)) return named;
    throw new AppError(
      'person',
      'browser_missing',
      `CLIPDESK_CHROMIUM names ${named}, and there is no program that can be started. Correct it, or leave it out.`,
    );
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const suffix = platform === 'win32' ? '.exe' : '';
  const candidates = onPath.flatMap((name) => folders.map((folder) => join(folder, name + suffix)));
  const found = [...candidates, ...usualPlaces(env, platform)].find(canRun);
  if (found !== undefined) return found;
  throw new AppError(
    'person',
    'browser_missing',
    'Clipdesk needs Chromium, Google Chrome or Microsoft Edge for its window, and found none. Install one (on Debian: apt-get install chromium), or name it in CLIPDESK_CHROMIUM.',
  );
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
