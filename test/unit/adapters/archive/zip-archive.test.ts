import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createArchives } from '../../../../src/main/adapters/archive/zip-archive.ts';
import { toAppError } from '../../../../src/main/errors/app-error.ts';
import type { OpenArchive } from '../../../../src/main/ports/archives.ts';
import { matchArchive } from '../../../../src/main/services/delivery/match-archive.ts';
import { makeZip, type ZipFile } from './make-zip.ts';

const never = new AbortController().signal;
const content = Buffer.from('a picture, as far as a zip archive cares. '.repeat(2_000));
let folder: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-zip-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function open(bytes: Buffer, most = 100): Promise<OpenArchive> {
  count += 1;
  const path = join(folder, `${String(count)}.zip`);
  await writeFile(path, bytes);
  return createArchives().open(path, most);
}

async function read(archive: OpenArchive, index = 0): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive.entries[index]?.read(never) ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'fine',
    (thrown: unknown) => toAppError(thrown).code,
  );

describe('honest archives', () => {
  test.each<[string, Partial<ZipFile>]>([
    ['stored', {}],
    ['deflated', { deflate: true }],
    ['zip64', { zip64: true }],
    ['zip64, deflated', { zip64: true, deflate: true }],
  ])('%s', async (_, change) => {
    const archive = await open(makeZip([{ name: 'a/bag.png', content, ...change }]));
    expect(archive.entries).toMatchObject([{ names: ['a/bag.png'], size: content.length, problem: '' }]);
    expect((await read(archive)).equals(content)).toBe(true);
    archive.close();
  });

  test.each<[string, Buffer, number, string]>([
    ['UTF-8, and says so', Buffer.from('été.png'), 0x800, 'été.png'],
    ['UTF-8, and does not say so', Buffer.from('été.png'), 0, 'été.png'],
    ['code page 437', Buffer.from([0x82, 0x74, 0x82, 0x2e, 0x70, 0x6e, 0x67]), 0, 'été.png'],
    ['backslashes', Buffer.from('a\\b\\été.png'), 0x800, 'a/b/été.png'],
  ])('a name in %s', async (_, name, flags, text) => {
    const archive = await open(makeZip([{ name, flags, content }]));
    expect(archive.entries[0]?.names[0]).toBe(text);
    archive.close();
  });

  test('folders are no files', async () => {
    const archive = await open(
      makeZip([
        { name: 'a/', content: Buffer.alloc(0) },
        { name: 'a/bag.png', content },
      ]),
    );
    expect(archive.entries).toHaveLength(1);
    archive.close();
  });
});

describe('entries that are not taken say why', () => {
  test.each<[string, Partial<ZipFile>, RegExp]>([
    ['a link', { mode: 0o120777 }, /is a link/],
    ['a device', { mode: 0o060600 }, /is no file/],
    ['locked', { flags: 0x801, claimedSize: content.length - 12 }, /password/],
    ['a NUL in its name', { name: Buffer.from('a\0.png') }, /name/],
    [
      'a size nobody believes',
      { deflate: true, claimedSize: 3_000_000_000 },
      /cannot be true|without measure/,
    ],
  ])('%s', async (_, change, sentence) => {
    const bytes = makeZip([
      { name: 'ok.png', content },
      { name: 'bad.png', content, ...change },
    ]);
    const problem = await open(bytes).then(
      (archive) => {
        archive.close();
        return archive.entries[1]?.problem ?? '';
      },
      (thrown: unknown) => toAppError(thrown).message,
    );
    expect(problem).toMatch(sentence);
  });
});

describe('archives that lie or are damaged', () => {
  test.each<[string, () => Buffer]>([
    ['cut off', () => makeZip([{ name: 'a.png', content }]).subarray(0, 50_000)],
    ['no archive', () => Buffer.from('<html>Please sign in</html>')],
    ['empty', () => Buffer.alloc(0)],
    [
      'too many files',
      () => makeZip(Array.from({ length: 101 }, (_, i) => ({ name: String(i), content: Buffer.from('x') }))),
    ],
  ])('%s', async (_, bytes) => {
    expect(await codeOf(open(bytes()))).toBe('archive_damaged');
  });

  test.each<[string, Partial<ZipFile>]>([
    ['more than it says', { deflate: true, claimedSize: 1_000 }],
    ['less than it says', { deflate: true, claimedSize: content.length + 1 }],
    ['other bytes than it says', { claimedCrc: 1 }],
  ])('an entry that holds %s ends with an error, not with a file', async (_, change) => {
    const archive = await open(makeZip([{ name: 'a.png', content, ...change }]));
    expect(await codeOf(read(archive))).toBe('archive_damaged');
    archive.close();
  });

  test('a bomb never unpacks further than it claims', async () => {
    const bomb = Buffer.alloc(50_000_000);
    const archive = await open(
      makeZip([{ name: 'a.png', content: bomb, deflate: true, claimedSize: 10_000 }]),
    );
    let seen = 0;
    await expect(
      (async () => {
        for await (const chunk of archive.entries[0]?.read(never) ?? []) seen += chunk.length;
      })(),
    ).rejects.toMatchObject({ code: 'archive_damaged' });
    expect(seen).toBeLessThan(1_000_000);
    archive.close();
  });
});

test('whatever an archive calls its files, only the service’s own names are looked for', async () => {
  const names = [
    ...['../../etc/passwd', '/abs/bag.png', 'C:\\x\\shoe.png', 'a/hat.png', 'b/hat.png', 'more.png'],
    'not wanted now.png',
  ];
  const archive = await open(makeZip(names.map((name) => ({ name, content }))));
  const { matched, missing, unlisted } = matchArchive(
    ['passwd.png', 'BAG.png', 'shoe.png', 'hat.png', 'gone.png'],
    (name) => name,
    archive.entries,
    ['BAG.png', 'hat.png', 'Not wanted now.png'],
  );
  expect(matched.map(({ wanted, entry }) => [wanted, entry.names[0]])).toEqual([
    ['BAG.png', '/abs/bag.png'],
    ['shoe.png', 'C:/x/shoe.png'],
  ]);
  expect(missing).toEqual([
    { wanted: 'passwd.png', problem: 'is not in the archive' },
    { wanted: 'hat.png', problem: 'has a name the archive holds more than once' },
    { wanted: 'gone.png', problem: 'is not in the archive' },
  ]);
  expect(unlisted).toBe(2);
  archive.close();
});
