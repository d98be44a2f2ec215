import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from './driver/app.ts';
import { launch } from './driver/launch.ts';

let home = '';
let app: App;
let stranger: Server;
let strangerAddress = '';
const strangerWasAsked: string[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'clipdesk-security-'));
  stranger = createServer((request, response) => {
    strangerWasAsked.push(request.url ?? '');
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.end('<title>Elsewhere</title>');
  });
  await new Promise<void>((done) => stranger.listen(0, '127.0.0.1', done));
  strangerAddress = `http://127.0.0.1:${String((stranger.address() as AddressInfo).port)}`;
  app = await launch({ home });
});

afterAll(async () => {
  await app.close();
  await new Promise((done) => stranger.close(done));
  await rm(home, { recursive: true, force: true });
});

function frameOf(auxData: unknown): unknown {
  return typeof auxData === 'object' && auxData !== null ? Reflect.get(auxData, 'frameId') : undefined;
}

/** Evaluates in the window; promises are awaited. */
async function inPage(expression: string): Promise<unknown> {
  return app.page.evaluate(expression);
}

/** Where the window is and whether it is still the same document as when the test began. */
async function mark(): Promise<() => Promise<unknown>> {
  await inPage('void (window.sameDocument = true)');
  return () => inPage('window.sameDocument === true');
}

const isChromium = process.env['CLIPDESK_TEST_HOST'] !== 'electron';

test('the page has no Node, no Electron and no way to the DevTools binding', async () => {
  expect(
    await inPage(
      "['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer', 'clipdeskBinding'].filter((name) => name in globalThis)",
    ),
  ).toEqual([]);
  expect(await inPage('Object.keys(window.clipdesk).sort()')).toEqual(['onPush', 'pathsOf', 'request']);
  expect(
    await inPage('try { window.clipdesk.request = null } catch {} ; typeof window.clipdesk.request'),
  ).toBe('function');
});

test('inline scripts, code made of text and foreign scripts do not run', async () => {
  const outcome = await inPage(`(async () => {
    const violated = new Promise((resolve) =>
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true }));
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.body.append(script);
    const directive = await violated;
    const foreign = document.createElement('script');
    const failed = new Promise((resolve) => { foreign.onerror = () => resolve('failed'); foreign.onload = () => resolve('ran'); });
    foreign.src = ${JSON.stringify(strangerAddress)} + '/script.js';
    document.body.append(foreign);
    return { directive, inline: window.inlineRan ?? false, foreign: await failed };
  })()`);
  expect(outcome).toEqual({ directive: 'script-src-elem', inline: false, foreign: 'failed' });
  const evaluated = await inPage(`new Promise((resolve) => {
    document.addEventListener('securitypolicyviolation', (event) => resolve(event.blockedURI), { once: true });
    const button = document.createElement('button');
    button.setAttribute('onclick', 'window.handlerRan = true');
    document.body.append(button);
    button.click();
    button.remove();
  })`);
  expect(evaluated).toBe('inline');
  expect(await inPage('window.handlerRan ?? false')).toBe(false);
});

test('the page can fetch from nobody but itself', async () => {
  for (const address of [strangerAddress, 'https://example.com/', 'file:///etc/passwd']) {
    expect(await inPage(`fetch(${JSON.stringify(address)}).then(() => 'answered', () => 'refused')`)).toBe(
      'refused',
    );
  }
  expect(
    await inPage(`new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve('loaded');
      image.onerror = () => resolve('refused');
      image.src = ${JSON.stringify(strangerAddress)} + '/pixel.png';
    })`),
  ).toBe('refused');
  expect(strangerWasAsked).toEqual([]);
});

test('files outside of the renderer are not served', async () => {
  for (const path of [
    '/..%2f..%2fpackage.json',
    '/../main/app.js',
    '/%2e%2e/main/app.js',
    '/nothing.js',
    '/%00.js',
  ]) {
    expect(await inPage(`fetch(${JSON.stringify(path)}).then((answer) => answer.status)`)).toBe(404);
  }
});

