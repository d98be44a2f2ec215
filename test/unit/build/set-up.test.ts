import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundlesAreCurrent, sourcesHash } from '../../../build/bootstrap/bundles.mjs';
import { firstMissingDependency } from '../../../build/bootstrap/dependencies.mjs';
import { electronAddress, installedElectron } from '../../../build/bootstrap/electron-binary.mjs';
import { nodeIsNewEnough } from '../../../build/bootstrap/node-version.mjs';
import { run } from '../../../build/bootstrap/run.mjs';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-set-up-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
}

test.each([
  ['20.19.0', true],
  ['20.19.1', true],
  ['20.18.9', false],
  ['18.20.4', false],
  ['22.0.0', true],
  ['24.21.0', true],
])('Node %s is new enough: %s', (version, enough) => {
  expect(nodeIsNewEnough(version)).toBe(enough);
});

const lock = {
  packages: {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/windows-only': { version: '1.0.0', optional: true },
  },
};

test('without installed packages the first locked one is missing', () => {
  expect(firstMissingDependency(lock, null)).toBe('node_modules/a');
});

test('another version of a package is a missing one', () => {
  expect(firstMissingDependency(lock, { packages: { 'node_modules/a': { version: '0.9.0' } } })).toBe(
    'node_modules/a',
  );
});

test('nothing is missing when all but other platforms are there, and extra packages do no harm', () => {
  const installed = {
    packages: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0' } },
  };
  expect(firstMissingDependency(lock, installed)).toBeNull();
});

test('the bundles are out of date as soon as a source changes, is added or is renamed', async () => {
  await put('src/main/index.ts', 'export {};');
  for (const file of [
    'main/index.js',
    'main/app.js',
    'main/chromium.js',
    'main/cli.js',
    'renderer/index.html',
  ]) {
    await put(join('out', file), '');
  }
  expect(bundlesAreCurrent(folder)).toBe(false);
  await put('out/.sources', sourcesHash(folder));
  expect(bundlesAreCurrent(folder)).toBe(true);

  await put('src/main/new.ts', '');
  expect(bundlesAreCurrent(folder)).toBe(false);
  await rm(join(folder, 'src/main/new.ts'));
  expect(bundlesAreCurrent(folder)).toBe(true);

  await put('src/main/index.ts', 'export { };');
  expect(bundlesAreCurrent(folder)).toBe(false);
  await put('src/main/index.ts', 'export {};');
  await rm(join(folder, 'out/main/cli.js'));
  expect(bundlesAreCurrent(folder)).toBe(false);
});

test('Electron is installed only when the executable that path.txt names is there', async () => {
  expect(installedElectron(folder)).toBeNull();
  await put('node_modules/electron/path.txt', 'electron');
  expect(installedElectron(folder)).toBeNull();
  await put('node_modules/electron/dist/electron', '');
  expect(installedElectron(folder)).toBe(join(folder, 'node_modules/electron/dist/electron'));
});

test('Electron comes from its releases, for this machine', () => {
  expect(electronAddress('45.4.1')).toMatch(/\/v45\.4\.1\/electron-v45\.4\.1-[a-z0-9]+-[a-z0-9]+\.zip$/);
});

test('a program that hangs is ended and said to have taken too long', async () => {
  const hang = ['-e', 'process.stdout.write("on"); setInterval(() => {}, 1000)'];
  const ended = await run(process.execPath, hang, { show: 'capture', limit: 1_500 });
  expect(ended).toMatchObject({ tooLong: true, output: 'on' });
  expect(ended.code).not.toBe(0);
});

test('the exit code of a program is passed on', async () => {
  const { code, tooLong } = await run(process.execPath, ['-e', 'process.exit(3)'], { show: 'capture' });
  expect({ code, tooLong }).toEqual({ code: 3, tooLong: false });
});
