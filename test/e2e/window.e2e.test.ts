import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { App } from './driver/app.ts';
import { launch } from './driver/launch.ts';
import { startProcess } from './driver/started-process.ts';

const root = resolve(import.meta.dirname, '../..');
const isChromium = process.env['CLIPDESK_TEST_HOST'] !== 'electron';
let folder = '';
let running: App[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-window-'));
});

afterEach(async () => {
  await Promise.all(running.map((app) => app.close()));
  running = [];
  // A browser that was cut off may still write its last files.
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

async function open(): Promise<App> {
  const app = await launch({ home: join(folder, 'home') });
  running.push(app);
  return app;
}

test('dropped files and folders arrive with their real paths, in the order given', async () => {
  const app = await open();
  const dropped = join(folder, 'KW 47 – Taschen');
  await mkdir(dropped);
  const picture = join(dropped, '-pear ä#.jpg');
  await cp(join(root, 'test/fixtures/pictures/pear.jpg'), picture);
  await app.page.evaluate(`void (window.dropped = new Promise((resolve) => {
    addEventListener('dragover', (event) => { event.preventDefault(); event.stopImmediatePropagation(); }, true);
    addEventListener('drop', (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      resolve(window.clipdesk.pathsOf([...event.dataTransfer.files]));
    }, true);
  }))`);
  await app.dropFiles([dropped, picture]);
  expect(await app.page.evaluate('window.dropped')).toEqual([dropped, picture]);
});

test('the chooser gives what was chosen, and nothing when it is closed', async () => {
  const app = await open();
  const choose = (method: string) =>
    app.page.evaluate(`window.clipdesk.request('system.${method}', ['Choose'])`);
  await app.chooseNext([folder]);
  expect(await choose('chooseFolder')).toEqual({ ok: true, value: folder });
  await app.chooseNext([join(folder, 'a'), join(folder, 'b')]);
  expect(await choose('chooseFiles')).toEqual({ ok: true, value: [join(folder, 'a'), join(folder, 'b')] });
  await app.chooseNext([]);
  expect(await choose('chooseFolder')).toEqual({ ok: true, value: null });
});

test('pushes reach the window, and one that loads again gets them too', async () => {
  const app = await open();
  for (const brandColour of ['#112233', '#445566']) {
    const told = app.page.evaluate(`new Promise((resolve) => {
      window.clipdesk.onPush((push) => { if (push.event === 'settings-changed') resolve(push.value.brandColour); });
      window.clipdesk.request('system.changeSettings', [{ brandColour: '${brandColour}' }]);
    })`);
    expect(await told).toBe(brandColour);
    await app.page.reload();
  }
});

test('closing the window ends Clipdesk, and it opens again on the same profile', async () => {
  const app = await open();
  await app.page.close();
  expect(await app.process.ended).toBe(0);
  const again = await open();
  await again.see('Clipdesk');
  expect(await again.close()).toBe(0);
  running = [];
});

test.runIf(isChromium)('a Clipdesk that is killed leaves no browser behind', async () => {
  const app = await open();
  const gone = new Promise<void>((resolve) => app.page.browser().once('disconnected', () => resolve()));
  app.process.child.kill('SIGKILL');
  await gone;
  await app.process.ended;
});

const secondStart = (...words: readonly string[]) =>
  startProcess(
    process.execPath,
    [join(root, 'out', 'main', 'chromium.js'), '--home', join(folder, 'home'), ...words],
    process.env,
    root,
  );

test.runIf(isChromium)(
  'a second start hands the files it was given to the first window, and ends',
  async () => {
    const app = await open();
    await app.click('Open the practice studio', 'button');
    await app.see('Drop a folder of photographs anywhere on this window');
    const dropped = join(folder, 'KW 48 second start');
    await mkdir(dropped);
    await cp(join(root, 'test/fixtures/pictures/pear.jpg'), join(dropped, 'pear.jpg'));
    const second = secondStart(dropped);
    expect(await second.ended).toBe(0);
    expect(second.printed()).toContain('{"event":"handed-over","paths":1}');
    await app.see('KW 48 second start');
  },
);

test.runIf(isChromium)('after the first window was killed, the next start opens at once', async () => {
  const app = await open();
  app.process.child.kill('SIGKILL');
  await app.process.ended;
  running = [];
  await app.page.browser().disconnect();
  const next = await open();
  await next.see('Clipdesk');
});

test.runIf(isChromium)('a start that fails says why and ends with 1, its window closed', async () => {
  const home = join(folder, 'home');
  await mkdir(home);
  const register = new DatabaseSync(join(home, 'register.sqlite'));
  register.exec('PRAGMA user_version = 1000');
  register.close();
  const failing = secondStart();
  expect(await failing.ended).toBe(1);
  expect(failing.printed()).toContain('This profile was last used by a newer Clipdesk.');
});

test.runIf(isChromium)('--check opens, sees the first screen and ends', async () => {
  const checked = startProcess(
    process.execPath,
    [join(root, 'out', 'main', 'chromium.js'), '--home', join(folder, 'home'), '--check'],
    process.env,
    root,
  );
  expect(await checked.ended).toBe(0);
  expect(checked.printed()).toContain('{"event":"ready"}');
});
