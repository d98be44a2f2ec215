import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../src/main/adapters/clock/system-clock.ts';
import { createHttpClient, type HttpClient } from '../../../../src/main/adapters/http/http-client.ts';
import { createUploadRoutes } from '../../../../src/main/adapters/uploads/upload-routes.ts';
import type { Throttle } from '../../../../src/main/ports/throttle.ts';
import type { Uploader, UploadSource } from '../../../../src/main/ports/uploads.ts';
import { keepingLog } from '../../../servers/keeping-log.ts';

/** What a server of raw sockets does with a connection; HTTP servers are too polite for these. */
type Manners = (socket: Socket, bytes: number, data: Buffer) => void;

const never = new AbortController().signal;
const call = { signal: never, onProgress: () => undefined };

let folder: string;
let server: Server;
let http: HttpClient;
let connections = 0;
let manners: Manners;
const sockets = new Set<Socket>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-rude-'));
  http = createHttpClient({ headersTimeout: 1_000, bodyTimeout: 1_000 });
  connections = 0;
  server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    let bytes = 0;
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      bytes += data.length;
      manners(socket, bytes, data);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  await http.close();
  for (const socket of sockets) socket.destroy();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

function open(throttle?: Throttle): Uploader {
  const { port } = server.address() as AddressInfo;
  return createUploadRoutes({
    clock: { ...systemClock, now: () => Date.parse('2026-11-20T12:00:00Z') },
    log: keepingLog(),
    http,
    ...(throttle === undefined ? {} : { throttle }),
  }).post({ url: `http://127.0.0.1:${String(port)}/upload?accountID=s3cret`, field: 'file' });
}

async function local(size: number): Promise<UploadSource> {
  const path = join(folder, randomBytes(6).toString('hex'));
  await writeFile(path, Buffer.alloc(size, 7));
  return { path, name: 'a.jpg', size };
}

const refusal = (status: string, headers = '', body = ''): string =>
  `HTTP/1.1 ${status}\r\n${headers}Content-Length: ${String(Buffer.byteLength(body))}\r\nConnection: close\r\n\r\n${body}`;

describe('a refusal while the file still goes is understood', () => {
  test('at the head, and the connection is torn down at once', async () => {
    manners = (socket) => {
      socket.write(refusal('413 Too Large', '', '<h1>At most 2 MB</h1>'), () => socket.resetAndDestroy());
    };
    await expect(open().send(await local(20_000_000), call)).rejects.toMatchObject({
      action: 'person',
      code: 'too_large',
      maybeDone: false,
      details: 'At most 2 MB',
    });
  });

  test('in the middle, and the rest is not read any more', async () => {
    manners = (socket, bytes) => {
      if (bytes < 2_000_000 || socket.isPaused()) return;
      socket.pause();
      socket.write(refusal('403 Forbidden'));
    };
    await expect(open().send(await local(30_000_000), call)).rejects.toMatchObject({
      action: 'retry',
      code: 'address_expired',
    });
  });

  test('a success in the middle is none', async () => {
    manners = (socket, bytes) => {
      if (bytes < 1_000_000 || socket.isPaused()) return;
      socket.pause();
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    };
    await expect(open().send(await local(30_000_000), call)).rejects.toMatchObject({
      action: 'retry',
      maybeDone: false,
    });
  });
});

test.each([1_000, 2_000_000])('a server that stops reading after %i bytes is given up', async (at) => {
  manners = (socket, bytes) => {
    if (bytes >= at) socket.pause();
  };
  await expect(open().send(await local(30_000_000), call)).rejects.toMatchObject({
    action: 'retry',
    code: 'timeout',
    maybeDone: false,
  });
});

/** Reads one whole request of a body of that size, then answers. */
const answering =
  (size: number, answer: (socket: Socket) => void): Manners =>
  (socket, bytes) => {
    // Head and frame of the form are a few hundred bytes.
    if (bytes > size + 300) answer(socket);
  };

test.each([
  ['120', '2026-11-20T12:02:00Z'],
  ['Fri, 20 Nov 2026 12:05:00 GMT', '2026-11-20T12:05:00Z'],
])('503 with Retry-After: %s waits for exactly that', async (value, at) => {
  manners = answering(100_000, (socket) => {
    socket.end(refusal('503 Service Unavailable', `Retry-After: ${value}\r\n`));
  });
  await expect(open().send(await local(100_000), call)).rejects.toMatchObject({
    action: 'retry',
    code: 'unavailable',
    retryAt: Date.parse(at),
  });
});

test('an answer that trickles letter by letter is given up, and the file may be there', async () => {
  const timers: NodeJS.Timeout[] = [];
  manners = answering(100_000, (socket) => {
    if (timers.length > 0) return;
    const text = `HTTP/1.1 200 OK\r\nX-Slow: ${'a'.repeat(10_000)}\r\n\r\n`;
    let at = 0;
    timers.push(setInterval(() => socket.write(text[at++] ?? ''), 50));
  });
  const started = performance.now();
  await expect(open().send(await local(100_000), call)).rejects.toMatchObject({
    action: 'retry',
    code: 'timeout',
    maybeDone: true,
  });
  expect(performance.now() - started).toBeLessThan(5_000);
  for (const timer of timers) clearInterval(timer);
});

test('files one after the other go over one connection', async () => {
  let bytes = 0;
  manners = (socket, _, data) => {
    bytes += data.length;
    if (data.subarray(-4).toString() !== '--\r\n') return;
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  };
  const uploader = open();
  for (let turn = 0; turn < 5; turn += 1) await uploader.send(await local(300_000), call);
  expect(connections).toBe(1);
  expect(bytes).toBeGreaterThan(1_500_000);
});

test('all that goes asks for its share of the bandwidth, and waits for it', async () => {
  let asked = 0;
  let asks = 0;
  let waited = 0;
  const throttle: Throttle = {
    pass(bytes) {
      asked += bytes;
      asks += 1;
      if (asks % 32 !== 0) return null;
      waited += 1;
      return Promise.resolve();
    },
  };
  manners = (socket, _, data) => {
    if (data.subarray(-4).toString() === '--\r\n')
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  };
  const size = 2 * 1024 * 1024;
  await open(throttle).send(await local(size), call);
  // With the frame of the form: a few hundred bytes.
  expect(asked).toBeGreaterThan(size);
  expect(asked).toBeLessThan(size + 1_000);
  expect(waited).toBe(4);
});

test('many files need no more memory than a few', async () => {
  manners = (socket, _, data) => {
    if (data.subarray(-4).toString() === '--\r\n')
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  };
  const source = await local(4_000_000);
  const uploader = open();
  await uploader.send(source, call);
  const before = process.memoryUsage().rss;
  for (let turn = 0; turn < 40; turn += 1) await uploader.send(source, call);
  expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
});
