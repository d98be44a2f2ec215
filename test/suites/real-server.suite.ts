import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/main/adapters/clock/system-clock.ts';
import { createRemoteFolders } from '../../src/main/adapters/ftp/remote-folder.ts';
import { createUploadRoutes } from '../../src/main/adapters/uploads/upload-routes.ts';
import type { FtpTarget } from '../../src/main/ports/uploads.ts';
import { keepingLog } from '../servers/keeping-log.ts';
import type { RunningFtpServer } from '../servers/server-process.ts';

/** How a server is started for this suite. */
export interface RealServer {
  readonly tls: boolean;
  readonly start: () => Promise<RunningFtpServer>;
  /** Takes two logins at a time and refuses the third in its own way. */
  readonly startNarrow: () => Promise<RunningFtpServer>;
}

const never = new AbortController().signal;
const quiet = { signal: never, onProgress: () => undefined };
const options = { clock: systemClock, log: keepingLog(), ftpTimeout: 10_000 };

async function whole(content: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of content as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

const targetOf = (server: RunningFtpServer, path: string): FtpTarget => ({
  url: `${server.url}/incoming/${path}/`,
  user: server.user,
  password: server.password,
  allowPlain: server.fingerprint === null,
  fingerprint: server.fingerprint,
  connections: 2,
});

/** What depends on how a real server behaves, beyond sending one file. */
export function realServerSuite(name: string, { tls, start, startNarrow }: RealServer): void {
  describe(`what else a real server does: ${name}`, () => {
    let server: RunningFtpServer;
    let folder: string;
    const content = randomBytes(900_000);

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'clipdesk-real-'));
      server = await start();
      const results = join(server.incoming, 'results');
      await mkdir(join(results, 'a folder'), { recursive: true });
      await writeFile(join(results, 'a b – é.png'), content);
      await writeFile(join(results, 'empty.png'), '');
      for (const path of ['', 'a folder', 'a b – é.png', 'empty.png'])
        await chmod(join(results, path), 0o755);
    });
    afterAll(async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    });

    test('its folder is listed, and a file comes whole and from the middle', async () => {
      const results = createRemoteFolders(options).ftp(targetOf(server, 'results'));
      const listed = (await results.list(never)).toSorted((one, other) => one.name.localeCompare(other.name));
      expect(listed.map(({ name, size }) => [name, size])).toEqual([
        ['a b – é.png', content.byteLength],
        ['empty.png', 0],
      ]);
      const first = await results.open('a b – é.png', 0, never);
      expect(first).toMatchObject({ offset: 0, size: content.byteLength });
      const { mtimeMs } = await stat(join(server.incoming, 'results', 'a b – é.png'));
      expect(first.modifiedAt).toBe(Math.floor(mtimeMs / 1_000) * 1_000);
      expect((await whole(first.content)).equals(content)).toBe(true);
      const rest = await results.open('a b – é.png', 600_000, never);
      expect(rest.offset).toBe(600_000);
      expect((await whole(rest.content)).equals(content.subarray(600_000))).toBe(true);
      expect((await whole((await results.open('empty.png', 0, never)).content)).byteLength).toBe(0);
      await expect(results.open('gone.png', 0, never)).rejects.toMatchObject({ code: 'ftp_missing' });
      await results.close();
    });

    if (tls)
      test('another certificate than the pinned one gets neither a password nor a byte', async () => {
        const target = { ...targetOf(server, 'pinned'), fingerprint: 'ab'.repeat(32) };
        const path = join(folder, 'pinned.jpg');
        await writeFile(path, 'picture');
        const uploader = createUploadRoutes(options).ftp(target);
        await expect(uploader.send({ path, name: 'pinned.jpg', size: 7 }, quiet)).rejects.toMatchObject({
          action: 'person',
          code: 'ftp_fingerprint',
        });
        await uploader.close();
        const results = createRemoteFolders(options).ftp(target);
        await expect(results.list(never)).rejects.toMatchObject({
          action: 'person',
          code: 'ftp_fingerprint',
        });
        await results.close();
        await expect(readFile(join(server.incoming, 'pinned', 'pinned.jpg'))).rejects.toThrow();
      });

    test('fewer connections than wanted: all files arrive over those there are', async () => {
      const narrow = await startNarrow();
      const log = keepingLog();
      const uploader = createUploadRoutes({ ...options, log }).ftp({
        ...targetOf(narrow, 'narrow'),
        connections: 6,
      });
      try {
        const files = await Promise.all(
          Array.from({ length: 24 }, async (_, index) => {
            const bytes = randomBytes(40_000);
            const path = join(folder, `narrow-${String(index)}`);
            await writeFile(path, bytes);
            return { path, name: `${String(index)}.jpg`, size: bytes.byteLength, bytes };
          }),
        );
        await Promise.all(files.map((file) => uploader.send(file, quiet)));
        for (const { name, bytes } of files)
          expect((await readFile(join(narrow.incoming, 'narrow', name))).equals(bytes)).toBe(true);
        expect(JSON.stringify(log.lines)).toContain('takes fewer connections');
      } finally {
        await uploader.close();
        await narrow.stop();
      }
    });
  });
}
