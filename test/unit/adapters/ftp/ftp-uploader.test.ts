import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../src/main/adapters/clock/system-clock.ts';
import { createUploadRoutes } from '../../../../src/main/adapters/uploads/upload-routes.ts';
import type { FtpTarget, Uploader, UploadSource } from '../../../../src/main/ports/uploads.ts';
import { makeCertificate, type TestCertificate } from '../../../servers/certificate.ts';
import { keepingLog } from '../../../servers/keeping-log.ts';
import { startScriptedFtp, type FtpQuirks, type ScriptedFtp } from '../../../servers/scripted-ftp.ts';

let folder: string;
let certificate: TestCertificate;
let other: TestCertificate;
const running: ScriptedFtp[] = [];
const opened: Uploader[] = [];
const call = { signal: new AbortController().signal, onProgress: () => undefined };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-ftp-'));
  [certificate, other] = await Promise.all([makeCertificate(), makeCertificate()]);
});
afterEach(async () => {
  for (const uploader of opened.splice(0)) await uploader.close();
  for (const server of running.splice(0)) await server.stop();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(quirks: FtpQuirks = {}): Promise<ScriptedFtp> {
  const server = await startScriptedFtp(quirks);
  running.push(server);
  return server;
}

function open(
  server: ScriptedFtp,
  target: Partial<FtpTarget> = {},
  authorities?: readonly string[],
): Uploader {
  const uploader = createUploadRoutes({
    clock: systemClock,
    log: keepingLog(),
    ftpTimeout: 2000,
    ...(authorities === undefined ? {} : { authorities }),
  }).ftp({
    url: server.url,
    user: 'studio',
    password: 'right',
    allowPlain: true,
    fingerprint: null,
    connections: 2,
    ...target,
  });
  opened.push(uploader);
  return uploader;
}

async function local(name: string, size = 300_000): Promise<UploadSource & { readonly content: Buffer }> {
  const path = join(folder, randomBytes(6).toString('hex'));
  const content = randomBytes(size);
  await writeFile(path, content);
  return { path, name, size, content };
}

function loginsSeen(server: ScriptedFtp): boolean {
  return server.commands.some((line) => line.startsWith('USER') || line.startsWith('PASS'));
}

describe('encryption', () => {
  test('a server without it is refused before the login, unless the account allows it', async () => {
    const server = await start();
    await expect(open(server, { allowPlain: false }).send(await local('a.jpg'), call)).rejects.toMatchObject({
      action: 'person',
      code: 'ftp_not_encrypted',
      field: 'allowPlainFtp',
    });
    expect(loginsSeen(server)).toBe(false);
    const file = await local('a.jpg');
    await open(server).send(file, call);
    expect(server.files.get('/job/ORIGINAL/a.jpg')?.equals(file.content)).toBe(true);
  });

  test('a certificate nobody vouches for is refused with its fingerprint, never answered with plain text', async () => {
    const server = await start({ tls: { control: certificate } });
    const error: unknown = await open(server, { allowPlain: true })
      .send(await local('a.jpg'), call)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ action: 'person', code: 'ftp_certificate', field: 'ftpFingerprint' });
    const shown = (certificate.fingerprint.match(/../g) ?? []).join(':').toUpperCase();
    expect(String(error)).toContain(shown);
    expect(loginsSeen(server)).toBe(false);
  });

  test.each([
    ['as hex', (text: string) => text],
    ['as people copy it', (text: string) => (text.match(/../g) ?? []).join(':').toUpperCase()],
  ])('the pinned certificate is accepted, written %s', async (_, write) => {
    const server = await start({ tls: { control: certificate } });
    const file = await local('a.jpg');
    await open(server, { fingerprint: write(certificate.fingerprint), allowPlain: false }).send(file, call);
    expect(server.files.get('/job/ORIGINAL/a.jpg')?.equals(file.content)).toBe(true);
    expect(server.commands).toContain('PROT P');
  });

  test('a server that takes encryption only after it said it is ready gets the file', async () => {
    const server = await start({ tls: { control: certificate }, hangUpOnEarlyHandshake: true });
    const file = await local('a.jpg', 300_000);
    await open(server, { fingerprint: certificate.fingerprint, allowPlain: false }).send(file, call);
    expect(server.files.get('/job/ORIGINAL/a.jpg')?.equals(file.content)).toBe(true);
  });

  test('an encrypted listing is read where the server knows no SIZE', async () => {
    const server = await start({ tls: { control: certificate }, replies: { SIZE: '502 Not implemented.' } });
    const file = await local('a.jpg');
    await open(server, { fingerprint: certificate.fingerprint, allowPlain: false }).send(file, call);
    expect(server.commands.some((line) => line.startsWith('LIST'))).toBe(true);
  });

  test('another certificate than the pinned one is refused, even one an authority vouches for', async () => {
    const server = await start({ tls: { control: certificate } });
    await expect(
      open(server, { fingerprint: other.fingerprint }, [certificate.certificate]).send(
        await local('a.jpg'),
        call,
      ),
    ).rejects.toMatchObject({ action: 'person', code: 'ftp_fingerprint' });
    expect(loginsSeen(server)).toBe(false);
  });

  test('a certificate of a known authority needs no pin', async () => {
    const server = await start({ tls: { control: certificate } });
    await open(server, { allowPlain: false }, [certificate.certificate]).send(await local('a.jpg'), call);
    expect(server.files.size).toBe(1);
  });

  test('another certificate on the data connection gets no byte', async () => {
    const server = await start({ tls: { control: certificate, data: other } });
    await expect(
      open(server, { fingerprint: certificate.fingerprint }).send(await local('a.jpg'), call),
    ).rejects.toMatchObject({ action: 'person', code: 'ftp_fingerprint' });
    expect([...server.files.values()].every((bytes) => bytes.byteLength === 0)).toBe(true);
  });
});

