import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gzipSync } from 'node:zlib';
import { createBrightRiver } from '../../../../src/main/adapters/bright-river/bright-river.ts';
import { createHttpClient, type HttpClient } from '../../../../src/main/adapters/http/http-client.ts';
import type { ImageId, RemoteFileId, RemoteJobId } from '../../../../src/preload/contract/index.ts';
import { json, startScriptedHttp, type ScriptedHttp } from '../../../servers/scripted-http.ts';

const job = 353413 as RemoteJobId;
const file = 246016 as RemoteFileId;
const never = new AbortController().signal;
const credentials = {
  clientToken: 'client-secret',
  sessionToken: 'session-secret',
  ftpUser: '',
  ftpPassword: '',
};

let server: ScriptedHttp;
let http: HttpClient;
let answers = 0;

beforeEach(async () => {
  server = await startScriptedHttp();
  http = createHttpClient({ connectTimeout: 2000, headersTimeout: 500, bodyTimeout: 500 });
  answers = 0;
});
afterEach(async () => {
  await http.close();
  await server.stop();
});

function open(
  more: { path?: string; bodyEncoding?: () => 'json' | 'form'; tokens?: Partial<typeof credentials> } = {},
) {
  return createBrightRiver({
    baseUrl: server.origin + (more.path ?? ''),
    credentials: async () => ({ ...credentials, ...more.tokens }),
    clock: { now: () => 0 },
    http,
    ...(more.bodyEncoding === undefined ? {} : { bodyEncoding: more.bodyEncoding }),
    onAnswer: () => (answers += 1),
  });
}

function last() {
  const seen = server.seen.at(-1);
  if (seen === undefined) throw new Error('nothing was sent');
  return seen;
}

const newJob = {
  name: 'Job of früits',
  description: 'Clip',
  tags: ['Apple', 'Banana'],
  invoiceReference: null,
  isTest: true,
};

