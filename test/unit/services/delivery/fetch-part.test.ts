import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFetchAddress } from '../../../../src/main/adapters/bright-river/fetch-address.ts';
import { systemClock } from '../../../../src/main/adapters/clock/system-clock.ts';
import { createFiles } from '../../../../src/main/adapters/files/local-files.ts';
import { createHttpClient, type HttpClient } from '../../../../src/main/adapters/http/http-client.ts';
import { createImages } from '../../../../src/main/adapters/images/create-images.ts';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import type { Store } from '../../../../src/main/ports/store.ts';
import type { Throttle } from '../../../../src/main/ports/throttle.ts';
import { createPartFetcher, type FetchedPart } from '../../../../src/main/services/delivery/fetch-part.ts';
import { createThrottle } from '../../../../src/main/services/network/create-throttle.ts';
import { sweepParts } from '../../../../src/main/services/delivery/sweep-parts.ts';
import { downloadItem } from '../../../../src/main/services/transfers/job-items.ts';
import type { FileId, ImageId, JobId, QueueItemId } from '../../../../src/preload/contract/index.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { jobRecord } from '../../../fakes/records.ts';
import { silentLog } from '../../../servers/application-fixture.ts';
import { startScriptedHttp, type ScriptedHttp, type SeenRequest } from '../../../servers/scripted-http.ts';

const never = new AbortController().signal;
const picture = randomBytes(3_000_000);
const md5 = createHash('md5').update(picture).digest('hex');
const block = 64 * 1024;

let folder: string;
let store: Store;
let http: HttpClient;
let server: ScriptedHttp;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-part-'));
  store = await openSqliteStore({ folder: join(folder, 'profile'), clock: systemClock, log: silentLog });
  http = createHttpClient({ bodyTimeout: 2_000 });
  server = await startScriptedHttp();
});
afterEach(async () => {
  await server.stop();
  await http.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const path = (): string => join(folder, 'out', 'bag.png');
const ownPart = /^bag\.png\.[\da-f]{8}\.part$/;

/** A fetcher as a newly started Clipdesk has it: it knows only the register and the disk. */
function fetchOnce(
  signal = never,
  onProgress: (bytes: number) => void = () => undefined,
  throttle: Throttle = { pass: () => null },
): Promise<FetchedPart> {
  const fetchAddress = createFetchAddress({
    baseUrl: server.origin,
    service: 'the service',
    http,
    clock: systemClock,
    onAnswer: () => undefined,
  });
  const fetcher = createPartFetcher({
    store,
    clock: systemClock,
    files: createFiles(),
    images: createImages(),
    throttle,
    newId: randomUUID,
  });
  return fetcher.fetch(
    {
      jobId: 'job' as JobId,
      imageId: 7 as ImageId,
      path: path(),
      title: 'bag.png',
      source: (resume) => fetchAddress(`${server.origin}/bin?fileID=7`, signal, resume),
      onProgress,
    },
    signal,
  );
}

interface Served {
  readonly content?: Buffer;
  readonly etag?: string | null;
  readonly modified?: string | null;
  /** The connection ends after so many bytes of this answer's body. */
  readonly cut?: number;
  readonly ranges?: 'strict' | 'ignored' | 'refused' | 'wrong-part' | 'wrong-total';
  readonly headers?: Readonly<Record<string, string>>;
  readonly length?: 'told' | 'untold';
}

/** Answers as RFC 9110 wants it, but for what `served` makes go wrong. */
function serve(request: SeenRequest, response: ServerResponse, served: Served = {}): void {
  const content = served.content ?? picture;
  const etag = served.etag === undefined ? '"v1"' : served.etag;
  const modified = served.modified ?? null;
  const ifRange = request.headers['if-range'];
  const asked = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? Number.NaN);
  const mayContinue = ifRange === undefined || ifRange === etag || ifRange === modified;
  const isPart = !Number.isNaN(asked) && mayContinue && served.ranges !== 'ignored';
  if (isPart && (served.ranges === 'refused' || asked >= content.length)) {
    response.writeHead(416, { 'content-range': `bytes */${String(content.length)}` }).end();
    return;
  }
  const first = isPart ? (served.ranges === 'wrong-part' ? 0 : asked) : 0;
  const body = content.subarray(first);
  const total = served.ranges === 'wrong-total' ? content.length + 1 : content.length;
  response.writeHead(isPart ? 206 : 200, {
    ...(served.length === 'untold' ? {} : { 'content-length': String(body.length) }),
    ...(etag === null ? {} : { etag }),
    ...(modified === null ? {} : { 'last-modified': modified }),
    ...(isPart
      ? { 'content-range': `bytes ${String(first)}-${String(content.length - 1)}/${String(total)}` }
      : {}),
    ...served.headers,
  });
  if (served.cut === undefined) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, served.cut), () => response.socket?.destroy());
}

async function onDisk(part: FetchedPart): Promise<string> {
  return createHash('md5')
    .update(await readFile(part.part))
    .digest('hex');
}