describe('the login', () => {
  test('a wrong password names the FTP login and is not repeated', async () => {
    const server = await start();
    await expect(open(server, { password: 'wrong' }).send(await local('a.jpg'), call)).rejects.toMatchObject({
      action: 'sign-in',
      code: 'ftp_login',
      field: 'ftpPassword',
    });
    expect(server.connections()).toBe(1);
  });

  test.each([{ user: '' }, { user: 'studio\r\nDELE x' }, { password: 'right\r\nDELE x' }])(
    'a login like %j never leaves',
    async (target) => {
      const server = await start();
      await expect(open(server, target).send(await local('a.jpg'), call)).rejects.toMatchObject({
        action: 'sign-in',
        code: 'ftp_login',
      });
      expect(server.connections()).toBe(0);
    },
  );
});

describe('confirmation', () => {
  test('a lost "226" is settled by asking for the size', async () => {
    const server = await start({ loseConfirmation: true });
    const file = await local('a.jpg');
    await open(server).send(file, call);
    expect(server.files.get('/job/ORIGINAL/a.jpg')?.equals(file.content)).toBe(true);
    expect(server.commands.filter((line) => line.startsWith('STOR'))).toHaveLength(1);
  });

  test('a lost "226" of a short file means: again', async () => {
    const server = await start({ loseConfirmation: true, keepOnly: 1000 });
    await expect(open(server).send(await local('a.jpg'), call)).rejects.toMatchObject({
      action: 'retry',
      maybeDone: false,
    });
  });

  test('"226" for a file that is short at the server is not believed', async () => {
    const server = await start({ keepOnly: 1000 });
    await expect(open(server).send(await local('a.jpg'), call)).rejects.toMatchObject({
      action: 'retry',
      code: 'size_mismatch',
    });
  });

  test('without SIZE the listing is asked', async () => {
    const server = await start({ replies: { SIZE: '502 Not implemented.' } });
    await open(server).send(await local('with space.jpg'), call);
    server.change({ replies: { SIZE: '502 Not implemented.' }, keepOnly: 7 });
    await expect(open(server).send(await local('with space.jpg'), call)).rejects.toMatchObject({
      code: 'size_mismatch',
    });
  });

  test('without SIZE and without a listing "226" has to do', async () => {
    const server = await start({ replies: { SIZE: '502 No.', LIST: '502 No.' } });
    await open(server).send(await local('a.jpg'), call);
    expect(server.files.size).toBe(1);
  });

  test('cut off in the middle means: again, nothing done', async () => {
    const server = await start({ cutAfter: 100_000 });
    await expect(open(server).send(await local('a.jpg', 5_000_000), call)).rejects.toMatchObject({
      action: 'retry',
      maybeDone: false,
    });
  });
});

describe('refusals', () => {
  test.each([
    ['552 Quota exceeded.', 'person', 'storage_full'],
    ['553 Bad name.', 'person', 'ftp_name'],
    ['450 Busy.', 'retry', 'ftp_interrupted'],
    ['425 No data connection.', 'retry', 'ftp_interrupted'],
    ['451 Local error.', 'retry', 'ftp_interrupted'],
    ['550 Not this one.', 'person', 'ftp_name'],
    ['530 Please log in.', 'sign-in', 'ftp_login'],
  ])('STOR answered by %s', async (reply, action, code) => {
    const server = await start({ replies: { STOR: reply } });
    await expect(open(server).send(await local('a.jpg'), call)).rejects.toMatchObject({ action, code });
  });

  test('a folder that cannot be entered says so', async () => {
    const server = await start({ replies: { CWD: '550 No.' } });
    await expect(open(server).send(await local('a.jpg'), call)).rejects.toMatchObject({ code: 'ftp_folder' });
  });

  test.each([
    'https://example.com/x',
    'ftp://',
    'nonsense',
    'ftp://127.0.0.1/a/%2e%2e%2fb',
    'ftp://127.0.0.1/a%0Ab',
  ])('the address %j is refused', async (url) => {
    const server = await start();
    const error: unknown = await open(server, { url })
      .send(await local('a.jpg'), call)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ action: 'person', code: 'bad_address' });
  });
});

