import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectEnvironment, projectNode } from './project.mjs';
import { run } from './run.mjs';
import { say } from './say.mjs';

/** Milliseconds: how long the download server may take to answer, and the download itself. */
const limits = { answer: 4_000, download: 300_000 };

/**
 * The Electron binary the package `electron` has fetched, found as that package's own `index.js` does:
 * `path.txt` names the executable below `dist/`, or below `ELECTRON_OVERRIDE_DIST_PATH`.
 * @param {string} root the checkout
 * @returns {string | null} null when it is not installed
 */
export function installedElectron(root) {
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  const executable = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : null;
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const binary =
    override !== undefined && override !== ''
      ? join(override, executable ?? 'electron')
      : executable === null
        ? null
        : join(folder, 'dist', executable);
  return binary !== null && existsSync(binary) ? binary : null;
}

/**
 * Where the Electron of this checkout is downloaded from, as `@electron/get` composes it.
 * @param {string} version
 * @returns {string}
 */
export function electronAddress(version) {
  const mirror =
    process.env['ELECTRON_MIRROR'] ??
    process.env['npm_config_electron_mirror'] ??
    'https://github.com/electron/electron/releases/download/';
  const file = `electron-v${version}-${process.platform}-${process.arch}.zip`;
  return new URL(`v${version}/${file}`, mirror.endsWith('/') ? mirror : `${mirror}/`).href;
}

/**
 * Whether the Electron download answers at all: asked before anything waits for it.
 * @param {string} root the checkout
 * @returns {Promise<boolean>}
 */
export async function electronCanBeFetched(root) {
  const manifest = join(root, 'node_modules', 'electron', 'package.json');
  if (!existsSync(manifest)) return false;
  const { version } = /** @type {{ version: string }} */ (JSON.parse(readFileSync(manifest, 'utf8')));
  try {
    const answer = await fetch(electronAddress(version), {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(limits.answer),
    });
    return answer.status < 400;
  } catch {
    return false;
  }
}

/**
 * The Electron binary, fetched once if it is missing and can be had.
 * @param {string} root the checkout
 * @returns {Promise<string | null>} null when it cannot be had; the caller says what happens instead
 */
export async function ensureElectron(root) {
  const installed = installedElectron(root);
  if (installed !== null) return installed;
  if (!(await electronCanBeFetched(root))) return null;
  say('Fetching Electron …');
  await run(projectNode(root), [join(root, 'node_modules', 'electron', 'install.js')], {
    folder: root,
    environment: projectEnvironment(root),
    show: 'capture',
    limit: limits.download,
  });
  return installedElectron(root);
}