test('every byte that comes is asked for, and comes at the rate the person allows', async () => {
  const clock = new FakeClock();
  const began = clock.now();
  const limited = createThrottle(clock, { limit: 1_000_000, hours: null });
  let asked = 0;
  server.play((request, response) => serve(request, response));
  const part = await fetchOnce(never, undefined, {
    pass(bytes, signal) {
      asked += bytes;
      const waiting = limited.pass(bytes, signal);
      // Time goes by only while it waits for its turn.
      if (waiting !== null) clock.advance(clock.nextIn ?? 0);
      return waiting;
    },
  });
  expect(part).toMatchObject({ size: picture.length, md5 });
  expect(asked).toBe(picture.length);
  const seconds = (clock.now() - began) / 1_000;
  expect(seconds).toBeGreaterThan(2.5);
  expect(seconds).toBeLessThan(3.1);
});

describe('a download that broke off goes on', () => {
  test.each([
    ['in the first block', 20_000],
    ['in the middle', 1_500_000],
    ['in the last block', picture.length - 10],
    ['after the last byte', picture.length],
  ])('%s', async (_, cut) => {
    server.play((request, response) => serve(request, response, { cut }));
    const first = await fetchOnce().catch((thrown: unknown) => thrown);
    server.play((request, response) => serve(request, response));
    const part =
      cut === picture.length && !(first instanceof Error) ? (first as FetchedPart) : await fetchOnce();
    expect(part).toMatchObject({ size: picture.length, md5 });
    expect(await onDisk(part)).toBe(md5);
    const ranges = server.seen.map((request) => request.headers.range).filter((range) => range !== undefined);
    // What fits into one block is not worth a question.
    if (cut > block && cut < picture.length) {
      expect(ranges).toHaveLength(1);
      expect(Number(/\d+/.exec(ranges[0] ?? '')?.[0])).toBeGreaterThan(0);
      expect(server.seen.at(-1)?.headers['if-range']).toBe('"v1"');
    }
    expect(await readdir(join(folder, 'out'))).toEqual([expect.stringMatching(ownPart)]);
  });

  test.each<[string, Served]>([
    ['the server ignores ranges', { ranges: 'ignored' }],
    ['the server refuses them', { ranges: 'refused' }],
    ['another part comes than was asked for', { ranges: 'wrong-part' }],
    ['the whole has another length now', { ranges: 'wrong-total' }],
    ['the tag is another one', { etag: '"v2"' }],
  ])('from the beginning when %s', async (_, served) => {
    server.play((request, response) => serve(request, response, { cut: 1_500_000 }));
    await expect(fetchOnce()).rejects.toMatchObject({ action: 'retry' });
    server.play((request, response) => serve(request, response, served));
    const part = await fetchOnce();
    expect(part).toMatchObject({ size: picture.length, md5 });
    expect(await onDisk(part)).toBe(md5);
  });

  test('from the beginning when the file changed and nothing but its bytes says so', async () => {
    const other = randomBytes(picture.length);
    server.play((request, response) => serve(request, response, { cut: 1_500_000, etag: null }));
    await expect(fetchOnce()).rejects.toMatchObject({ action: 'retry' });
    server.play((request, response) => serve(request, response, { content: other, etag: null }));
    const part = await fetchOnce();
    expect(await readFile(part.part)).toEqual(other);
  });

  test('from the beginning when it was touched up at both ends and the server tells neither tag nor date', async () => {
    const touched = Buffer.concat([randomBytes(500), picture.subarray(500, -500), randomBytes(500)]);
    server.play((request, response) => serve(request, response, { cut: 1_500_000, etag: null }));
    await expect(fetchOnce()).rejects.toMatchObject({ action: 'retry' });
    server.play((request, response) => serve(request, response, { content: touched, etag: null }));
    const part = await fetchOnce();
    expect((await readFile(part.part)).equals(touched)).toBe(true);
  });

  test('by its date when there is no tag; a weak tag is none', async () => {
    const modified = 'Fri, 20 Nov 2026 14:05:00 GMT';
    server.play((request, response) =>
      serve(request, response, { cut: 1_500_000, etag: 'W/"v1"', modified }),
    );
    await expect(fetchOnce()).rejects.toMatchObject({ action: 'retry' });
    server.play((request, response) => serve(request, response, { etag: 'W/"v1"', modified }));
    expect(await fetchOnce()).toMatchObject({ md5 });
    expect(server.seen.at(-1)?.headers['if-range']).toBe(modified);
  });
});

