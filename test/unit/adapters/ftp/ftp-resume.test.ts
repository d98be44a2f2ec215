import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../src/main/adapters/clock/system-clock.ts';
import {
  createUploadRoutes,
  type UploadRoutesOptions,
} from '../../../../src/main/adapters/uploads/upload-routes.ts';
import { resumeOffset, ROLL_BACK } from '../../../../src/main/adapters/ftp/resume.ts';
import type { Clock } from '../../../../src/main/ports/clock.ts';
import type { Throttle } from '../../../../src/main/ports/throttle.ts';
import type { SentPart, Uploader, UploadSource } from '../../../../src/main/ports/uploads.ts';
import { keepingLog } from '../../../servers/keeping-log.ts';
import { startScriptedFtp, type FtpQuirks, type ScriptedFtp } from '../../../servers/scripted-ftp.ts';

let folder: string;
const running: ScriptedFtp[] = [];
const opened: Uploader[] = [];
const path = '/job/ORIGINAL/big.tif';
const never = new AbortController().signal;
const quiet = { signal: never, onProgress: () => undefined };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-resume-'));
});
afterEach(async () => {
  for (const uploader of opened.splice(0)) await uploader.close();
  for (const server of running.splice(0)) await server.stop();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(quirks: FtpQuirks): Promise<ScriptedFtp> {
  const server = await startScriptedFtp(quirks);
  running.push(server);
  return server;
}

function open(server: ScriptedFtp, ftpTimeout = 5000, options: Partial<UploadRoutesOptions> = {}): Uploader {
  const routes = createUploadRoutes({ clock: systemClock, log: keepingLog(), ftpTimeout, ...options });
  const uploader = routes.ftp({
    url: server.url,
    user: 'studio',
    password: 'right',
    allowPlain: true,
    fingerprint: null,
    connections: 2,
  });
  opened.push(uploader);
  return uploader;
}

async function local(size: number): Promise<UploadSource & { readonly content: Buffer }> {
  const file = join(folder, randomBytes(6).toString('hex'));
  const content = randomBytes(size);
  await writeFile(file, content);
  return { path: file, name: 'big.tif', size, content };
}

const md5 = (content: Uint8Array): string => createHash('md5').update(content).digest('hex');
const partOf = (content: Buffer, bytes: number): SentPart => ({
  bytes,
  md5: md5(content.subarray(0, bytes)),
});
const restarts = (server: ScriptedFtp): readonly string[] =>
  server.commands.filter((line) => line.startsWith('REST'));

describe('where a broken file goes on', () => {
  const noted = 10 * ROLL_BACK;
  test.each([
    ['a block before what the server has', 5 * ROLL_BACK + 7, 4 * ROLL_BACK],
    ['a block before what the server has, also at the seam of a block', 5 * ROLL_BACK, 4 * ROLL_BACK],
    ['never beyond what had gone', 11 * ROLL_BACK, 9 * ROLL_BACK],
    ['at the beginning when the server has less than a block', ROLL_BACK - 1, 0],
    ['at the beginning when the server has more than there is', 13 * ROLL_BACK, 0],
    ['at the beginning when the server does not say', null, 0],
  ])('%s', (_, there, offset) => {
    expect(resumeOffset(12 * ROLL_BACK, there, noted)).toBe(offset);
  });
});

describe('a broken upload', () => {
  test('goes on by itself while the server has more each time', async () => {
    const server = await start({ restart: true, duringTransfer: 'wait', cuts: [1_500_000, 900_000] });
    const file = await local(6_000_000);
    const sent = await open(server).send(file, quiet);
    expect(server.files.get(path)?.equals(file.content)).toBe(true);
    expect(restarts(server)).toHaveLength(2);
    expect(sent.md5).toBe(md5(file.content));
  });

  test('goes on from what was noted before, and knows the hash of the whole', async () => {
    const server = await start({ restart: true });
    const file = await local(3_000_000);
    server.files.set(path, file.content.subarray(0, 2_000_000));
    const seen: number[] = [];
    const sent = await open(server).send(file, {
      signal: never,
      onProgress: ({ sentBytes }) => seen.push(sentBytes),
      resume: partOf(file.content, 2_100_000),
    });
    const offset = resumeOffset(file.size, 2_000_000, 2_100_000);
    expect(restarts(server)).toEqual([`REST ${offset}`]);
    expect(seen[1]).toBe(offset);
    expect(server.files.get(path)?.equals(file.content)).toBe(true);
    expect(sent.md5).toBe(md5(file.content));
  });

  test.each([
    ['the file here is another one now', true, 2_000_000, true],
    ['the server has more than there is', true, 4_000_000, false],
    ['the server knows no REST', false, 2_000_000, false],
  ])('begins anew when %s', async (_, restart, there, isOther) => {
    const server = await start({ restart });
    const file = await local(3_000_000);
    server.files.set(path, randomBytes(there));
    const part = partOf(isOther ? randomBytes(3_000_000) : file.content, 2_000_000);
    await open(server).send(file, { ...quiet, resume: part });
    expect(server.files.get(path)?.equals(file.content)).toBe(true);
  });

  test('tells what had gone when it breaks off for good, and that is true', async () => {
    const server = await start({ cutAfter: 1_500_000 });
    const file = await local(6_000_000);
    const parts: SentPart[] = [];
    await expect(
      open(server).send(file, { ...quiet, onPart: (part) => parts.push(part) }),
    ).rejects.toMatchObject({ action: 'retry' });
    const last = parts.at(-1);
    expect(last?.bytes).toBeGreaterThanOrEqual(1_500_000);
    expect(last?.md5).toBe(md5(file.content.subarray(0, last?.bytes)));
  });

  test('a server that takes REST but begins at the front is found out and gets the whole file', async () => {
    const server = await start({ replies: { REST: '350 Yes, yes.' } });
    const file = await local(3_000_000);
    server.files.set(path, file.content.subarray(0, 2_000_000));
    await open(server).send(file, { ...quiet, resume: partOf(file.content, 2_000_000) });
    expect(server.files.get(path)?.equals(file.content)).toBe(true);
    expect(server.commands.filter((line) => line.startsWith('STOR'))).toHaveLength(2);
  });

  test('is given up when nothing moves any more, and tells what had gone', async () => {
    const server = await start({ stallAfter: 1_000_000 });
    const file = await local(40_000_000);
    const parts: SentPart[] = [];
    await expect(
      open(server, 300).send(file, { ...quiet, onPart: (part) => parts.push(part) }),
    ).rejects.toMatchObject({ action: 'retry', code: 'timeout' });
    expect(parts.length).toBeGreaterThan(0);
  });
});

describe('broken off while it waits for the bandwidth, it leaves nothing behind that would keep a command alive', () => {
  /** The clock of this computer, and how many of its timers are still to come. */
  function countedClock(): { readonly clock: Clock; readonly timers: ReadonlySet<object> } {
    const timers = new Set<object>();
    const after: Clock['after'] = (milliseconds, run) => {
      const timer = {};
      timers.add(timer);
      const cancel = systemClock.after(milliseconds, () => {
        timers.delete(timer);
        run();
      });
      return () => {
        timers.delete(timer);
        cancel();
      };
    };
    return { clock: { now: () => systemClock.now(), after }, timers };
  }

  test.each(['by the person', 'by the server'] as const)('%s', async (who) => {
    const server = await start({});
    const { clock, timers } = countedClock();
    const stop = new AbortController();
    const throttle: Throttle = {
      pass: (_, signal) =>
        new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('Broken off.')));
          setImmediate(() => {
            if (who === 'by the person') stop.abort();
            else void server.stop().then(() => setImmediate(resolve));
          });
        }),
    };
    const uploader = open(server, 60_000, { clock, throttle });
    await expect(
      uploader.send(await local(900_000), { ...quiet, signal: stop.signal }),
    ).rejects.toMatchObject({ action: 'retry' });
    await uploader.close();
    await new Promise<void>((resolve) => void setImmediate(resolve));
    expect(timers.size).toBe(0);
  });
});

