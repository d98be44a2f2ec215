import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { build, Platform } from 'electron-builder';
import { z } from 'zod';
import { ensureElectron } from '../bootstrap/electron-binary.mjs';
import { projectEnvironment, root } from '../bootstrap/project.mjs';
import { run } from '../bootstrap/run.mjs';
import { hasDisplay, startVirtualDisplay } from '../bootstrap/virtual-display.mjs';
import { configuration } from '../electron-builder.config.ts';
import { shippedFiles } from './bundle-files.ts';
import { renderIcons } from './render-icons.ts';
import { makeStandInDistribution } from './stand-in-distribution.ts';
import { takeApart } from './verify-bundle.ts';

/** Milliseconds the packed application may take to show its first screen. */
const patience = 60_000;

const output = join(root, 'dist');
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const manifestSchema = z.object({ version: z.string(), devDependencies: z.record(z.string(), z.string()) });
const electronSchema = z.object({ version: z.string() });

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(JSON.parse(await readFile(file, 'utf8')));
}

/** The unpacked Electron to pack with: the genuine one, or a stand-in where it cannot be had. */
async function electronDistribution(): Promise<{ folder: string; version: string; genuine: boolean }> {
  const { version } = await readJson(join(root, 'node_modules/electron/package.json'), electronSchema);
  if ((await ensureElectron(root)) !== null) {
    return { folder: join(root, 'node_modules/electron/dist'), version, genuine: true };
  }
  print('The Electron distribution cannot be had here: the application folder is packed against a stand-in.');
  const folder = join(root, 'out', 'stand-in-electron');
  await makeStandInDistribution(folder, version);
  return { folder: join(folder, 'distribution'), version, genuine: false };
}

/** Every `app.asar` below the output folder. */
async function archives(): Promise<string[]> {
  const entries = await readdir(output, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name === 'app.asar')
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Opens the packed application's own code in the Chromium host and waits for its first screen. */
async function starts(application: string, home: string): Promise<string | null> {
  const display = hasDisplay() ? null : await startVirtualDisplay();
  try {
    const { code, output: words } = await run(
      process.execPath,
      [join(root, 'out/main/chromium.js'), '--bundle', application, '--home', home, '--check'],
      {
        environment: { ...projectEnvironment(), ...(display === null ? {} : { DISPLAY: display.name }) },
        show: 'capture',
        limit: patience,
      },
    );
    return code === 0 && words.includes('"event":"ready"')
      ? null
      : words.trim() || 'it showed no window in time';
  } finally {
    await display?.stop();
  }
}

async function main(): Promise<number> {
  const icons = join(root, 'out', 'icons');
  await renderIcons(join(root, 'build/icons/clipdesk.svg'), icons);
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });

  const electron = await electronDistribution();
  const files = await shippedFiles(root);
  const platform = electron.genuine ? Platform.current() : Platform.LINUX;
  const onlyFolder = !electron.genuine || process.argv.includes('--dir');
  const made = await build({
    projectDir: root,
    targets: platform.createTarget(onlyFolder ? 'dir' : null),
    config: configuration({ root, icons, output, files }, electron),
    publish: 'never',
  });

  const { devDependencies } = await readJson(join(root, 'package.json'), manifestSchema);
  const workplace = await mkdtemp(join(tmpdir(), 'clipdesk-package-'));
  try {
    const packed = await archives();
    if (packed.length === 0) throw new Error('Nothing was packed.');
    for (const [place, archive] of packed.entries()) {
      const application = join(workplace, `application-${place}`);
      const faults = await takeApart(archive, application, Object.keys(devDependencies));
      for (const fault of faults) print(`✗ ${fault}`);
      if (faults.length > 0) return 1;
      const size = ((await stat(archive)).size / 1e6).toFixed(1);
      print(`✓ ${relative(root, archive)}: ${size} MB, no Chromium host, no browser driver, no test code`);
      const complaint = await starts(application, join(workplace, `home-${place}`));
      if (complaint !== null) {
        print(`✗ The packed application did not start in the Chromium host: ${complaint}`);
        return 1;
      }
      print('✓ The packed application starts in the Chromium host');
    }
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
  for (const file of made.length > 0
    ? made
    : (await archives()).map((archive) => dirname(dirname(archive)))) {
    print(`Packed: ${relative(root, file)}`);
  }
  return 0;
}

process.exitCode = await main();
