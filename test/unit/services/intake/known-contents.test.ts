import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFiles } from '../../../../src/main/adapters/files/local-files.ts';
import { KnownContents } from '../../../../src/main/services/intake/known-contents.ts';
import type { FileId } from '../../../../src/preload/contract/index.ts';

const never = new AbortController().signal;
const SIZE = 300_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-known-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function picture(name: string, content: Buffer, md5: string | null = null) {
  const path = join(folder, name);
  await writeFile(path, content);
  return { id: name as FileId, path, size: content.byteLength, modifiedAt: 1, md5 };
}

/** The same bytes but one. */
function butOne(content: Buffer, at: number): Buffer {
  const other = Buffer.from(content);
  other[at] = (other[at] ?? 0) ^ 1;
  return other;
}

test('the same bytes are found wherever the only difference could lie, and nothing else is', async () => {
  const known = new KnownContents(createFiles(), []);
  const content = randomBytes(SIZE);
  known.add(await picture('first', content));
  known.add(await picture('longer', Buffer.concat([content, Buffer.alloc(1)])));
  for (const at of [0, 65_535, 65_536, SIZE / 2, SIZE - 65_537, SIZE - 1])
    expect(await known.twins(await picture(`but ${at}`, butOne(content, at)), never), String(at)).toEqual([]);
  expect(await known.twins(await picture('again', content), never)).toEqual(['first']);
});

test('twins come in the order they were added, and nobody is a twin of itself or twice', async () => {
  const known = new KnownContents(createFiles(), []);
  const content = randomBytes(1000);
  const [a, b, c] = [await picture('a', content), await picture('b', content), await picture('c', content)];
  for (const each of [a, b, a, c]) known.add(each);
  expect(await known.twins(b, never)).toEqual(['a', 'c']);
});

test('what was sent counts, not what lies under its name now', async () => {
  const known = new KnownContents(createFiles(), []);
  const sent = randomBytes(SIZE);
  const md5 = createHash('md5').update(sent).digest('hex');
  known.add(await picture('sent', butOne(sent, 5), md5));
  expect(await known.twins(await picture('as it was sent', sent), never)).toEqual(['sent']);
});

test('another version under the same name is no twin of the one before', async () => {
  const known = new KnownContents(createFiles(), []);
  const first = await picture('exported', randomBytes(SIZE));
  known.add(first);
  expect(await known.twins({ ...first, id: 'anew' as FileId, modifiedAt: 2 }, never)).toEqual([]);
  expect(await known.twins({ ...first, id: 'same' as FileId }, never)).toEqual(['exported']);
});

test('a file that is gone and an empty one are like no other; stopping is not "no twin"', async () => {
  const known = new KnownContents(createFiles(), []);
  const gone = await picture('gone', randomBytes(SIZE));
  known.add(gone);
  await rm(gone.path);
  const other = await picture('other', randomBytes(SIZE));
  expect(await known.twins(other, never)).toEqual([]);
  known.add(await picture('empty', Buffer.alloc(0)));
  expect(await known.twins(await picture('empty too', Buffer.alloc(0)), never)).toEqual([]);
  const stopped = AbortSignal.abort(new Error('stopped'));
  await expect(known.twins(other, stopped)).rejects.toThrow('stopped');
});
