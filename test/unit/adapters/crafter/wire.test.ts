import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCrafter } from '../../../../src/main/adapters/crafter/crafter.ts';
import { createHttpClient } from '../../../../src/main/adapters/http/http-client.ts';
import { json, startScriptedHttp, type Script, type ScriptedHttp } from '../../../servers/scripted-http.ts';

const never = new AbortController().signal;
const http = createHttpClient({ headersTimeout: 2000 });
let server: ScriptedHttp;
beforeAll(async () => {
  server = await startScriptedHttp();
});
afterAll(async () => {
  await http.close();
  await server.stop();
});

function client() {
  return createCrafter({
    baseUrl: `${server.origin}/studio`,
    user: 'pat lens',
    password: async () => 's3cret-word',
    clock: { now: () => 0 },
    http,
  });
}

/** Signs in with a cookie, then plays. */
function afterLogin(script: Script): Script {
  return (request, response) => {
    if (!request.path.includes('/login.json')) return script(request, response);
    return json({}, 200, { 'set-cookie': 'JSESSIONID=abc; Path=/studio; HttpOnly' })(request, response);
  };
}

test('a rejection is sent as the document shows it', async () => {
  server.play(afterLogin(json({ status: 200, message: 'done', success: true })));
  await client().reject('my site', { reason: 'Not approved', items: ['/a.xml'], scheduledDate: null }, never);
  const [login, reject] = server.seen.slice(-2);
  expect(login?.headers['x-xsrf-token']).toMatch(/^[0-9a-f-]{36}$/);
  expect(login?.headers.cookie).toBe(`XSRF-TOKEN=${String(login?.headers['x-xsrf-token'])}`);
  expect(JSON.parse(String(login?.body))).toEqual({ username: 'pat lens', password: 's3cret-word' });
  expect(reject?.method).toBe('POST');
  expect(reject?.path).toBe(
    '/studio/api/1/services/api/1/workflow/reject.json?site_id=my+site&user=pat+lens',
  );
  expect(reject?.headers.cookie).toContain('JSESSIONID=abc');
  expect(reject?.headers['content-type']).toBe('application/json');
  expect(JSON.parse(String(reject?.body))).toEqual({ reason: 'Not approved', items: ['/a.xml'] });
});

test('the answer of the document is understood, comma and all', async () => {
  const script: Script = (_, response) =>
    response.end('{\n "status":200,\n "message":"a, } b <br/>sent.",\n "success":true,\n}');
  server.play(afterLogin(script));
  const said = await client().reject('s', { reason: '', items: ['/a'], scheduledDate: null }, never);
  expect(said).toBe('a, } b sent.');
});

test.each([[{}], [{ success: 'true' }], [[]], [null]])('%j is neither yes nor no', async (body) => {
  server.play(afterLogin(json(body)));
  await expect(
    client().reject('s', { reason: '', items: ['/a'], scheduledDate: null }, never),
  ).rejects.toMatchObject({ action: 'retry', code: 'bad_answer', maybeDone: true });
});

test('sites are read in both documented shapes', async () => {
  server.play(
    afterLogin(json({ total: 2, sites: [{ site_id: 'one' }, { id: 7, siteId: 'two', name: 'Two' }, {}] })),
  );
  expect(await client().sites(never)).toEqual([
    { id: 'one', name: 'one', description: '' },
    { id: 'two', name: 'Two', description: '' },
  ]);
});

test('items within items are found, each once, and paths are put together', async () => {
  const child = { uri: '/site/a/index.xml', submitted: true, internalName: 'A' };
  const documents = [
    {
      internalName: 'Pages',
      children: [{ uri: '/site/index.xml', submitted: 'true', children: [child] }, child],
    },
    { internalName: 'Assets', children: [{ name: 'b.jpg', path: '/static-assets', submitted: true }] },
    {
      internalName: 'Other',
      children: [
        { path: '/x/y.xml', name: 'y.xml' },
        { uri: '/off.xml', submitted: false },
      ],
    },
    null,
  ];
  server.play(afterLogin(json({ total: 4, documents })));
  const items = await client().waiting('s', never);
  expect(items.map(({ path }) => path)).toEqual([
    '/site/index.xml',
    '/site/a/index.xml',
    '/static-assets/b.jpg',
    '/x/y.xml',
  ]);
  expect(items[1]?.label).toBe('A');
});

test('a token the server sets anew is used from then on', async () => {
  let refused = 0;
  server.play((request, response) => {
    if (request.path.includes('/login.json')) return json({})(request, response);
    refused += 1;
    if (refused === 1) return json({ message: 'Invalid CSRF Token' }, 403)(request, response);
    return json({ success: true, message: '' })(request, response);
  });
  await client().reject('s', { reason: '', items: ['/a'], scheduledDate: null }, never);
  expect(refused).toBe(2);
});

test('a server that wants a token of its own making gets it back', async () => {
  server.play((request, response) => {
    const isLogin = request.path.includes('/login.json');
    if (request.headers['x-xsrf-token'] === 'theirs')
      return json(isLogin ? {} : { sites: [] })(request, response);
    return json({}, 403, { 'set-cookie': 'XSRF-TOKEN=theirs; Path=/' })(request, response);
  });
  expect(await client().sites(never)).toEqual([]);
});

test('a forgery check that never passes is said to be one', async () => {
  server.play(afterLogin(json({ message: 'Could not verify the provided CSRF token' }, 403)));
  await expect(
    client().reject('s', { reason: '', items: ['/a'], scheduledDate: null }, never),
  ).rejects.toMatchObject({ action: 'person', code: 'forgery_check', maybeDone: false });
});

test.each([
  ['"Not good"', 'Not good'],
  ['"One<br/>two &amp; <b>three</b>"', 'One\ntwo & three'],
  ['Bare words', 'Bare words'],
  ['""', null],
  ['', null],
  ['<html>no</html>', null],
  ['{"message":"x"}', null],
])('the reason %s kept ready reads as %j', async (body, text) => {
  server.play(afterLogin((_, response) => response.end(body)));
  expect(await client().cannedReason('s', 'Typos', never)).toBe(text);
});
