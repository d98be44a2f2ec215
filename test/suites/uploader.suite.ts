import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, utimesSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../src/main/errors/app-error.ts';
import type { SentPart, Uploader, UploadSource } from '../../src/main/ports/uploads.ts';

/** One server with one way to send to it. */
export interface UploadTrial {
  /** A new uploader, signed in with what the server accepts. */
  open(): Uploader;
  /** The same with a wrong password or an address that is over; null where the route has no such thing. */
  readonly openRefused: (() => Uploader) | null;
  /** Error code of that. */
  readonly refusedCode: string;
  /** What the server has under this name; null when nothing. */
  stored(name: string): Promise<Buffer | null>;
  /** Whether it can go on inside a file. */
  readonly goesOn?: boolean;
  stop(): Promise<void>;
}

const names = [
  'plain.jpg',
  'with spaces and more.jpg',
  'café – Größe – 写真.jpg',
  '#1 100% %41.jpg',
  '-rf.jpg',
  "it's (a) [b] {c}; $HOME & co.jpg",
  'no-extension',
];

const never = new AbortController().signal;

/** What every route of `UploadRoutes` has to do, run over a real server. */
export function uploaderSuite(name: string, start: () => Promise<UploadTrial>): void {
  describe(`sending files: ${name}`, () => {
    let trial: UploadTrial;
    let folder: string;
    const opened: Uploader[] = [];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'clipdesk-send-'));
      trial = await start();
    });
    afterEach(async () => {
      for (const uploader of opened.splice(0)) await uploader.close();
    });
    afterAll(async () => {
      await trial.stop();
      await rm(folder, { recursive: true, force: true });
    });

    function open(): Uploader {
      const uploader = trial.open();
      opened.push(uploader);
      return uploader;
    }

    async function local(fileName: string, content: Buffer): Promise<UploadSource> {
      const path = join(folder, `${randomBytes(6).toString('hex')}.bin`);
      await writeFile(path, content);
      return { path, name: fileName, size: content.byteLength };
    }

    test.each(names)('sends a file called %s', async (fileName) => {
      const content = randomBytes(200_000);
      const seen: number[] = [];
      await open().send(await local(fileName, content), {
        signal: never,
        onProgress: ({ sentBytes }) => seen.push(sentBytes),
      });
      expect((await trial.stored(fileName))?.equals(content)).toBe(true);
      expect(seen[0]).toBe(0);
      expect(seen.at(-1)).toBe(content.byteLength);
      expect(seen).toEqual([...seen].sort((one, other) => one - other));
    });

    test('sends an empty file and says so', async () => {
      const seen: number[] = [];
      await open().send(await local('empty.jpg', Buffer.alloc(0)), {
        signal: never,
        onProgress: ({ sentBytes }) => seen.push(sentBytes),
      });
      expect((await trial.stored('empty.jpg'))?.byteLength).toBe(0);
      expect(new Set(seen)).toEqual(new Set([0]));
    });

    test('sends several files at once, over and over, with one uploader', async () => {
      const uploader = open();
      const contents = Array.from({ length: 12 }, (_, index) => randomBytes(1000 + index * 40_000));
      await Promise.all(
        contents.map(async (content, index) =>
          uploader.send(await local(`many-${index}.jpg`, content), {
            signal: never,
            onProgress: () => undefined,
          }),
        ),
      );
      for (const [index, content] of contents.entries()) {
        expect((await trial.stored(`many-${index}.jpg`))?.equals(content)).toBe(true);
      }
    });

    test('writes a file of the same name and size anew', async () => {
      const uploader = open();
      const first = randomBytes(50_000);
      const second = randomBytes(50_000);
      const call = { signal: never, onProgress: () => undefined };
      await uploader.send(await local('again.jpg', first), call);
      await uploader.send(await local('again.jpg', second), call);
      expect((await trial.stored('again.jpg'))?.equals(second)).toBe(true);
    });

    test.each(['a/b.jpg', 'a\\b.jpg', 'a\r\nDELE plain.jpg', '..', ' '])(
      'refuses the name %j',
      async (fileName) => {
        await expect(
          open().send(await local(fileName, randomBytes(10)), { signal: never, onProgress: () => undefined }),
        ).rejects.toMatchObject({ action: 'person', code: 'name_refused' });
      },
    );

    test('notices other bytes under an old date at the last moment; a new date alone is no change', async () => {
      const uploader = open();
      const old = new Date('2026-11-01T10:00:00Z');
      const edits: readonly ((path: string) => void)[] = [
        (path) => {
          const handle = openSync(path, 'r+');
          writeSync(handle, 'other', 0);
          closeSync(handle);
          utimesSync(path, old, old);
        },
        (path) => utimesSync(path, new Date(), new Date()),
      ];
      const [edited, touched] = await Promise.all(
        edits.map(async (edit, index) => {
          const source = await local(`edited-${index}.jpg`, randomBytes(300_000));
          utimesSync(source.path, old, old);
          let isOver = false;
          return uploader
            .send(source, {
              signal: never,
              onProgress: ({ sentBytes }) => {
                if (sentBytes < source.size || isOver) return;
                isOver = true;
                edit(source.path);
              },
            })
            .then(
              () => 'sent',
              (thrown: unknown) => (thrown instanceof AppError ? thrown.code : String(thrown)),
            );
        }),
      );
      expect([edited, touched]).toEqual(['file_changed', 'sent']);
    });

    test('refuses a file that changed on this computer, and one that is gone', async () => {
      const source = await local('changed.jpg', randomBytes(1000));
      await truncate(source.path, 500);
      const call = { signal: never, onProgress: () => undefined };
      await expect(open().send(source, call)).rejects.toMatchObject({
        action: 'retry',
        code: 'file_changed',
      });
      await rm(source.path);
      await expect(open().send(source, call)).rejects.toMatchObject({
        action: 'person',
        code: 'file_missing',
      });
      expect(await trial.stored('changed.jpg')).toBeNull();
    });

    test('stops when it is told to, and the uploader goes on working', async () => {
      const uploader = open();
      const stop = new AbortController();
      const source = await local('stopped.jpg', randomBytes(20_000_000));
      await expect(
        uploader.send(source, {
          signal: stop.signal,
          onProgress: ({ sentBytes }) => {
            if (sentBytes > 0) stop.abort();
          },
        }),
      ).rejects.toMatchObject({ action: 'retry', code: 'cancelled' });
      const content = randomBytes(5000);
      await uploader.send(await local('after.jpg', content), { signal: never, onProgress: () => undefined });
      expect((await trial.stored('after.jpg'))?.equals(content)).toBe(true);
    });

    test('goes on where it was stopped, and the file is whole', async () => {
      const stop = new AbortController();
      const content = randomBytes(24_000_000);
      const source = await local('goes-on.jpg', content);
      const parts: SentPart[] = [];
      await expect(
        open().send(source, {
          signal: stop.signal,
          onProgress: ({ sentBytes }) => {
            if (sentBytes > 12_000_000) stop.abort();
          },
          onPart: (part) => parts.push(part),
        }),
      ).rejects.toMatchObject({ code: 'cancelled' });
      const seen: number[] = [];
      const sent = await open().send(source, {
        signal: never,
        onProgress: ({ sentBytes }) => seen.push(sentBytes),
        resume: parts.at(-1) ?? null,
      });
      expect((await trial.stored('goes-on.jpg'))?.equals(content)).toBe(true);
      expect(sent.md5).toBe(createHash('md5').update(content).digest('hex'));
      // The first is the beginning of this call, the second where the bytes go on.
      if (trial.goesOn === true) expect(seen[1]).toBeGreaterThan(1_000_000);
    });

    test('says whose sign-in is not accepted', async () => {
      if (trial.openRefused === null) return;
      const uploader = trial.openRefused();
      opened.push(uploader);
      await expect(
        uploader.send(await local('refused.jpg', randomBytes(10)), {
          signal: never,
          onProgress: () => undefined,
        }),
      ).rejects.toMatchObject({ code: trial.refusedCode });
    });

    test('a server that is gone in the middle of a file means: again later', async () => {
      const trialOfItsOwn = await start();
      const uploader = trialOfItsOwn.open();
      opened.push(uploader);
      const stopped: Promise<void>[] = [];
      const source = await local('killed.jpg', randomBytes(60_000_000));
      await expect(
        uploader.send(source, {
          signal: never,
          onProgress: ({ sentBytes }) => {
            if (sentBytes > 0 && stopped.length === 0) stopped.push(trialOfItsOwn.stop());
          },
        }),
      ).rejects.toMatchObject({ action: 'retry', maybeDone: false });
      await Promise.all(stopped);
      await expect(
        uploader.send(source, { signal: never, onProgress: () => undefined }),
      ).rejects.toMatchObject({
        action: 'retry',
        code: 'offline',
      });
    });
  });
}