describe('connections', () => {
  test('one serves many files, in one folder entered once', async () => {
    const server = await start();
    const uploader = open(server);
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) await uploader.send(await local(name), call);
    expect(server.connections()).toBe(1);
    expect(server.commands.filter((line) => line === 'CWD job/ORIGINAL')).toHaveLength(1);
  });

  test('at most as many as wanted', async () => {
    const server = await start();
    const uploader = open(server, { connections: 3 });
    const files = await Promise.all(Array.from({ length: 10 }, (_, index) => local(`${index}.jpg`)));
    await Promise.all(files.map((file) => uploader.send(file, call)));
    expect(server.connections()).toBe(3);
    expect(server.files.size).toBe(10);
  });

  test.each([
    '421 Too many connections.',
    '530 Sorry, maximum number of clients reached.',
    '530 Login incorrect.',
  ])('fewer when the server says %s to the second', async (tooMany) => {
    const server = await start({ mostLogins: 1, tooMany });
    const uploader = open(server, { connections: 4 });
    await uploader.send(await local('first.jpg'), call);
    const files = await Promise.all(Array.from({ length: 6 }, (_, index) => local(`${index}.jpg`)));
    await Promise.all(files.map((file) => uploader.send(file, call)));
    expect(server.files.size).toBe(7);
  });

  test('one more again when the server has taken many files', async () => {
    const server = await start({ mostLogins: 1 });
    const uploader = open(server, { connections: 2 });
    const send = async (count: number): Promise<void> => {
      const files = await Promise.all(Array.from({ length: count }, (_, index) => local(`${index}.jpg`, 10)));
      await Promise.all(files.map((file) => uploader.send(file, call)));
    };
    await send(4);
    const before = server.connections();
    await send(12);
    expect(server.connections()).toBe(before);
    server.change({});
    await send(40);
    expect(server.connections()).toBe(before + 1);
  });

  test('the rate the person allows is asked for every byte, in portions', async () => {
    const server = await start();
    const asked: number[] = [];
    const uploader = createUploadRoutes({
      clock: systemClock,
      log: keepingLog(),
      throttle: {
        pass(bytes) {
          asked.push(bytes);
          return asked.length % 3 === 0 ? Promise.resolve() : null;
        },
      },
    }).ftp({
      url: server.url,
      user: 'studio',
      password: 'right',
      allowPlain: true,
      fingerprint: null,
      connections: 1,
    });
    opened.push(uploader);
    const file = await local('a.jpg', 1_300_000);
    await uploader.send(file, call);
    expect(asked.reduce((sum, bytes) => sum + bytes, 0)).toBe(1_300_000);
    expect(Math.max(...asked)).toBeLessThanOrEqual(32 * 1024);
    expect(server.files.get('/job/ORIGINAL/a.jpg')?.equals(file.content)).toBe(true);
  });

  test('one that was hung up on while idle is replaced without a word', async () => {
    const server = await start({ hangUpWhenIdle: true });
    const uploader = open(server);
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) await uploader.send(await local(name), call);
    expect(server.files.size).toBe(3);
  });

  test('data connections go to the host spoken to, whatever PASV names', async () => {
    const server = await start({ replies: { EPSV: '500 What?' }, passiveHost: '203.0.113.9' });
    await open(server).send(await local('a.jpg'), call);
    expect(server.files.size).toBe(1);
  });

  test('a port that only PASV opens is found', async () => {
    const server = await start({ replies: { EPSV: '229 Entering Extended Passive Mode (|||1|)' } });
    const file = await local('a.jpg');
    await open(server).send(file, call);
    expect(server.files.get('/job/ORIGINAL/a.jpg')?.equals(file.content)).toBe(true);
  });

  test('waiting for a connection can be stopped', async () => {
    const server = await start();
    const uploader = open(server, { connections: 1 });
    const stop = new AbortController();
    const [slow, waiting] = [await local('slow.jpg', 20_000_000), await local('waiting.jpg')];
    const sending = uploader.send(slow, call);
    const waited = uploader.send(waiting, { ...call, signal: stop.signal });
    stop.abort();
    await expect(waited).rejects.toMatchObject({ code: 'cancelled' });
    await sending;
    expect([...server.files.keys()]).toEqual(['/job/ORIGINAL/slow.jpg']);
  });

  test('one that is free goes to somebody who still wants it', async () => {
    const server = await start();
    const uploader = open(server, { connections: 1 });
    const stop = new AbortController();
    const first = uploader.send(await local('first.jpg', 2_000_000), call);
    const [leaving, staying] = [await local('leaving.jpg'), await local('staying.jpg')];
    const left = uploader.send(leaving, { ...call, signal: stop.signal });
    const stayed = uploader.send(staying, call);
    const bothAtOnce = first.then(() => stop.abort());
    await Promise.all([stayed, bothAtOnce, left.catch(() => undefined)]);
    expect(server.files.has('/job/ORIGINAL/staying.jpg')).toBe(true);
  });

  test('a server that accepts and says nothing is given up', async () => {
    const server = await start({ replies: { USER: '' } });
    await expect(open(server).send(await local('a.jpg'), call)).rejects.toMatchObject({ action: 'retry' });
  });
});
