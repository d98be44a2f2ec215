import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { exclusively } from './exclusively.mjs';
import { projectEnvironment, projectNode } from './project.mjs';
import { run } from './run.mjs';
import { say, SetUpError } from './say.mjs';

/** What the bundles are made of. */
const sources = ['src', 'electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];
/** What a complete build leaves behind. */
const results = ['main/index.js', 'main/app.js', 'main/chromium.js', 'main/cli.js', 'renderer/index.html'];

/**
 * Every file at or below a path, in a fixed order.
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(path) {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { withFileTypes: true })
      .sort((one, other) => (one.name < other.name ? -1 : 1))
      .flatMap((entry) =>
        entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)],
      );
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return [path];
    throw error;
  }
}

/**
 * One hash of the names and the contents of everything the bundles are made of. Contents, not times: a fresh clone and
 * a switched branch have times that say nothing.
 * @param {string} root the checkout
 * @returns {string} SHA-256, hex
 */
export function sourcesHash(root) {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesBelow(join(root, source)))) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file).split(sep).join('/')}\0${String(content.length)}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * Whether the bundles in `out/` are complete and made from the sources as they are now.
 * @param {string} root the checkout
 * @returns {boolean}
 */
export function bundlesAreCurrent(root) {
  const stamp = join(root, 'out', '.sources');
  if (!results.every((file) => existsSync(join(root, 'out', file)))) return false;
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesHash(root);
}

/**
 * Builds the three bundles with electron-vite when they are missing or older than their sources.
 * @param {string} root the checkout
 * @throws {SetUpError} when the build fails
 */
export async function ensureBundles(root) {
  if (bundlesAreCurrent(root)) return;
  await exclusively(root, () => build(root));
}

/** @param {string} root the checkout */
async function build(root) {
  if (bundlesAreCurrent(root)) return;
  say('Building Clipdesk …');
  const stamp = join(root, 'out', '.sources');
  // Gone before the build starts: a build that is cut short is never taken for a good one.
  rmSync(stamp, { force: true });
  const hash = sourcesHash(root);
  const { code, output } = await run(
    projectNode(root),
    [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'],
    { folder: root, environment: projectEnvironment(root), show: 'capture' },
  );
  if (code !== 0) throw new SetUpError(`${output.trim()}\nClipdesk could not be built: see the words above.`);
  writeFileSync(stamp, hash);
}
