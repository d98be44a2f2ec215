import { createServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isServiceHost, securedAddress } from '../../../../src/main/adapters/http/addresses.ts';
import {
  createHttpClient,
  type HttpCall,
  type HttpClient,
} from '../../../../src/main/adapters/http/http-client.ts';
import { readBounded, readJson } from '../../../../src/main/adapters/http/read-json.ts';
import { nextHop } from '../../../../src/main/adapters/http/redirects.ts';
import { makeCertificate } from '../../../servers/certificate.ts';
import { json, startScriptedHttp, type ScriptedHttp } from '../../../servers/scripted-http.ts';

let server: ScriptedHttp;
let elsewhere: ScriptedHttp;
let http: HttpClient;
const who = { service: 'Bright River', operation: 'trying' };

beforeEach(async () => {
  server = await startScriptedHttp();
  elsewhere = await startScriptedHttp();
  http = createHttpClient({ headersTimeout: 2000, bodyTimeout: 2000 });
});
afterEach(async () => {
  await http.close();
  await server.stop();
  await elsewhere.stop();
});

function call(path: string, more: Partial<HttpCall> = {}): HttpCall {
  return {
    method: 'GET',
    url: server.origin + path,
    headers: { 'X-Session-Token': 'secret' },
    body: null,
    signal: new AbortController().signal,
    changes: false,
    ...who,
    ...more,
  };
}

function body(text: string) {
  const bytes = Buffer.from(text);
  return { type: 'application/json', length: bytes.byteLength, open: () => bytes };
}

/** Redirects everything to `location`, except requests below /end. */
function redirect(status: number, location: string): void {
  server.play((request, response) => {
    if (request.path.startsWith('/end')) response.end('"there"');
    else response.writeHead(status, { location }).end();
  });
}

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])(
    'a read follows %i on the same host, tokens included',
    async (status) => {
      redirect(status, '/end?x=1');
      const moves: string[] = [];
      const answer = await http.send(call('/start', { onMoved: (to) => moves.push(to.href) }));
      expect(await readJson(answer, who)).toBe('there');
      expect(server.seen.map((seen) => seen.path)).toEqual(['/start', '/end?x=1']);
      expect(server.seen[1]?.headers['x-session-token']).toBe('secret');
      expect(moves).toEqual(status === 301 || status === 308 ? [`${server.origin}/end?x=1`] : []);
    },
  );

  test.each([307, 308])('%i repeats method and body', async (status) => {
    redirect(status, '/end');
    await readJson(
      await http.send(call('/start', { method: 'POST', body: body('{"a":1}'), changes: true })),
      who,
    );
    expect(server.seen[1]).toMatchObject({ method: 'POST', path: '/end' });
    expect(server.seen[1]?.body.toString()).toBe('{"a":1}');
    expect(server.seen[1]?.headers['content-length']).toBe('7');
  });

  test.each([301, 302, 303])('a change is not repeated for %i: the answer is handed on', async (status) => {
    redirect(status, '/end');
    const answer = await http.send(call('/start', { method: 'POST', body: body('{}'), changes: true }));
    expect(answer.status).toBe(status);
    answer.discard();
    expect(server.seen).toHaveLength(1);
  });

  test.each([301, 302, 307, 308])('%i to another host is refused: nothing goes there', async (status) => {
    redirect(status, `${elsewhere.origin}/end?sessionid=secret`);
    for (const more of [{}, { method: 'POST', body: body('{}'), changes: true }] as const) {
      const error: unknown = await http.send(call('/start', more)).then(
        (answer) => answer.status,
        (thrown: unknown) => thrown,
      );
      if (error === status) continue;
      expect(error).toMatchObject({ action: 'person', code: 'moved_elsewhere' });
      expect(String(error)).not.toContain('secret');
    }
    expect(elsewhere.seen).toHaveLength(0);
  });

  test('ends somewhere', async () => {
    redirect(302, '/again');
    await expect(http.send(call('/start'))).rejects.toMatchObject({ action: 'person', code: 'moved' });
    expect(server.seen).toHaveLength(6);
  });

  const from = new URL('https://api.example.com/jobs');
  test.each([
    ['http://api.example.com/jobs', 'refuse'],
    ['https://api.example.com:8443/jobs', 'refuse'],
    ['https://evil.example/jobs', 'refuse'],
    ['//evil.example/jobs', 'refuse'],
    ['https://user:pw@api.example.com/', 'refuse'],
    ['ftp://api.example.com/', 'refuse'],
    ['/jobs/', 'go'],
    ['https://api.example.com/v2', 'go'],
  ])('from https://api.example.com to %s: %s', (location, kind) => {
    expect(nextHop(302, location, from, { method: 'GET', ...who }).kind).toBe(kind);
  });

  test('the step up from http to https is the same host', () => {
    const plain = new URL('http://localhost/');
    expect(nextHop(301, 'https://localhost/x', plain, { method: 'GET', ...who }).kind).toBe('go');
    expect(nextHop(302, null, plain, { method: 'GET', ...who }).kind).toBe('stay');
    expect(nextHop(302, 'http://[broken', plain, { method: 'GET', ...who }).kind).toBe('stay');
  });
});