describe('files one after the other', () => {
  test.each(['wait', 'refuse'] as const)(
    'arrive on one connection whatever the server does with early commands: %s',
    async (duringTransfer) => {
      const server = await start({ duringTransfer });
      const uploader = open(server);
      for (let index = 0; index < 4; index += 1) {
        const file = await local(700_000);
        await uploader.send({ ...file, name: `${index}.jpg` }, quiet);
        expect(server.files.get(`/job/ORIGINAL/${index}.jpg`)?.equals(file.content)).toBe(true);
      }
      expect(server.connections()).toBe(1);
      expect(server.commands.filter((line) => line.startsWith('STOR'))).toHaveLength(4);
    },
  );

  test('do not wait for replies that never come: one refusal for all early commands', async () => {
    const server = await start({ duringTransfer: 'refuse-together' });
    // The patience with such replies is longer than this.
    const uploader = open(server, 2_000);
    const started = performance.now();
    for (let index = 0; index < 4; index += 1) {
      const file = await local(700_000);
      await uploader.send({ ...file, name: `${index}.jpg` }, quiet);
      expect(server.files.get(`/job/ORIGINAL/${index}.jpg`)?.equals(file.content)).toBe(true);
    }
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(server.commands.filter((line) => line.startsWith('STOR'))).toHaveLength(4);
  });

  test('one that is refused does not cost the connection', async () => {
    const server = await start({ duringTransfer: 'wait', replies: { STOR: '550 Not that one.' } });
    const uploader = open(server);
    await expect(uploader.send(await local(900_000), quiet)).rejects.toMatchObject({ code: 'ftp_name' });
    server.change({ duringTransfer: 'wait' });
    await uploader.send(await local(900_000), quiet);
    expect(server.connections()).toBe(1);
  });
});
