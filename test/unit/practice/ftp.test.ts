import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { Client, FTPError } from 'basic-ftp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startPractice, type RunningPractice } from '../../servers/practice-fixture.ts';
import { call, finishedJob, list, newJob, type NewJob } from './studio-client.ts';

let practice: RunningPractice;
let job: NewJob;
const clients: Client[] = [];

beforeEach(async () => {
  practice = await startPractice();
  job = await newJob(practice.studio);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await practice.stop();
});

async function connected(secure: boolean): Promise<Client> {
  const { studio } = practice;
  const client = new Client(5000);
  clients.push(client);
  await client.access({
    host: '127.0.0.1',
    port: Number(new URL(studio.ftp).port),
    user: studio.ftpUser,
    password: studio.ftpPassword,
    secure,
    secureOptions: { rejectUnauthorized: false },
  });
  return client;
}

const folder = (): string => new URL(job.upload.ftpUrl).pathname;

async function bytesOf(client: Client, path: string, from = 0): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  await client.downloadTo(sink, path, from);
  return Buffer.concat(chunks);
}

describe.each([{ secure: false }, { secure: true }])('with TLS: $secure', ({ secure }) => {
  test('a picture travels to the job and back, under any name', async () => {
    const client = await connected(secure);
    const bytes = randomBytes(300_000);
    const names = ['IMG 1.jpg', '-dash.jpg', 'a#b%20c.jpg', 'Grün 漢字 👜.jpg', 'quo"te?.jpg'];
    await client.cd(folder());
    for (const name of names) await client.uploadFrom(Readable.from([bytes]), name);
    const files = await list(practice.studio, job.id);
    expect(files.map(({ fileName }) => fileName).sort()).toEqual([...names].sort());
    const md5 = createHash('md5').update(bytes).digest('hex').toUpperCase().match(/../g)?.join('-');
    expect(files.map(({ size, mD5 }) => ({ size, mD5 }))).toEqual(
      names.map(() => ({ size: bytes.byteLength, mD5: md5 })),
    );
    expect((await client.list()).map(({ name, size }) => ({ name, size }))).toEqual(
      expect.arrayContaining(names.map((name) => ({ name, size: bytes.byteLength }))),
    );
    expect((await bytesOf(client, 'a#b%20c.jpg')).equals(bytes)).toBe(true);
    expect((await bytesOf(client, 'IMG 1.jpg', 299_990)).equals(bytes.subarray(299_990))).toBe(true);
  });

  test('a broken upload stays partial, is listed with its size, and goes on by REST and by APPE', async () => {
    const client = await connected(secure);
    const bytes = randomBytes(500_000);
    practice.studio.faults.cutUploadAfter(200_000);
    await expect(client.uploadFrom(Readable.from([bytes]), `${folder()}/part.jpg`)).rejects.toThrow();

    const again = await connected(secure);
    expect(await again.size(`${folder()}/part.jpg`)).toBe(200_000);
    expect((await list(practice.studio, job.id)).map(({ size }) => size)).toEqual([200_000]);
    await again.cd(folder());
    await again.send('REST 150000');
    await again.uploadFrom(Readable.from([bytes.subarray(150_000, 300_000)]), 'part.jpg');
    expect(await again.size('part.jpg')).toBe(300_000);
    await again.appendFrom(Readable.from([bytes.subarray(300_000)]), 'part.jpg');
    expect((await bytesOf(again, 'part.jpg')).equals(bytes)).toBe(true);
  });
});

