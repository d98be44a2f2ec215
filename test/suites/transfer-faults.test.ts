import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFarApi, type FarApi, type PostFault } from '../../build/bench/transfers/far-api.ts';
import { paddedJpeg } from '../../build/bench/transfers/file-sets.ts';
import { createHttpClient } from '../../src/main/adapters/http/http-client.ts';
import { farEnds } from '../../src/main/far-ends.ts';
import type { AccountSummary, JobFile, Route } from '../../src/preload/contract/index.ts';
import { quickClock } from '../fixtures/quick-clock.ts';
import { sendFolder, startApplication, type RunningApplication } from '../servers/application-fixture.ts';
import { makeCertificate, type TestCertificate } from '../servers/certificate.ts';
import { startFaultFtp, type FtpFaults, type TransferFault } from '../servers/fault-ftp.ts';

const picture = join(import.meta.dirname, '../fixtures/pictures/lamp-sage.jpg');
/** Larger than what is sent again when a broken file goes on. Bytes. */
const SIZE = 700_000;
/** The picture things happen to, between two others. */
const TARGET = 'b.jpg';
const names = ['a.jpg', TARGET, 'c.jpg'];

const places = [
  ['in the first block', 1_000],
  ['in the middle', 350_000],
  ['in the last block', SIZE - 1_000],
  ['after the last byte', SIZE],
] as const;

let running: RunningApplication;
let account: AccountSummary;
/** Nothing goes in the clear; the certificate of the faulty server is pinned. */
let secured: AccountSummary;
let api: FarApi;
let folder: string;
let certificate: TestCertificate;
const contents = new Map<string, Buffer>();
const credentials = { clientToken: 'a', sessionToken: 'b', ftpUser: 'studio', ftpPassword: 'right' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-faults-'));
  await mkdir(join(folder, 'pictures'));
  const original = await readFile(picture);
  for (const name of names) {
    const bytes = paddedJpeg(original, SIZE, Buffer.alloc(1 << 20, name));
    contents.set(name, bytes);
    await writeFile(join(folder, 'pictures', name), bytes);
  }
  certificate = await makeCertificate();
  api = await startFarApi();
  // Waits between two tries pass quickly; what is waited for is real.
  running = await startApplication(
    { clock: quickClock(20), followJobs: false },
    // The limits of HTTP go by the computer's own clock: a minute of silence is two seconds of it here.
    { ...farEnds, createHttp: (options) => createHttpClient({ ...options, headersTimeout: 2_000 }) },
  );
  account = await running.application.api.accounts.addBrightRiver({
    name: 'Faults',
    apiUrl: api.address,
    allowPlainFtp: true,
    credentials,
  });
  secured = await running.application.api.accounts.addBrightRiver({
    name: 'Faults behind TLS',
    apiUrl: api.address,
    ftpFingerprint: certificate.fingerprint,
    credentials,
  });
});

