import { ensureBundles } from './bundles.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { nodeIsNewEnough, oldestNode } from './node-version.mjs';
import { root } from './project.mjs';
import { say, SetUpError } from './say.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/**
 * Everything a command needs before it can start; does nothing, and says nothing, when nothing is missing.
 * @param {object} wants
 * @param {readonly import('./system-packages.mjs').Need[]} wants.system
 * @param {boolean} [wants.bundles] whether the built application is needed; true unless told
 * @throws {SetUpError}
 */
export async function setUp(wants) {
  if (!nodeIsNewEnough(process.versions.node)) {
    throw new SetUpError(
      `Clipdesk needs Node ${oldestNode} or newer for its set-up; this is ${process.versions.node}.`,
    );
  }
  await ensureDependencies(root);
  await ensureSystemPackages(wants.system);
  if (wants.bundles ?? true) await ensureBundles(root);
}

/**
 * Runs a command's main function: its number becomes the exit code, a set-up failure one plain message.
 * @param {() => Promise<number>} main
 */
export async function command(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