test('the certificate is the one that was announced', async () => {
  const client = await connected(true);
  const socket = client.ftp.socket;
  if (!('getPeerX509Certificate' in socket)) throw new Error('The connection is not protected.');
  const certificate = socket.getPeerX509Certificate();
  expect(certificate).toBeInstanceOf(X509Certificate);
  expect(certificate?.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(practice.studio.ftpFingerprint);
});

test('a wrong password is refused, and nothing is done before the login', async () => {
  const client = new Client(5000);
  clients.push(client);
  await client.connect('127.0.0.1', Number(new URL(practice.studio.ftp).port));
  await expect(client.send('PWD')).rejects.toMatchObject({ code: 530 });
  await expect(client.login(practice.studio.ftpUser, 'wrong')).rejects.toMatchObject({ code: 530 });
});

test('there is no way out of the job folders', async () => {
  const client = await connected(false);
  await client.cd('/../../../..');
  expect(await client.pwd()).toBe('/');
  await expect(client.cd('/etc')).rejects.toBeInstanceOf(FTPError);
  await expect(bytesOf(client, '/../practice.db')).rejects.toMatchObject({ code: 550 });
  await expect(client.send('MKD /elsewhere')).rejects.toMatchObject({ code: 550 });
  await expect(client.uploadFrom(Readable.from(['x']), '/x.jpg')).rejects.toMatchObject({ code: 553 });
  await expect(
    client.uploadFrom(Readable.from(['x']), new URL(job.download.ftpUrl).pathname + 'x.jpg'),
  ).rejects.toMatchObject({ code: 553 });
});

test('files are renamed and deleted, folders made and removed', async () => {
  const client = await connected(false);
  await client.ensureDir(`${folder()}sub`);
  await client.cd(folder());
  await client.uploadFrom(Readable.from(['one']), 'a.jpg.part');
  const [before] = await list(practice.studio, job.id);
  await client.rename('a.jpg.part', 'a.jpg');
  expect((await list(practice.studio, job.id)).map(({ fileName }) => fileName)).toEqual(['a.jpg']);
  expect(before?.fileName).toBe('a.jpg.part');
  expect(await client.lastMod('a.jpg')).toBeInstanceOf(Date);
  await client.remove('a.jpg');
  await client.removeDir(`${folder()}sub`);
  expect(await client.list()).toEqual([]);
  expect(await list(practice.studio, job.id)).toEqual([]);
});

test('replacing a file keeps its number', async () => {
  const client = await connected(false);
  await client.uploadFrom(Readable.from(['one']), `${folder()}a.jpg`);
  const [first] = await list(practice.studio, job.id);
  await client.uploadFrom(Readable.from(['three']), `${folder()}a.jpg`);
  const [second] = await list(practice.studio, job.id);
  expect(second).toMatchObject({ id: first?.id, size: 5 });
});

test('an offer ends the uploads; the results can be fetched', async () => {
  const done = await finishedJob(practice.studio, 1);
  const client = await connected(true);
  await expect(
    client.uploadFrom(Readable.from(['x']), `${new URL(done.upload.ftpUrl).pathname}x.jpg`),
  ).rejects.toMatchObject({ code: 553 });
  await client.cd(new URL(done.download.ftpUrl).pathname);
  const [result] = await client.list();
  expect(result?.name).toMatch(/\.png$/);
  expect((await bytesOf(client, result?.name ?? '')).subarray(1, 4).toString()).toBe('PNG');
});

/** Everything that comes in until the code of the wanted reply is there. */
async function until(socket: Socket, code: string): Promise<string> {
  let text = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (new RegExp(`^${code} `, 'm').test(text)) return text;
  }
  return text;
}

test('commands may come together or in pieces; replies of several lines are well formed', async () => {
  const { studio } = practice;
  const socket = connect(Number(new URL(studio.ftp).port), '127.0.0.1');
  try {
    await until(socket, '220');
    socket.write(`USER ${studio.ftpUser}\r\nPASS ${studio.ftpPassword}\r\nPW`);
    expect(await until(socket, '230')).toMatch(/^331 .*\r\n230 .*\r\n$/);
    socket.write('D\r\nFEAT\r\n');
    const text = await until(socket, '211');
    expect(text).toMatch(/^257 "\/" .*\r\n211-.*\r\n( .*\r\n)+211 End\r\n$/);
    expect(text).toContain(' REST STREAM\r\n');
    socket.write(`BOGUS\r\nSIZE ${folder()}nothing.jpg\r\nABOR\r\nQUIT\r\n`);
    expect(await until(socket, '221')).toMatch(/^502 .*\r\n550 .*\r\n226 .*\r\n221 .*\r\n$/);
  } finally {
    socket.destroy();
  }
});

test('a file that has not arrived whole is not offered as whole', async () => {
  const client = await connected(false);
  practice.studio.faults.cutUploadAfter(10);
  await expect(client.uploadFrom(Readable.from([randomBytes(100)]), `${folder()}a.jpg`)).rejects.toThrow();
  const answer = await call(practice.studio, 'GET', `/jobs/${job.id}`);
  expect(answer.json()['fileCount']).toBe(1);
  expect((await list(practice.studio, job.id))[0]?.size).toBe(10);
});