describe('requests', () => {
  test('carry the exact Accept, both tokens as headers, the length, and no token in the address', async () => {
    server.play(json({ id: 5, upload: {}, download: {} }, 201));
    await open().createJob(newJob, never);
    const { headers, path, method, body } = last();
    expect({ method, path }).toEqual({ method: 'POST', path: '/jobs' });
    expect(headers['accept']).toBe('application/json');
    expect(headers['x-client-token']).toBe('client-secret');
    expect(headers['x-session-token']).toBe('session-secret');
    expect(headers['content-type']).toBe('application/json');
    expect(headers['content-length']).toBe(String(body.byteLength));
    expect(headers['transfer-encoding']).toBeUndefined();
    expect(JSON.parse(body.toString())).toEqual({
      name: 'Job of früits',
      description: 'Clip',
      tags: ['Apple', 'Banana'],
      isTest: true,
    });
    expect(answers).toBe(1);
  });

  test.each([
    ['', '/jobs/353413'],
    ['/', '/jobs/353413'],
    ['/api/v1', '/api/v1/jobs/353413'],
    ['/api/v1/', '/api/v1/jobs/353413'],
  ])('a base address ending in %j', async (path, expected) => {
    server.play(json({ id: 353413 }));
    await open({ path }).job(job, never);
    expect(last().path).toBe(expected);
  });

  test('every operation goes where the documents say', async () => {
    const api = open();
    const review = {
      fileId: file,
      accepted: false,
      rejects: [
        {
          imageId: 246021 as ImageId,
          remark: 'makes shadows brighter',
          reasons: [{ reason: 'Cropping', pins: [{ x: 0.25, y: 0.5, radius: null }] }],
        },
      ],
    };
    server.play(json(undefined, 204));
    const calls: readonly (readonly [() => Promise<void>, string, unknown])[] = [
      [
        () => api.requestOffer(job, [{ name: 'a #1.jpg', remark: 'r', tags: ['t'] }], never),
        '/jobs/353413/requestoffer',
        { files: [{ fileName: 'a #1.jpg', remark: 'r', tags: ['t'] }] },
      ],
      [() => api.acceptOffer(job, never), '/jobs/353413/acceptoffer', {}],
      [() => api.closeJob(job, never), '/jobs/353413/close', {}],
      [() => api.acceptAll(job, never), '/jobs/353413/accept', { acceptedByUser: true }],
      [
        () => api.reviewAll(job, 'Cropping', never),
        '/jobs/353413/review',
        { reviews: [{ reason: 'Cropping' }] },
      ],
      [
        () => api.reviewFile(job, review, never),
        '/jobs/353413/files/246016/review',
        {
          acceptedByUser: false,
          reviews: [
            {
              fileId: 246016,
              rejects: [
                {
                  imageId: 246021,
                  customRejection: 'makes shadows brighter',
                  rejects: [{ reason: 'Cropping', positions: [{ xPercent: 0.25, yPercent: 0.5 }] }],
                },
              ],
            },
          ],
        },
      ],
    ];
    for (const [call, path, body] of calls) {
      await call();
      expect({
        method: last().method,
        path: last().path,
        body: JSON.parse(last().body.toString()) as unknown,
      }).toEqual({
        method: 'POST',
        path,
        body,
      });
      expect(last().headers['content-length']).toBe(String(last().body.byteLength));
    }
    server.play(json({ files: [] }));
    await api.files(job, never);
    expect(last()).toMatchObject({ method: 'GET', path: '/jobs/353413/files' });
    await api.filesForReview(job, never);
    expect(last()).toMatchObject({ method: 'GET', path: '/jobs/353413/filesforreview' });
    server.play(json({ status: 'CJ_NEW' }));
    expect(await api.jobStatus(job, never)).toBe('CJ_NEW');
    expect(last()).toMatchObject({ method: 'GET', path: '/jobs/353413/status' });
  });

  test('form encoding: texts as they are, deeper members as JSON', async () => {
    server.play(json({ id: 5 }, 201));
    const api = open({ bodyEncoding: () => 'form' });
    await api.createJob(newJob, never);
    expect(last().headers['content-type']).toBe('application/x-www-form-urlencoded');
    const form = new URLSearchParams(last().body.toString());
    expect(form.get('name')).toBe('Job of früits');
    expect(form.getAll('tags')).toEqual(['Apple', 'Banana']);
    expect(form.get('isTest')).toBe('true');
    await api.reviewAll(job, 'Cropping', never);
    expect(new URLSearchParams(last().body.toString()).get('reviews')).toBe('[{"reason":"Cropping"}]');
  });

  test.each([
    [{ clientToken: '' }, 'client_token', 'clientToken'],
    [{ sessionToken: '  ' }, 'session_token', 'sessionToken'],
    [{ sessionToken: 'a\r\nX-Evil: 1' }, 'session_token', 'sessionToken'],
    [{ clientToken: 'tökén' }, 'client_token', 'clientToken'],
  ])('a token that is none (%j) never leaves', async (tokens, code, field) => {
    await expect(open({ tokens }).job(job, never)).rejects.toMatchObject({ action: 'sign-in', code, field });
    expect(server.seen).toHaveLength(0);
  });

  test.each(['http://api.example.com', 'ftp://example.com', 'nonsense', 'https://user:pw@example.com'])(
    'a base address like %s is refused before anything is sent',
    async (baseUrl) => {
      const api = createBrightRiver({
        baseUrl,
        credentials: async () => credentials,
        clock: { now: () => 0 },
        http,
      });
      const error: unknown = await api.job(job, never).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ action: 'person' });
      expect(String(error)).not.toContain('example');
    },
  );
});

