import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBrightRiver } from '../../../../src/main/adapters/bright-river/bright-river.ts';
import { createHttpClient, type HttpClient } from '../../../../src/main/adapters/http/http-client.ts';
import type { BrightRiverApi } from '../../../../src/main/ports/bright-river.ts';
import { startScriptedHttp, type ScriptedHttp } from '../../../servers/scripted-http.ts';

let server: ScriptedHttp;
let elsewhere: ScriptedHttp;
let http: HttpClient;
let api: BrightRiverApi;
const never = new AbortController().signal;
const path = '/ajax/getimage.ashx?fileID=1&sessionid=s3cret';

beforeEach(async () => {
  server = await startScriptedHttp();
  elsewhere = await startScriptedHttp();
  http = createHttpClient({ headersTimeout: 2000, bodyTimeout: 500 });
  api = createBrightRiver({
    baseUrl: server.origin,
    credentials: async () => ({ clientToken: 'c', sessionToken: 's', ftpUser: '', ftpPassword: '' }),
    clock: { now: () => 0 },
    http,
  });
});
afterEach(async () => {
  await http.close();
  await server.stop();
  await elsewhere.stop();
});

async function all(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('streams a picture with its length and type, without any token', async () => {
  const picture = Buffer.alloc(500_000, 7);
  server.play((_, response) =>
    response
      .writeHead(200, { 'content-type': 'image/JPEG; x=1', 'content-length': String(picture.byteLength) })
      .end(picture),
  );
  const { body, size, type } = await api.fetchAddress(server.origin + path, never);
  expect({ size, type }).toEqual({ size: 500_000, type: 'image/jpeg' });
  expect((await all(body)).equals(picture)).toBe(true);
  expect(server.seen[0]?.path).toBe(path);
  expect(server.seen[0]?.headers['x-client-token']).toBeUndefined();
  expect(server.seen[0]?.headers['x-session-token']).toBeUndefined();
});

test('without a length the size is not known', async () => {
  server.play((_, response) => {
    response.write('ab');
    response.end('cd');
  });
  const { body, size } = await api.fetchAddress(server.origin + path, never);
  expect(size).toBeNull();
  expect((await all(body)).toString()).toBe('abcd');
});

test.each([401, 403])('%i means: ask for new addresses', async (status) => {
  server.play((_, response) => response.writeHead(status).end('no'));
  const error: unknown = await api
    .fetchAddress(server.origin + path, never)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ action: 'retry', code: 'address_expired' });
  expect(String(error)).not.toContain('s3cret');
});

test('a sign-in page with 200 is an address that is over too', async () => {
  server.play((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<form>'));
  await expect(api.fetchAddress(server.origin + path, never)).rejects.toMatchObject({
    code: 'address_expired',
  });
});

test.each([
  [404, 'gone', 'not_found'],
  [410, 'gone', 'gone'],
  [503, 'retry', 'unavailable'],
])('%i keeps its meaning', async (status, action, code) => {
  server.play((_, response) => response.writeHead(status).end());
  await expect(api.fetchAddress(server.origin + path, never)).rejects.toMatchObject({ action, code });
});

test('a picture that breaks off is an error, not a short picture', async () => {
  server.play((_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write(Buffer.alloc(400), () => response.socket?.destroy());
  });
  const { body } = await api.fetchAddress(server.origin + path, never);
  await expect(all(body)).rejects.toMatchObject({ action: 'retry', code: 'connection_lost' });
});

test('a picture that stands still is given up', async () => {
  server.play((_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write(Buffer.alloc(400));
  });
  const { body } = await api.fetchAddress(server.origin + path, never);
  await expect(all(body)).rejects.toMatchObject({ action: 'retry', code: 'timeout' });
});

test('nothing falls over when nobody reads on', async () => {
  server.play((_, response) => {
    response.writeHead(200, { 'content-length': '1000000' });
    response.write(Buffer.alloc(400_000));
  });
  const read = await api.fetchAddress(server.origin + path, never);
  for await (const chunk of read.body) {
    expect(chunk.byteLength).toBeGreaterThan(0);
    break;
  }
  await api.fetchAddress(server.origin + path, never);
  // The one that is never read runs into its time limit meanwhile, and then the connections end under it.
  const { body } = await api.fetchAddress(server.origin + path, never);
  await expect(all(body)).rejects.toMatchObject({ code: 'timeout' });
  await server.stop();
});

test('can be stopped in the middle', async () => {
  const stop = new AbortController();
  server.play((_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write(Buffer.alloc(400));
  });
  const { body } = await api.fetchAddress(server.origin + path, stop.signal);
  const read = all(body);
  stop.abort();
  await expect(read).rejects.toMatchObject({ code: 'cancelled' });
});

test.each([
  'https://example.org/x?sessionid=s3cret',
  'http://example.org/x',
  'file:///etc/passwd',
  'nonsense',
])('the foreign address %s is not gone to', async (address) => {
  const error: unknown = await api.fetchAddress(address, never).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ action: 'person' });
  expect(String(error)).not.toMatch(/s3cret|example|passwd/);
});

test('a redirect to another host is refused with the session in hand', async () => {
  server.play((_, response) => response.writeHead(302, { location: elsewhere.origin + path }).end());
  await expect(api.fetchAddress(server.origin + path, never)).rejects.toMatchObject({
    code: 'moved_elsewhere',
  });
  expect(elsewhere.seen).toHaveLength(0);
});