afterAll(async () => {
  await running.stop();
  await api.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What is sent by whom; absent: the three pictures, over the account that may go in the clear. */
interface Sending {
  readonly by?: AccountSummary;
  readonly from?: string;
  /** Milliseconds of the quick clock to wait until nothing more goes by itself. */
  readonly patience?: number;
}

/** Sends pictures and gives them as the application shows them when nothing more goes by itself. */
async function send(
  route: Route,
  { by = account, from = join(folder, 'pictures'), patience = 300_000 }: Sending = {},
): Promise<ReadonlyMap<string, JobFile>> {
  const { application } = running;
  const { jobs } = application.api;
  // Equal contents do not matter here, equal names do: each job has its own folder.
  const id = await sendFolder(application, by, from, { name: 'Faults', route });
  await application.settle({ jobs: [id], patience, signal: new AbortController().signal });
  const { files } = await jobs.get(id);
  // What is left over must not be in the way of the next test.
  for (const item of await application.api.queue.list())
    if (item.state.kind !== 'done') await application.api.queue.discard(item.id).catch(() => undefined);
  return new Map(files.map((file) => [file.name, file]));
}

/** What must hold whatever happened: what is called proven is there, whole; what failed says why. */
function checkHonest(file: JobFile | undefined, isWhole: boolean): void {
  const kind = file?.transfer.kind;
  if (kind === 'proven' || kind === 'sent') expect(isWhole, `${file?.name} is called ${kind}`).toBe(true);
  if (file?.transfer.kind === 'failed') expect(file.transfer.error.message).toMatch(/\w.*\.$/);
}

async function byFtp(faults: FtpFaults, sending?: Sending) {
  const server = await startFaultFtp(faults);
  try {
    api.expect({
      ftp: server.origin,
      files: async () => new Map([...server.files].map(([name, bytes]) => [name, bytes.byteLength])),
    });
    const files = await send('ftp', sending);
    for (const name of names)
      checkHonest(
        files.get(name),
        server.files.get(name)?.equals(contents.get(name) ?? Buffer.alloc(0)) === true,
      );
    return { files, server, kinds: names.map((name) => files.get(name)?.transfer.kind) };
  } finally {
    await server.stop();
  }
}

/** The fault for the first transfer of the target. */
function once(fault: TransferFault): FtpFaults {
  let isOver = false;
  return {
    transfer(name) {
      if (name !== TARGET || isOver) return null;
      isOver = true;
      return fault;
    },
  };
}

const proven = ['proven', 'proven', 'proven'];

/** Why the target failed, as it is shown; empty when it did not. */
function reasonOf(files: ReadonlyMap<string, JobFile>): string {
  const transfer = files.get(TARGET)?.transfer;
  return transfer?.kind === 'failed' ? transfer.error.message : '';
}

/** The others arrived; they are proven as soon as it is decided what becomes of the one that failed. */
function expectOneFailure(kinds: readonly (string | undefined)[]): void {
  expect(kinds[1]).toBe('failed');
  for (const kind of [kinds[0], kinds[2]]) expect(['sent', 'proven']).toContain(kind);
}

describe('by FTP every picture arrives once and whole, or says why not', () => {
  for (const kind of ['cut', 'broken-off', 'stalled'] as const)
    test.each(places)(`${kind} %s`, async (_, at) => {
      expect((await byFtp(once({ kind, at }))).kinds).toEqual(proven);
    });

  test.each(places)('the disk of the server is full %s', async (_, at) => {
    const { files, kinds } = await byFtp({
      transfer: (name) => (name === TARGET ? { kind: 'disk-full', at } : null),
    });
    if (at < SIZE) {
      expectOneFailure(kinds);
      expect(reasonOf(files)).toMatch(/full|space|room/i);
    }
  });

  test('the confirmation of a whole file is lost', async () => {
    expect((await byFtp(once({ kind: 'confirmation-lost' }))).kinds).toEqual(proven);
  });

  test('nobody answers on the data connection', async () => {
    expect((await byFtp(once({ kind: 'no-data-connection' }))).kinds).toEqual(proven);
  });

  test('one name is refused: only that picture fails', async () => {
    const { kinds } = await byFtp({ refusedNames: [TARGET] });
    expectOneFailure(kinds);
  });

  test.each([1, 2])('the server hangs up after %d files', async (mostFiles) => {
    expect((await byFtp({ mostFiles })).kinds).toEqual(proven);
  });

  test.each(places)('cut %s, and then the server hangs up after every file', async (_, at) => {
    expect((await byFtp({ ...once({ kind: 'cut', at }), mostFiles: 1 })).kinds).toEqual(proven);
  });

  test.each([-65_536, 65_536])('SIZE lies by %d bytes', async (sizeLie) => {
    const { kinds } = await byFtp({ sizeLie }, { patience: 60_000 });
    expect(kinds).not.toContain('sent');
  });

  test.each(places.flatMap(([place, at]) => [-65_536, 65_536].map((lie) => [place, lie, at] as const)))(
    'a file goes on after a cut %s while SIZE lies by %d bytes',
    async (_, sizeLie, at) => {
      const { kinds } = await byFtp({ ...once({ kind: 'cut', at }), sizeLie }, { patience: 60_000 });
      expect(kinds).not.toContain('sent');
    },
  );

  test.each(places)('cut %s where there is no SIZE and the listing has a wrong size', async (_, at) => {
    const { kinds } = await byFtp({ ...once({ kind: 'cut', at }), listingLie: 4_096 }, { patience: 60_000 });
    expect(kinds).not.toContain('sent');
  });

  test.each(places)('cut %s where there is no SIZE', async (_, at) => {
    expect((await byFtp({ ...once({ kind: 'cut', at }), listingLie: 0 })).kinds).toEqual(proven);
  });

  test.each(places)('cut %s while every answer drips in byte by byte', async (_, at) => {
    expect((await byFtp({ ...once({ kind: 'cut', at }), slow: 1 })).kinds).toEqual(proven);
  });

  test('cut at any byte', async () => {
    const at = Math.floor(Math.random() * SIZE);
    expect((await byFtp(once({ kind: 'cut', at }))).kinds, `cut at ${String(at)}`).toEqual(proven);
  });

  test('the confirmation is lost and there is no SIZE', async () => {
    const { kinds } = await byFtp({ ...once({ kind: 'confirmation-lost' }), listingLie: 0 });
    expect(kinds).toEqual(proven);
  });

  test('there is no SIZE and the listing has a wrong size', async () => {
    const { kinds } = await byFtp({ listingLie: 4_096 }, { patience: 60_000 });
    expect(kinds).not.toContain('sent');
  });

  test('every answer drips in byte by byte', async () => {
    expect((await byFtp({ slow: 1 })).kinds).toEqual(proven);
  });

  test('the encryption is agreed to and then refused: nothing goes in the clear', async () => {
    const { files, server } = await byFtp({ tls: { certificate, refused: true } }, { patience: 10_000 });
    expect(server.files.size).toBe(0);
    expect(server.commands.some((line) => line.startsWith('PASS'))).toBe(false);
    for (const name of names) expect(['waiting', 'failed']).toContain(files.get(name)?.transfer.kind);
  });
});

describe('with TLS, too', () => {
  for (const kind of ['cut', 'broken-off', 'stalled'] as const)
    test.each(places)(`${kind} %s`, async (_, at) => {
      const { kinds, server } = await byFtp(
        { ...once({ kind, at }), tls: { certificate, refused: false } },
        { by: secured },
      );
      expect(kinds).toEqual(proven);
      // Nobody signs in, and so no byte of a picture goes, before the conversation is encrypted.
      expect(server.commands[0]).toBe('AUTH TLS');
    });

  test('the confirmation of a whole file is lost', async () => {
    const faults = { ...once({ kind: 'confirmation-lost' }), tls: { certificate, refused: false } };
    expect((await byFtp(faults, { by: secured })).kinds).toEqual(proven);
  });
});

test('what the service lists with another size is not called proven', async () => {
  const server = await startFaultFtp();
  api.expect({
    ftp: server.origin,
    files: async () =>
      new Map(
        [...server.files].map(([name, { byteLength }]) => [name, byteLength + (name === TARGET ? 4_096 : 0)]),
      ),
  });
  const files = await send('ftp');
  await server.stop();
  expect(names.map((name) => files.get(name)?.transfer.kind)).toEqual(['proven', 'failed', 'proven']);
  expect(reasonOf(files)).toContain('did not arrive whole');
});

describe('by web upload every picture arrives once and whole, or says why not', () => {
  async function byPost(fault: PostFault, times: number) {
    const before = api.jobs();
    let left = times;
    api.fail((name) => {
      if (name !== TARGET || left === 0) return null;
      left -= 1;
      return fault;
    });
    const files = await send('post');
    api.fail(null);
    const posted = api.posted(5_000 + before + 1);
    for (const name of names) {
      const copies = posted.filter((file) => file.name === name);
      checkHonest(files.get(name), copies.length === 1 && copies[0]?.size === SIZE);
      expect(copies.length, `${name} came so often`).toBeLessThanOrEqual(1);
    }
    return { files, kinds: names.map((name) => files.get(name)?.transfer.kind) };
  }

  test.each(places)('cut %s', async (_, at) => {
    expect((await byPost({ kind: 'cut', at }, 1)).kinds).toEqual(proven);
  });

  test.each(places)('nothing more is read %s, and nothing is said', async (_, at) => {
    expect((await byPost({ kind: 'stalled', at }, 1)).kinds).toEqual(proven);
  });

  test('nothing more is read of a picture too large for what the network holds', async () => {
    const from = await mkdtemp(join(folder, 'large-'));
    const size = 40_000_000;
    await writeFile(
      join(from, TARGET),
      paddedJpeg(await readFile(picture), size, Buffer.alloc(1 << 20, 'large')),
    );
    let stalled = 0;
    api.fail(() => (stalled++ === 0 ? { kind: 'stalled', at: size / 2 } : null));
    const files = await send('post', { from });
    api.fail(null);
    expect(stalled).toBe(2);
    expect(files.get(TARGET)?.transfer.kind).toBe('proven');
    expect(api.posted(api.latestJob())).toEqual([{ name: TARGET, size }]);
  });

  test('the body is taken and the answer lost', async () => {
    expect((await byPost({ kind: 'answer-lost' }, 1)).kinds).toEqual(proven);
  });

  test('the answer drips in byte by byte', async () => {
    expect((await byPost({ kind: 'slow-answer' }, 1)).kinds).toEqual(proven);
  });

  test('a file is too large for the server: only that picture fails, and says so', async () => {
    const { files, kinds } = await byPost({ kind: 'status', status: 413 }, 100);
    expectOneFailure(kinds);
    expect(reasonOf(files)).toMatch(/large|big/i);
  });

  test.each(places)('refused for good %s, the rest unread', async (_, at) => {
    const { files, kinds } = await byPost({ kind: 'status', status: 413, at }, 100);
    expectOneFailure(kinds);
    expect(reasonOf(files)).toMatch(/large|big/i);
  });

  test.each(places)('busy for a while %s, the rest unread', async (_, at) => {
    const { kinds } = await byPost({ kind: 'status', status: 503, retryAfter: '5', at }, 1);
    expect(kinds).toEqual(proven);
  });

  test('the server is busy for a while and says how long', async () => {
    const { kinds } = await byPost({ kind: 'status', status: 503, retryAfter: '5' }, 2);
    expect(kinds).toEqual(proven);
  });
});
