import { join } from 'node:path';
import { fewArenas } from './few-arenas.mjs';
import { projectEnvironment, projectNode, root } from './project.mjs';
import { run } from './run.mjs';
import { ensureSystemPackages } from './system-packages.mjs';
import { startVirtualDisplay } from './virtual-display.mjs';

/** Chromium refuses its sandbox to the superuser of Linux, and only there is it given up. */
const withoutSandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/**
 * Opens Clipdesk in Electron.
 * @param {string} binary
 * @param {readonly string[]} passed parameters for the application
 * @returns {Promise<number>} its exit code
 */
export async function openInElectron(binary, passed) {
  // Terminals inside Electron applications set it; Electron would start as a plain Node, without a window.
  const { ELECTRON_RUN_AS_NODE: _asNode, ...environment } = projectEnvironment();
  const { code } = await run(binary, [...withoutSandbox, root, ...passed], { folder: root, environment });
  return code;
}

/**
 * Opens Clipdesk in the installed Chromium.
 * @param {readonly string[]} passed parameters for the application
 * @returns {Promise<number>} its exit code
 */
export async function openInChromium(passed) {
  await ensureSystemPackages(['browser']);
  const { code } = await run(projectNode(), [join(root, 'out', 'main', 'chromium.js'), ...passed], {
    folder: root,
    environment: { ...fewArenas, ...projectEnvironment() },
  });
  return code;
}

/**
 * The guided tour: on a virtual screen on Linux, so that it is the same everywhere and leaves the pointer alone.
 * @param {readonly string[]} passed parameters for the tour
 * @returns {Promise<number>} its exit code
 */
export async function guidedTour(passed) {
  const display = process.platform === 'linux' ? await startVirtualDisplay() : null;
  try {
    const { code } = await run(projectNode(), [join(root, 'build', 'tour', 'tour.ts'), ...passed], {
      folder: root,
      environment: { ...projectEnvironment(), ...(display === null ? {} : { DISPLAY: display.name }) },
    });
    return code;
  } finally {
    await display?.stop();
  }
}