describe('at the end it is checked', () => {
  test('a file whose announced MD5 is another one is thrown away', async () => {
    const headers = { 'content-md5': createHash('md5').update('other').digest('base64') };
    server.play((request, response) => serve(request, response, { headers }));
    await expect(fetchOnce()).rejects.toMatchObject({ action: 'retry', code: 'download_damaged' });
    expect(await readdir(join(folder, 'out'))).toEqual([]);
  });

  test('the MD5 of nothing is no MD5', async () => {
    const headers = { 'content-md5': createHash('md5').digest('base64') };
    server.play((request, response) => serve(request, response, { headers }));
    expect(await fetchOnce()).toMatchObject({ md5 });
  });

  test('with no length and no MD5 the picture itself says whether it is whole', async () => {
    const whole = await readFile(join(import.meta.dirname, '../../../fixtures/pictures/pear.jpg'));
    const half = whole.subarray(0, Math.floor(whole.length / 2));
    server.play((request, response) =>
      serve(request, response, { content: half, length: 'untold', etag: null }),
    );
    await expect(fetchOnce()).rejects.toMatchObject({ code: 'download_damaged' });
    server.play((request, response) =>
      serve(request, response, { content: whole, length: 'untold', etag: null }),
    );
    expect(await fetchOnce()).toMatchObject({ size: whole.length });
  });
});

test('a part lies under a name nobody else would choose, and nothing is left where nothing came', async () => {
  let others: Promise<unknown> = Promise.resolve();
  server.play((_request, response) => {
    others = writeFile(`${path()}.part`, 'a browser’s');
    response.writeHead(503).end();
  });
  await expect(fetchOnce()).rejects.toMatchObject({ action: 'retry' });
  await others;
  expect(await readdir(join(folder, 'out'))).toEqual(['bag.png.part']);
  expect(await store.read.parts()).toEqual([]);
  server.play((request, response) => serve(request, response));
  expect((await fetchOnce()).part.slice(join(folder, 'out').length + 1)).toMatch(ownPart);
  expect(await readFile(`${path()}.part`, 'utf8')).toBe('a browser’s');
});

test('a note whose file never was, as a power cut leaves it, makes no file of somebody else’s Clipdesk’s', async () => {
  server.play((request, response) => serve(request, response, { cut: 1_500_000 }));
  await expect(fetchOnce()).rejects.toMatchObject({ action: 'retry' });
  const [note] = await store.read.parts();
  await rm(note?.path ?? '');
  await writeFile(`${path()}.part`, 'a browser’s');
  server.play((request, response) => serve(request, response));
  const part = await fetchOnce();
  expect(part).toMatchObject({ part: note?.path, md5 });
  expect(await onDisk(part)).toBe(md5);
  expect(await readFile(`${path()}.part`, 'utf8')).toBe('a browser’s');
});

test('a part of an earlier Clipdesk, whose name had no token, is gone on from', async () => {
  server.play((request, response) => serve(request, response, { cut: 1_500_000 }));
  await expect(fetchOnce()).rejects.toMatchObject({ action: 'retry' });
  const [note] = await store.read.parts();
  if (note === undefined) throw new Error('nothing was noted');
  await rename(note.path, `${path()}.part`);
  await store.transaction(async (writer) => {
    await writer.removePart(note.path);
    await writer.putPart({ ...note, path: `${path()}.part` });
  });
  server.play((request, response) => serve(request, response));
  expect(await fetchOnce()).toMatchObject({ part: `${path()}.part`, md5 });
  expect(server.seen.at(-1)?.headers.range).toBeDefined();
});

test('stopping keeps what came, and the next start goes on with it', async () => {
  const stop = new AbortController();
  server.play((_request, response) => {
    response.writeHead(200, { 'content-length': String(picture.length), etag: '"v1"' });
    response.write(picture.subarray(0, 2_000_000));
  });
  const stopped = fetchOnce(stop.signal, (bytes) => {
    if (bytes >= 2_000_000) stop.abort();
  });
  await expect(stopped).rejects.toBeDefined();
  server.play((request, response) => serve(request, response));
  expect(await fetchOnce()).toMatchObject({ md5 });
  expect(server.seen.at(-1)?.headers.range).toBe(`bytes=${String(2_000_000 - block)}-`);
});

test('what nobody will go on with is removed, with its note; what is still in the queue stays', async () => {
  server.play((request, response) => serve(request, response, { cut: 1_500_000 }));
  await expect(fetchOnce()).rejects.toMatchObject({ action: 'retry' });
  const files = createFiles();
  const job = jobRecord('job');
  const payload = {
    kind: 'download-file',
    fileId: 'f' as FileId,
    imageId: 7 as ImageId,
    folder: join(folder, 'out'),
    name: 'bag.png',
    onCollision: 'keep-both',
    route: 'file',
  } as const;
  await store.transaction((writer) =>
    writer.enqueue([downloadItem('item' as QueueItemId, job, payload, 'bag.png', 1)]),
  );
  await sweepParts(store, files, silentLog);
  expect(await readdir(join(folder, 'out'))).toEqual([expect.stringMatching(ownPart)]);

  await store.transaction((writer) => writer.removeQueueItem('item' as QueueItemId));
  await sweepParts(store, files, silentLog);
  expect(await readdir(join(folder, 'out'))).toEqual([]);
  expect(await store.read.parts()).toEqual([]);
});