test('every answer carries the strict policy', async () => {
  const policy = String(
    await inPage("fetch('/').then((answer) => answer.headers.get('content-security-policy'))"),
  );
  for (const rule of [
    "default-src 'none'",
    "script-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ]) {
    expect(policy).toContain(rule);
  }
  expect(policy).not.toContain('unsafe');
});

test.each([
  ['another site', () => `location.href = ${JSON.stringify(strangerAddress)}`],
  ['a secure site', () => "location.href = 'https://example.com/'"],
  ['a file', () => "location.href = 'file:///etc/passwd'"],
  ['a data address', () => "location.href = 'data:text/html,hello'"],
  ['another page of ours', () => "location.href = '/assets/other.html'"],
  [
    'a form',
    () =>
      `{ const form = document.createElement('form'); form.action = ${JSON.stringify(strangerAddress)}; form.method = 'post'; document.body.append(form); form.submit(); form.remove(); }`,
  ],
  [
    'a link',
    () =>
      `{ const link = document.createElement('a'); link.href = ${JSON.stringify(strangerAddress)}; document.body.append(link); link.click(); link.remove(); }`,
  ],
])('the window cannot be led to %s', async (_name, navigate) => {
  const isSame = await mark();
  await inPage(`(() => { ${navigate()} })()`);
  // A request of the page is answered only after the navigation before it was decided.
  expect(await inPage("window.clipdesk.request('queue.overview', []).then((answer) => answer.ok)")).toBe(
    true,
  );
  expect(await isSame()).toBe(true);
  expect(strangerWasAsked).toEqual([]);
});

/** Every page there is, asked of the browser itself. */
async function pagesOpen(): Promise<number> {
  const session = await app.page.browser().target().createCDPSession();
  try {
    const { targetInfos } = await session.send('Target.getTargets');
    return targetInfos.filter((info) => info.type === 'page').length;
  } finally {
    await session.detach();
  }
}

test('no new window opens', async () => {
  const isSame = await mark();
  expect(await inPage("window.open('https://example.com/') === null")).toBe(true);
  expect(await inPage("window.open('about:blank') === null")).toBe(true);
  await inPage(`(() => {
    const link = Object.assign(document.createElement('a'), { href: '/', target: '_blank', textContent: 'away' });
    document.body.append(link);
    link.click();
    link.remove();
  })()`);
  expect(await inPage("window.clipdesk.request('queue.overview', []).then((answer) => answer.ok)")).toBe(
    true,
  );
  expect(await pagesOpen()).toBe(1);
  expect(await isSame()).toBe(true);
});

test.runIf(isChromium)('a page opened by something outside of the window is closed at once', async () => {
  const session = await app.page.browser().target().createCDPSession();
  await session.send('Target.setDiscoverTargets', { discover: true });
  const closed = new Promise<string>((resolve) =>
    session.on('Target.targetDestroyed', ({ targetId }) => resolve(targetId)),
  );
  const { targetId } = await session.send('Target.createTarget', { url: 'about:blank' });
  expect(await closed).toBe(targetId);
  await session.detach();
});

test('a frame inside the page gets no bridge and reaches nothing', async () => {
  const found = await inPage(`(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const inside = frame.contentWindow;
    const names = ['clipdesk', 'clipdeskBinding'].filter((name) => typeof inside[name] !== 'undefined');
    frame.remove();
    return names;
  })()`);
  expect(found).toEqual([]);
  expect(
    await inPage(`new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true });
      const frame = document.createElement('iframe');
      frame.src = ${JSON.stringify(strangerAddress)};
      document.body.append(frame);
    })`),
  ).toBe('frame-src');
  await inPage("document.querySelectorAll('iframe').forEach((frame) => frame.remove())");
  expect(strangerWasAsked).toEqual([]);
});

test.runIf(isChromium)('even with the binding in its hands a frame is refused, by who it is', async () => {
  const session = await app.page.createCDPSession();
  const contexts: { readonly id: number; readonly frameId: unknown }[] = [];
  session.on('Runtime.executionContextCreated', ({ context }) =>
    contexts.push({ id: context.id, frameId: frameOf(context.auxData) }),
  );
  await session.send('Runtime.enable');
  await inPage(
    "void document.body.append(Object.assign(document.createElement('iframe'), { name: 'inner' }))",
  );
  // A debugger hands the binding out anew, under the name the host listens to.
  await session.send('Runtime.addBinding', { name: 'clipdeskBinding' });
  const top = (await session.send('Page.getFrameTree')).frameTree;
  const innerId = top.childFrames?.[0]?.frame.id;
  const inner = contexts.find((context) => context.frameId === innerId);
  if (inner === undefined) throw new Error('The frame has no context of its own');
  const ask = (contextId: number) =>
    session.send('Runtime.evaluate', {
      contextId,
      awaitPromise: true,
      returnByValue: true,
      expression: `new Promise((resolve) => {
        Object.defineProperty(globalThis, Symbol.for('clipdesk.receiver'), {
          configurable: true,
          value: { answer: (id, value) => resolve(value), push: () => undefined, files: () => [] },
        });
        clipdeskBinding(JSON.stringify({ kind: 'request', id: 1, method: 'jobs.list', args: [] }));
      })`,
    });
  const { result } = await ask(inner.id);
  expect(result.value).toMatchObject({ ok: false, error: { code: 'sender_refused' } });
  await inPage("document.querySelectorAll('iframe').forEach((frame) => frame.remove())");
  await session.detach();
  expect(await readFile(join(home, 'clipdesk.log'), 'utf8')).toContain('sender_refused');
});

test('unknown methods and wrong arguments are answered with a coded error', async () => {
  const ask = (method: unknown, args: unknown) =>
    inPage(`window.clipdesk.request(${JSON.stringify(method)}, ${JSON.stringify(args)})`);
  expect(await ask('system.about', [])).toMatchObject({ ok: true });
  for (const method of ['jobs.destroy', 'constructor', '__proto__', 'jobs.__proto__', '', 7, null]) {
    expect(await ask(method, [])).toMatchObject({ ok: false, error: { code: 'unknown_method' } });
  }
  for (const [method, args] of [
    ['jobs.get', []],
    ['jobs.get', [{}]],
    ['jobs.get', null],
    ['jobs.list', ['extra']],
    ['system.changeSettings', [{ unknown: 1 }]],
    ['system.openExternal', [7]],
  ] as const) {
    expect(await ask(method, args)).toMatchObject({ ok: false, error: { code: 'invalid_arguments' } });
  }
});

test('only secure pages are opened outside', async () => {
  for (const url of [
    'http://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ssh://host',
    'nonsense',
  ]) {
    expect(
      await inPage(`window.clipdesk.request('system.openExternal', [${JSON.stringify(url)}])`),
    ).toMatchObject({
      ok: false,
    });
  }
});

test('paths are given for real files only', async () => {
  expect(await inPage("window.clipdesk.pathsOf([new File(['x'], '/etc/passwd')])")).toEqual([]);
  expect(await inPage('window.clipdesk.pathsOf([])')).toEqual([]);
});

test('permissions are denied', async () => {
  for (const name of ['geolocation', 'camera', 'microphone']) {
    const state = `navigator.permissions.query({ name: '${name}' }).then((status) => status.state)`;
    expect(await inPage(state)).toBe('denied');
  }
  const listening = `navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'granted', () => 'refused')`;
  expect(await inPage(listening)).toBe('refused');
});