describe('odd answers', () => {
  test('204 with a body and 200 without one are both fine', async () => {
    server.play((_, response) => response.writeHead(200).end());
    await open().acceptOffer(job, never);
    server.play((_, response) => response.writeHead(204).end('not expected'));
    await open().acceptOffer(job, never);
  });

  const bad: readonly (readonly [string, Parameters<ScriptedHttp['play']>[0]])[] = [
    [
      'a web page',
      (_, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>sessionid=s3cret</html>'),
    ],
    ['cut off', (_, response) => response.writeHead(200).end('{"id": 5, "name": "s3cret')],
    ['no body where one is needed', (_, response) => response.writeHead(200).end()],
    ['another shape', json(['s3cret'])],
    ['without the id', json({ name: 's3cret' })],
    [
      'a length of 2 GB',
      (_, response) => response.writeHead(200, { 'content-length': '2147483648' }).write('{'),
    ],
    [
      'a gzip bomb',
      (_, response) =>
        response
          .writeHead(200, { 'content-encoding': 'gzip' })
          .end(gzipSync(Buffer.alloc(40 * 1024 * 1024, 0x20))),
    ],
    ['broken gzip', (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain')],
    [
      'an unknown coding',
      (_, response) => response.writeHead(200, { 'content-encoding': 'zstd2' }).end('{}'),
    ],
  ];
  test.each(bad)('%s is a bad answer, tried again', async (_, script) => {
    server.play(script);
    const error: unknown = await open()
      .job(job, never)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ action: 'retry', code: 'bad_answer', maybeDone: false });
    expect(JSON.stringify(error) + String(error)).not.toContain('s3cret');
  });

  test('an endless answer is dropped at the limit', async () => {
    server.play((_, response) => {
      response.writeHead(200);
      const piece = Buffer.alloc(1024 * 1024, 0x20);
      const more = (): void => {
        while (response.writable && response.write(piece)) continue;
      };
      response.on('drain', more);
      more();
    });
    await expect(open().job(job, never)).rejects.toMatchObject({ code: 'bad_answer' });
  });

  test('a compressed answer nobody asked for is understood', async () => {
    server.play((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"status":"CJ_NEW"}')),
    );
    expect(await open().jobStatus(job, never)).toBe('CJ_NEW');
    expect(last().headers['accept-encoding']).toBe('identity');
  });

  test('a lost answer to a change leaves its outcome open, to a read not', async () => {
    server.play((_, response) => response.socket?.destroy());
    await expect(open().acceptOffer(job, never)).rejects.toMatchObject({
      action: 'retry',
      code: 'connection_lost',
      maybeDone: true,
    });
    await expect(open().job(job, never)).rejects.toMatchObject({ code: 'connection_lost', maybeDone: false });
    server.play((_, response) => response.writeHead(201).end('{"id":'));
    await expect(open().createJob(newJob, never)).rejects.toMatchObject({
      code: 'bad_answer',
      maybeDone: true,
    });
  });

  test('a server that never answers, or stops in the middle, is given up', async () => {
    server.play(() => undefined);
    await expect(open().acceptOffer(job, never)).rejects.toMatchObject({ code: 'timeout', maybeDone: true });
    server.play((_, response) => response.writeHead(200, { 'content-length': '50' }).write('{'));
    await expect(open().job(job, never)).rejects.toMatchObject({ code: 'timeout' });
    expect(answers).toBe(1);
  });

  test('nobody there: offline, nothing done', async () => {
    await server.stop();
    await expect(open().acceptOffer(job, never)).rejects.toMatchObject({
      action: 'retry',
      code: 'offline',
      maybeDone: false,
    });
    expect(answers).toBe(0);
  });

  test('can be stopped while it waits', async () => {
    const stop = new AbortController();
    server.play(() => stop.abort());
    await expect(open().job(job, stop.signal)).rejects.toMatchObject({ action: 'retry', code: 'cancelled' });
    await expect(open().job(job, stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('errors keep the words of the table, the time to wait, and no secret', async () => {
    server.play(json({ code: 'missing_header', headerName: 'X-Client-Token' }, 400));
    await expect(open().job(job, never)).rejects.toMatchObject({ action: 'sign-in', field: 'clientToken' });
    server.play(json({ message: 'session-secret' }, 503, { 'retry-after': '7' }));
    const error: unknown = await open()
      .job(job, never)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ action: 'retry', retryAt: 7000 });
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
    expect(answers).toBe(2);
  });
});
