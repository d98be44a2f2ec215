import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLookThreads } from '../../../../src/main/adapters/images/look-threads.ts';

const program = new URL('../../../../src/main/look-worker.ts', import.meta.url);
const picture = join(import.meta.dirname, '../../../fixtures/pictures/pear.jpg');

let folder: string;
let started = 0;
const count = (): void => void (started += 1);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clipdesk-looks-'));
  started = 0;
  subscribe('worker_threads', count);
});
afterEach(async () => {
  unsubscribe('worker_threads', count);
  await rm(folder, { recursive: true, force: true });
});

/** A whole picture, as large as it is by what stands behind its end. */
async function largePicture(): Promise<string> {
  const path = join(folder, 'large.jpg');
  await writeFile(path, Buffer.concat([await readFile(picture), Buffer.alloc(2 * 1024 * 1024)]));
  return path;
}

const several = (path: string): string[] => Array.from({ length: 6 }, () => path);

test('small pictures are looked into by one thread, large ones by all', async () => {
  const threads = createLookThreads(program, 2);
  const small = await Promise.all(several(picture).map((path) => threads.look(path)));
  expect(small.every((found) => found?.description.startsWith('JPEG'))).toBe(true);
  expect(await threads.atFirstSight(several(picture))).toEqual(Array(6).fill(true));
  expect(started).toBe(1);
  const large = await largePicture();
  await threads.look(large);
  const found = await Promise.all(several(large).map((path) => threads.look(path)));
  expect(found.every((each) => each !== null && each.size > 2 * 1024 * 1024)).toBe(true);
  expect(started).toBe(2);
});
