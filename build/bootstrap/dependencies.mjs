import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './exclusively.mjs';
import { packagedNode, projectEnvironment } from './project.mjs';
import { run } from './run.mjs';
import { say, SetUpError } from './say.mjs';

/**
 * What npm's lock files say about one installed folder.
 * @typedef {{ version?: string, resolved?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockEntry
 * @typedef {{ packages?: Record<string, LockEntry> }} LockFile
 */

/**
 * The first package that is locked but not installed in that version, or null when nothing is missing.
 * Optional packages (other platforms' binaries) may be absent; packages installed on top of the lock do no harm.
 * @param {LockFile} wanted `package-lock.json`
 * @param {LockFile | null} installed `node_modules/.package-lock.json`, which npm writes last; null when there is none
 * @returns {string | null}
 */
export function firstMissingDependency(wanted, installed) {
  for (const [folder, entry] of Object.entries(wanted.packages ?? {})) {
    if (folder === '' || entry.optional === true || entry.devOptional === true) continue;
    if (installed?.packages?.[folder]?.version !== entry.version) return folder;
  }
  return null;
}

/**
 * @param {string} file
 * @returns {LockFile | null}
 */
function readLock(file) {
  try {
    return /** @type {LockFile} */ (JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/**
 * Whether anything locked is not installed.
 * @param {string} root the checkout
 * @throws {SetUpError} when there is no lock file
 */
function dependenciesAreMissing(root) {
  const wanted = readLock(join(root, 'package-lock.json'));
  if (wanted === null) throw new SetUpError('package-lock.json cannot be read: check the project out again.');
  return firstMissingDependency(wanted, readLock(join(root, 'node_modules', '.package-lock.json'))) !== null;
}

/**
 * Installs the locked dependencies when one is missing or of another version.
 * @param {string} root the checkout
 * @throws {SetUpError} when npm cannot install them
 */
export async function ensureDependencies(root) {
  if (!dependenciesAreMissing(root) && packagedNode(root) !== null) return;
  await exclusively(root, async () => {
    if (dependenciesAreMissing(root)) await install(root);
    await ensureProjectNode(root);
  });
}

/** @param {string} root the checkout */
async function install(root) {
  say('Installing the dependencies (npm ci) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { code, output } = await run(npm, ['ci', '--no-audit', '--no-fund'], {
    folder: root,
    show: 'capture',
    script: process.platform === 'win32',
  });
  if (code !== 0) {
    throw new SetUpError(`${output.trim()}\nThe dependencies could not be installed: see npm's words above.`);
  }
}

/**
 * The package `node` fetches its binary in an install script; where npm was told to run none, it is run here.
 * @param {string} root the checkout
 */
async function ensureProjectNode(root) {
  if (packagedNode(root) !== null) return;
  const folder = join(root, 'node_modules', 'node');
  if (existsSync(join(folder, 'installArchSpecificPackage.js'))) {
    say('Fetching the Node that Clipdesk runs on …');
    await run(process.execPath, ['installArchSpecificPackage.js'], {
      folder,
      environment: projectEnvironment(root),
      show: 'capture',
    });
  }
  if (packagedNode(root) === null && Number(process.versions.node.split('.')[0]) < 24) {
    throw new SetUpError(
      'Clipdesk runs on Node 24, and the npm package "node" has none for this machine: install Node 24 and try again.',
    );
  }
}
