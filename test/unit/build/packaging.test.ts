import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { filesOfEntries, type Manifest } from '../../../build/packaging/bundle-files.ts';
import { renderIcons } from '../../../build/packaging/render-icons.ts';
import { faultsOfBundle } from '../../../build/packaging/verify-bundle.ts';

const chunk = (file: string, imports: string[] = [], dynamicImports: string[] = []): Manifest[string] => ({
  file,
  imports,
  dynamicImports,
  css: [],
  assets: [],
});
const entry = (file: string, imports: string[]): Manifest[string] => ({
  ...chunk(file, imports),
  isEntry: true,
});

const manifest: Manifest = {
  'src/main/index.ts': entry('index.js', ['_shared.js', '_wire.js']),
  'src/main/chromium.ts': entry('chromium.js', ['_shared.js', '_browser.js']),
  '_shared.js': chunk('chunks/shared-1.js', [], ['src/main/later.ts']),
  '_wire.js': chunk('chunks/wire-1.js', ['_shared.js']),
  '_browser.js': chunk('chunks/browser-1.js'),
  'src/main/later.ts': chunk('chunks/later-1.js', ['_shared.js']),
};

test('what only the Chromium host needs is not shipped; what is loaded later is', () => {
  expect(filesOfEntries(manifest, ['index'])).toEqual([
    'chunks/later-1.js',
    'chunks/shared-1.js',
    'chunks/wire-1.js',
    'index.js',
  ]);
});

test('a missing entry is an error, not an empty package', () => {
  expect(() => filesOfEntries(manifest, ['cli'])).toThrow('cli');
});

const whole = [
  'package.json',
  'out/main/index.js',
  'out/main/app.js',
  'out/main/compare-worker.js',
  'out/main/inspect-worker.js',
  'out/main/look-worker.js',
  'out/main/register-worker.js',
  'out/main/practice-worker.js',
  'out/main/samples/pear.jpg',
  'out/preload/index.cjs',
  'out/renderer/index.html',
  'node_modules/sharp/package.json',
  'node_modules/keytar/prebuilds/linux-x64/keytar.node',
];
const harmless = (): Promise<string> => Promise.resolve('export {};');

test('a whole bundle has no faults', async () => {
  expect(await faultsOfBundle(whole, ['puppeteer-core'], harmless)).toEqual([]);
});

test('a missing part is named', async () => {
  const files = whole.filter((file) => file !== 'out/preload/index.cjs');
  expect(await faultsOfBundle(files, [], harmless)).toEqual(['out/preload/index.cjs is missing.']);
});

test('a browser driver in the bundle is a fault, as a package, as the host and as code', async () => {
  const files = [...whole, 'node_modules/puppeteer-core/index.js', 'out/main/chromium.js'];
  const faults = await faultsOfBundle(files, ['puppeteer-core'], (file) =>
    Promise.resolve(file === 'out/main/app.js' ? "send('Input.dispatchDragEvent')" : ''),
  );
  expect(faults).toHaveLength(3);
  expect(faults.join('\n')).toMatch(/Chromium host[\s\S]*puppeteer-core[\s\S]*app\.js/);
});

test('the icons of the three platforms are rendered from the one drawing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clipdesk-icons-'));
  try {
    await renderIcons(resolve(import.meta.dirname, '../../../build/icons/clipdesk.svg'), folder);

    const { width, height, hasAlpha } = await sharp(join(folder, 'linux/512x512.png')).metadata();
    expect({ width, height, hasAlpha }).toEqual({ width: 512, height: 512, hasAlpha: true });

    const windows = await readFile(join(folder, 'icon.ico'));
    expect(windows.readUInt16LE(4)).toBe(7);
    const last = 6 + 16 * 6;
    const biggest = windows.subarray(windows.readUInt32LE(last + 12));
    expect(biggest.length).toBe(windows.readUInt32LE(last + 8));
    expect((await sharp(biggest).metadata()).width).toBe(256);

    const apple = await readFile(join(folder, 'icon.icns'));
    expect(apple.toString('latin1', 0, 4)).toBe('icns');
    expect(apple.readUInt32BE(4)).toBe(apple.length);
    const types: string[] = [];
    for (let at = 8; at < apple.length; at += apple.readUInt32BE(at + 4))
      types.push(apple.toString('latin1', at, at + 4));
    expect(types).toContain('ic10');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
