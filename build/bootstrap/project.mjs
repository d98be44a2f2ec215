import { existsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this file belongs to. (Found the old way: a Node that is too old has to get as far as being told so.) */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * The Node that ships as the npm package `node`.
 * @param {string} folder the checkout
 * @returns {string | null} absolute path; null where its binary is not installed
 */
export function packagedNode(folder = root) {
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(folder, 'node_modules', 'node', 'bin', binary);
  return existsSync(path) ? path : null;
}

/**
 * The Node that every script, test and build runs on.
 * @param {string} folder the checkout
 * @returns {string} absolute path; this process's own Node where the npm package has none for this platform
 */
export function projectNode(folder = root) {
  return packagedNode(folder) ?? process.execPath;
}

/**
 * The environment in which project tools are started: the tools of the checkout come first.
 * @param {string} folder the checkout
 * @returns {NodeJS.ProcessEnv}
 */
export function projectEnvironment(folder = root) {
  const tools = join(folder, 'node_modules', '.bin');
  // Windows spells it `Path`; a second spelling would win or lose at random.
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const path = (process.env[name] ?? '').split(delimiter).filter((part) => part !== tools);
  return { ...process.env, [name]: [tools, ...path].join(delimiter) };
}
