import { randomBytes } from 'node:crypto';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrightRiver } from '../../src/main/adapters/bright-river/bright-river.ts';
import { createHttpClient, type HttpClient } from '../../src/main/adapters/http/http-client.ts';
import type { BrightRiverApi } from '../../src/main/ports/bright-river.ts';
import { startNginx, type RunningNginx } from '../servers/nginx.ts';

const never = new AbortController().signal;
const content = randomBytes(900_000);
let server: RunningNginx;
let http: HttpClient;
let api: BrightRiverApi;

beforeAll(async () => {
  server = await startNginx();
  http = createHttpClient();
  api = createBrightRiver({
    baseUrl: server.origin,
    credentials: () => Promise.resolve({ clientToken: 'c', sessionToken: 's', ftpUser: '', ftpPassword: '' }),
    clock: { now: () => 0 },
    http,
  });
});
afterAll(async () => {
  await http.close();
  await server.stop();
});

async function all(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

test('a file comes whole from nginx, goes on in the middle, and anew once it has changed', async () => {
  const path = join(server.folder, 'bag 1.png');
  await writeFile(path, content);
  const address = `${server.origin}/bag%201.png`;
  const first = await api.fetchAddress(address, never);
  expect(first).toMatchObject({ type: 'image/png', size: content.byteLength, from: 0 });
  expect((await all(first.body)).equals(content)).toBe(true);
  expect(first.etag).not.toBeNull();

  const point = { from: 600_000, total: first.total, etag: first.etag, lastModified: first.lastModified };
  const rest = await api.fetchAddress(address, never, point);
  expect(rest).toMatchObject({ from: 600_000, total: content.byteLength });
  expect((await all(rest.body)).equals(content.subarray(600_000))).toBe(true);

  const changed = randomBytes(900_000);
  await writeFile(path, changed);
  await utimes(path, new Date(), new Date('2026-01-01T00:00:00Z'));
  const anew = await api.fetchAddress(address, never, point);
  expect(anew.from).toBe(0);
  expect((await all(anew.body)).equals(changed)).toBe(true);
  await expect(api.fetchAddress(`${server.origin}/gone.png`, never)).rejects.toMatchObject({
    action: 'gone',
  });
});
