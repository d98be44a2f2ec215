import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { browserArguments } from '../../../src/main/hosts/chromium/browser-arguments.ts';
import { chooseByProgram } from '../../../src/main/hosts/chromium/choosers.ts';
import { findBrowser } from '../../../src/main/hosts/chromium/find-browser.ts';
import { openPage } from '../../../src/main/hosts/chromium/opener.ts';
import { createPageSource } from '../../../src/main/hosts/page-source.ts';
import { profileFolder } from '../../../src/main/hosts/profile-folder.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-hosts-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const onPosix = process.platform !== 'win32';

async function program(name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o700);
  return path;
}

test.runIf(onPosix)('the profile lies where the system keeps settings', () => {
  expect(profileFolder({}, 'linux', '/home/a')).toBe('/home/a/.config/Clipdesk');
  expect(profileFolder({ XDG_CONFIG_HOME: '/c' }, 'linux', '/home/a')).toBe('/c/Clipdesk');
  expect(profileFolder({ XDG_CONFIG_HOME: 'c' }, 'linux', '/home/a')).toBe('/home/a/.config/Clipdesk');
  expect(profileFolder({}, 'darwin', '/Users/a')).toBe('/Users/a/Library/Application Support/Clipdesk');
  expect(profileFolder({ APPDATA: '/r' }, 'win32', '/Users/a')).toBe('/r/Clipdesk');
});

test.runIf(onPosix)('the browser that is named is taken, then the first one found', async () => {
  const chrome = await program('google-chrome', '');
  const other = await program('my-browser', '');
  expect(findBrowser({ CLIPDESK_CHROMIUM: other, PATH: folder }, 'linux')).toBe(other);
  expect(findBrowser({ PATH: folder }, 'linux')).toBe(chrome);
  expect(() => findBrowser({ CLIPDESK_CHROMIUM: join(folder, 'none'), PATH: folder }, 'linux')).toThrow(
    /CLIPDESK_CHROMIUM/,
  );
  expect(() => findBrowser({ CLIPDESK_CHROMIUM: folder }, 'linux')).toThrow(/CLIPDESK_CHROMIUM/);
  expect(() => findBrowser({ PATH: '' }, 'win32')).toThrow(/Install one/);
});

test('the sandbox is given up as root on Linux and nowhere else, the port opened only when asked for', () => {
  const given = (platform: NodeJS.Platform, userId: number | null, devtoolsPort: number | null = null) =>
    browserArguments({ address: 'https://a/', platform, userId, devtoolsPort }).join(' ');
  expect(given('linux', 0)).toContain('--no-sandbox');
  expect(given('linux', 1000)).not.toContain('--no-sandbox');
  expect(given('darwin', 0)).not.toContain('--no-sandbox');
  expect(given('win32', null)).not.toContain('--no-sandbox');
  expect(given('linux', 0)).not.toContain('--remote-debugging-port');
  expect(given('linux', 0, 9222)).toContain(
    '--remote-debugging-port=9222 --remote-debugging-address=127.0.0.1',
  );
});

test.runIf(onPosix)('the dialog program gets the title as one argument and answers with paths', async () => {
  const chooser = await program('chooser', 'printf "%s\\n" "$@" "/a b/ü#.jpg"');
  const title = 'Where to? $(touch x); --directory';
  const chosen = await chooseByProgram('folder', title, { CLIPDESK_CHOOSER: chooser }, 'linux');
  expect(chosen).toEqual({
    kind: 'chosen',
    paths: ['--file-selection', `--title=${title}`, '--directory', '/a b/ü#.jpg'],
  });
  const closed = await program('closed', 'echo /half; exit 1');
  expect(await chooseByProgram('files', title, { CLIPDESK_CHOOSER: closed }, 'linux')).toEqual({
    kind: 'chosen',
    paths: [],
  });
  expect(await chooseByProgram('files', title, { CLIPDESK_CHOOSER: join(folder, 'no') }, 'linux')).toEqual({
    kind: 'no-program',
  });
});

test.each(['http://example.com', 'file:///etc/passwd', 'javascript:1', '-x', ''])(
  '%s is not opened',
  async (url) => {
    await expect(openPage(url)).rejects.toMatchObject({ code: 'not_https' });
  },
);

test('the page gets its own files, pictures from the application, and nothing from outside of its folder', async () => {
  const root = join(folder, 'renderer');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(join(root, 'index.html'), '<p>');
  await writeFile(join(root, 'assets', 'a-1.js'), 'a');
  await writeFile(join(folder, 'secret.js'), 's');
  await writeFile(join(root, 'unknown.bin'), 'b');
  const asked: string[] = [];
  const source = createPageSource(root, {
    async picture(path) {
      asked.push(path);
      if (path.includes('broken')) throw new Error('no');
      return { status: 200, type: 'image/webp', body: new Uint8Array([1]), cacheControl: 'no-store' };
    },
  });
  const get = (path: string) => source.get(new URL(path, 'https://clipdesk.internal'));
  expect(await get('/')).toMatchObject({
    status: 200,
    type: 'text/html; charset=utf-8',
    cacheControl: 'no-store',
  });
  expect((await get('/assets/a-1.js')).cacheControl).toContain('immutable');
  expect(await get('/pictures/j/f?edge=96')).toMatchObject({ status: 200, type: 'image/webp' });
  expect(asked).toEqual(['/pictures/j/f?edge=96']);
  for (const path of [
    '/..%2fsecret.js',
    '/%2e%2e/secret.js',
    '/%00',
    '/%',
    '/assets',
    '/unknown.bin',
    '/pictures/broken',
  ]) {
    expect(await get(path), path).toMatchObject({ status: 404 });
  }
});