describe('connections', () => {
  test('serve many requests, also after answers without use', async () => {
    server.play(json({ a: 1 }));
    for (let count = 0; count < 20; count += 1) await readJson(await http.send(call('/')), who);
    expect(server.seen).toHaveLength(20);
  });

  test('are refused when the certificate is not trusted', async () => {
    const { certificate, key } = await makeCertificate();
    const secure = createServer({ cert: certificate, key }, (_, response) => response.end('1'));
    secure.listen(0, '127.0.0.1');
    await once(secure, 'listening');
    const url = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/`;
    await expect(http.send(call('', { url, changes: true }))).rejects.toMatchObject({
      action: 'retry',
      code: 'certificate',
      maybeDone: false,
    });
    const trusting = createHttpClient({ authorities: [certificate] });
    expect(await readJson(await trusting.send(call('', { url })), who)).toBe(1);
    await trusting.close();
    secure.closeAllConnections();
    secure.close();
  });

  test('that cannot be made say offline', async () => {
    await elsewhere.stop();
    await expect(http.send(call('', { url: `${elsewhere.origin}/` }))).rejects.toMatchObject({
      code: 'offline',
    });
    await expect(http.send(call('', { url: 'https://nowhere.invalid/' }))).rejects.toMatchObject({
      code: 'offline',
    });
  });
});

describe('reading', () => {
  test('stops at the limit even when no length was given', async () => {
    server.play((_, response) => {
      response.write(Buffer.alloc(600));
      response.end(Buffer.alloc(600));
    });
    await expect(readBounded(await http.send(call('/')), 1000, who)).rejects.toMatchObject({
      code: 'bad_answer',
    });
    server.play((_, response) => response.end(Buffer.alloc(1000)));
    expect(await readBounded(await http.send(call('/')), 1000, who)).toHaveLength(1000);
  });

  test('an answer of one piece per turn is fine', async () => {
    server.play((_, response) => {
      const text = JSON.stringify({ files: Array.from({ length: 50 }, (_, id) => ({ id })) });
      let at = 0;
      const next = (): void => {
        if (at >= text.length) response.end();
        else response.write(text.slice(at, (at += 7)), () => setImmediate(next));
      };
      next();
    });
    expect(await readJson(await http.send(call('/')), who)).toMatchObject({ files: { length: 50 } });
  });

  test('a byte order mark is no obstacle', async () => {
    server.play((_, response) => response.end('\uFEFF{"a":1}'));
    expect(await readJson(await http.send(call('/')), who)).toEqual({ a: 1 });
  });
});

describe('addresses', () => {
  test.each([
    ['http://storage.example.com/upload?jobID=1', 'https://storage.example.com/upload?jobID=1'],
    ['http://127.0.0.1:8080/upload', 'http://127.0.0.1:8080/upload'],
    ['http://storage.example.com:8080/upload', 'http://storage.example.com:8080/upload'],
    ['https://storage.example.com/upload', 'https://storage.example.com/upload'],
  ])('%s is asked as %s', (given, asked) => {
    expect(securedAddress(given)).toBe(asked);
  });

  test.each([
    ['https://api.bright-river.com', 'dev-storage01.bright-river.com', true],
    ['https://api.bright-river.com', 'dev-storage01.misterclipping.com', true],
    ['https://api.bright-river.com', 'bright-river.com.evil.example', false],
    ['https://api.bright-river.com', 'evilbright-river.com', false],
    ['https://api.bright-river.com', '127.0.0.1', false],
    ['https://api.studio.example.org', 'cdn.studio.example.org', true],
    ['https://api.studio.example.org', 'cdn.other.example.org', false],
    ['https://studio.co.uk', 'other.co.uk', false],
    ['http://127.0.0.1:5000', 'localhost', true],
    ['http://127.0.0.1:5000', '127.0.0.1', true],
    ['http://127.0.0.1:5000', 'example.org', false],
    ['https://192.168.1.5', '192.168.1.6', false],
  ])('of a service at %s, %s: %s', (base, host, expected) => {
    expect(isServiceHost(host, new URL(base))).toBe(expected);
  });
});
