import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPackage } from '@electron/asar';

/**
 * Makes a folder shaped like an unpacked Electron for Linux, for machines that cannot download one: enough for
 * electron-builder to lay the application out, with a program that says what it is instead of opening a window.
 * @param folder made anew
 * @param version the Electron version it stands in for
 */
export async function makeStandInDistribution(folder: string, version: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const resources = join(folder, 'distribution', 'resources');
  const defaultApp = join(folder, 'default-app');
  await mkdir(join(folder, 'distribution', 'locales'), { recursive: true });
  await mkdir(resources, { recursive: true });
  await mkdir(defaultApp, { recursive: true });

  await writeFile(join(defaultApp, 'package.json'), JSON.stringify({ name: 'stand-in', main: 'main.js' }));
  await writeFile(join(defaultApp, 'main.js'), '');
  await createPackage(defaultApp, join(resources, 'default_app.asar'));

  const distribution = join(folder, 'distribution');
  await writeFile(
    join(distribution, 'electron'),
    '#!/bin/sh\necho "This package was made without Electron and cannot open a window." >&2\nexit 1\n',
  );
  await chmod(join(distribution, 'electron'), 0o755);
  await writeFile(join(distribution, 'version'), version);
  await writeFile(join(distribution, 'LICENSE'), 'Stand-in for the Electron distribution.\n');
  await writeFile(join(distribution, 'LICENSES.chromium.html'), '');
}
