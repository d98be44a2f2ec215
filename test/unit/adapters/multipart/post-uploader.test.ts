import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../src/main/adapters/clock/system-clock.ts';
import { createHttpClient, type HttpClient } from '../../../../src/main/adapters/http/http-client.ts';
import { errorData, type AppError } from '../../../../src/main/errors/app-error.ts';
import { createUploadRoutes } from '../../../../src/main/adapters/uploads/upload-routes.ts';
import type { Uploader, UploadSource } from '../../../../src/main/ports/uploads.ts';
import { keepingLog } from '../../../servers/keeping-log.ts';
import { startScriptedHttp, type ScriptedHttp } from '../../../servers/scripted-http.ts';

let folder: string;
let server: ScriptedHttp;
let http: HttpClient;
const never = new AbortController().signal;
const call = { signal: never, onProgress: () => undefined };
const path = '/upload/UploadFile.ashx?jobID=353413&accountID=s3cret';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-post-'));
});
beforeEach(async () => {
  server = await startScriptedHttp();
  http = createHttpClient({ headersTimeout: 1000, bodyTimeout: 1000 });
});
afterEach(async () => {
  await http.close();
  await server.stop();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function open(field = 'file'): Uploader {
  return createUploadRoutes({ clock: { ...systemClock, now: () => 1000 }, log: keepingLog(), http }).post({
    url: server.origin + path,
    field,
  });
}

async function local(name: string, content: Buffer): Promise<UploadSource> {
  const file = join(folder, randomBytes(6).toString('hex'));
  await writeFile(file, content);
  return { path: file, name, size: content.byteLength };
}

describe('the body', () => {
  test.each([
    ['plain.jpg', 'plain.jpg', 'image/jpeg'],
    ['with "quotes" & more.png', 'with %22quotes%22 & more.png', 'image/png'],
    ['café 写真.tif', 'café 写真.tif', 'image/tiff'],
    ['100% #1;.bin', '100% #1;.bin', 'application/octet-stream'],
  ])('of %s', async (name, written, type) => {
    const content = randomBytes(1000);
    await open('my "field"').send(await local(name, content), call);
    const seen = server.seen[0];
    const boundary =
      /^multipart\/form-data; boundary=(\S+)$/.exec(seen?.headers['content-type'] ?? '')?.[1] ?? '';
    expect(boundary.length).toBeGreaterThan(30);
    expect(boundary.length).toBeLessThanOrEqual(70);
    const expected = Buffer.concat([
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="my %22field%22"; filename="${written}"\r\nContent-Type: ${type}\r\n\r\n`,
      ),
      content,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    expect(seen?.body.equals(expected)).toBe(true);
    expect(seen?.headers['content-length']).toBe(String(expected.byteLength));
    expect(seen?.headers['transfer-encoding']).toBeUndefined();
    expect(seen).toMatchObject({ method: 'POST', path });
  });

  test('of many small files is each one’s own, whatever their sizes, names and number at once', async () => {
    const uploader = open();
    const contents = [0, 1, 60_000, 70_000, 200_000, 256 * 1024, 256 * 1024 + 1].map((size) =>
      randomBytes(size),
    );
    const names = contents.map((_, index) => `${String(index)}${'写'.repeat(80)}"`.concat('.jpg'));
    for (let turn = 0; turn < 3; turn += 1)
      await Promise.all(
        contents.map(async (content, index) => uploader.send(await local(names[index] ?? '', content), call)),
      );
    await uploader.close();
    expect(server.seen).toHaveLength(3 * contents.length);
    for (const [index, content] of contents.entries()) {
      const same = server.seen.filter(({ body }) => body.includes(`filename="${String(index)}写`));
      expect(same).toHaveLength(3);
      for (const { body } of same) {
        const from = body.indexOf('\r\n\r\n') + 4;
        expect(body.subarray(from, from + content.byteLength).equals(content)).toBe(true);
        expect(body.subarray(from + content.byteLength).toString()).toMatch(/^\r\n------clipdesk-\S+--\r\n$/);
      }
    }
  });

  test('is sent again when the same host redirects it', async () => {
    const content = randomBytes(200_000);
    server.play((request, response) => {
      if (request.path === '/moved') response.writeHead(200).end();
      else response.writeHead(307, { location: '/moved' }).end();
    });
    await open().send(await local('a.jpg', content), call);
    expect(server.seen[1]?.body.includes(content)).toBe(true);
  });

  test('of a large file needs little memory, and progress waits for the server', async () => {
    const size = 80_000_000;
    const source = await local('large.tif', Buffer.alloc(size, 1));
    let taken = 0;
    let resume = (): void => undefined;
    server.playHead((request, response) => {
      let received = 0;
      request.on('data', (chunk: Buffer) => {
        received += chunk.byteLength;
        if (taken === 0 && received > 1_000_000) {
          taken = received;
          request.pause();
          resume();
        }
      });
      request.on('end', () => response.end());
      stalled.then(
        () => request.resume(),
        () => undefined,
      );
      return true;
    });
    let seen = 0;
    const paused = new Promise<void>((resolve) => (resume = resolve));
    let goOn = (): void => undefined;
    const stalled = new Promise<void>((resolve) => (goOn = resolve));
    global.gc?.();
    const before = process.memoryUsage().rss;
    const sending = open().send(source, { signal: never, onProgress: ({ sentBytes }) => (seen = sentBytes) });
    await paused;
    // Nobody reads any more: what is "sent" can only be what the two sockets hold, far from the whole file.
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toBeLessThan(size / 2);
    goOn();
    await sending;
    expect(seen).toBe(size);
    expect(process.memoryUsage().rss - before).toBeLessThan(size);
  });
});

describe('answers', () => {
  test.each([200, 201, 204])('%i is a success, whatever it says', async (status) => {
    server.play((_, response) => response.writeHead(status, { 'content-type': 'text/html' }).end());
    await open().send(await local('a.jpg', randomBytes(10)), call);
  });

  test.each([
    [401, 'retry', 'address_expired', false],
    [403, 'retry', 'address_expired', false],
    [404, 'gone', 'not_found', false],
    [413, 'person', 'too_large', false],
    [500, 'retry', 'server_error', true],
    [503, 'retry', 'unavailable', true],
    [302, 'person', 'moved', false],
  ])('%i means %s (%s)', async (status, action, code, maybeDone) => {
    server.play((_, response) =>
      response
        .writeHead(status, { 'retry-after': '30', location: '/x' })
        .end(`reason ${'x'.repeat(100_000)}`),
    );
    const error: unknown = await open()
      .send(await local('a.jpg', randomBytes(10)), call)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ action, code, maybeDone });
    expect(String(error)).not.toMatch(/s3cret|reason/);
    if (status === 503) expect(error).toMatchObject({ retryAt: 31_000 });
  });

  test('the words of the server are kept, short and without markup, addresses and sessions', async () => {
    server.play((_, response) =>
      response
        .writeHead(500)
        .end(
          `<html><head><title>x</title></head><body><h1>Disk&nbsp;quota</h1><p>of s3cret at https://x.example/a?b=c is used up. ${'long '.repeat(40_000)}</body>`,
        ),
    );
    const error = (await open()
      .send(await local('a.jpg', randomBytes(10)), call)
      .catch((thrown: unknown) => thrown)) as AppError;
    expect(error.details).toMatch(/^Disk quota of … at … is used up\. long long/);
    expect(error.details.length).toBeLessThanOrEqual(300);
    expect(errorData(error).details).toBe(error.details);
  });

  test('an answer lost after the whole body leaves the outcome open', async () => {
    server.play((_, response) => response.socket?.destroy());
    await expect(open().send(await local('a.jpg', randomBytes(100_000)), call)).rejects.toMatchObject({
      action: 'retry',
      code: 'connection_lost',
      maybeDone: true,
    });
    server.play(() => undefined);
    await expect(open().send(await local('a.jpg', randomBytes(100_000)), call)).rejects.toMatchObject({
      code: 'timeout',
      maybeDone: true,
    });
  });

  test('a connection cut before the whole body leaves nothing open', async () => {
    server.playHead((request) => {
      request.once('data', () => request.socket.destroy());
      return true;
    });
    await expect(open().send(await local('a.jpg', Buffer.alloc(30_000_000)), call)).rejects.toMatchObject({
      action: 'retry',
      code: 'connection_lost',
      maybeDone: false,
    });
  });

  test('a refusal that comes before the body is understood', async () => {
    server.playHead((request, response) => {
      request.resume();
      response.writeHead(413, { connection: 'close' }).end();
      return true;
    });
    await expect(open().send(await local('a.jpg', Buffer.alloc(5_000_000)), call)).rejects.toMatchObject({
      action: 'person',
      code: 'too_large',
    });
  });

  test('a file that is cut while it is sent is not called sent', async () => {
    const source = await local('a.jpg', Buffer.alloc(30_000_000));
    const cuts: Promise<void>[] = [];
    await expect(
      open().send(source, {
        signal: never,
        onProgress: ({ sentBytes }) => {
          if (sentBytes > 0 && cuts.length === 0) cuts.push(writeFile(source.path, 'short'));
        },
      }),
    ).rejects.toMatchObject({ action: 'retry', code: 'file_changed' });
    await Promise.all(cuts);
  });
});
