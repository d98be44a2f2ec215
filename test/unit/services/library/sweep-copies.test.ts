import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFiles } from '../../../../src/main/adapters/files/local-files.ts';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import type { LibraryUploadRecord, Store } from '../../../../src/main/ports/store.ts';
import { sweepCopies } from '../../../../src/main/services/library/sweep-copies.ts';
import type { AccountId, LibraryUploadId } from '../../../../src/preload/contract/index.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { silentLog } from '../../../servers/application-fixture.ts';

const hour = 3_600_000;
const clock = new FakeClock();
const files = createFiles();
let home: string;
let copiesFolder: string;
let store: Store;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'clipdesk-copies-'));
  copiesFolder = join(home, 'library-copies');
  store = await openSqliteStore({ folder: home, clock, log: silentLog });
});
afterEach(async () => {
  await store.close();
  await rm(home, { recursive: true, force: true });
});

async function put(id: string, state: LibraryUploadRecord['state']): Promise<void> {
  const upload: LibraryUploadRecord = {
    id: id as LibraryUploadId,
    accountId: 'library' as AccountId,
    path: join(copiesFolder, `${id}.jpg`),
    copyOf: '/photos/pear.tif',
    result: null,
    jobId: null,
    name: 'pear.jpg',
    type: 'image',
    size: 1,
    modifiedAt: 0,
    sha1: null,
    fileId: null,
    uploadId: null,
    sealed: null,
    state,
    error: null,
    note: '',
    createdAt: 0,
    changedAt: 0,
  };
  await store.transaction((writer) => writer.putLibraryUpload(upload));
}

async function copy(name: string, hoursOld: number): Promise<void> {
  await mkdir(copiesFolder, { recursive: true });
  await writeFile(join(copiesFolder, name), 'x');
  const at = (clock.now() - hoursOld * hour) / 1000;
  await utimes(join(copiesFolder, name), at, at);
}

test('copies of uploads that are over or never began go after a day; those of any other stay', async () => {
  const states = ['waiting', 'sending', 'interrupted', 'completing', 'failed', 'cancelling'] as const;
  for (const state of [...states, 'cancelled', 'done'] as const) {
    await put(state, state);
    await copy(`${state}.jpg`, 25);
  }
  await copy('waiting.png.1a2b3c4d.part', 25);
  await copy('cancelled.png.1a2b3c4d.part', 25);
  await copy('nobody.jpg', 25);
  // Another Clipdesk may be about to tell the register of it.
  await copy('young.jpg', 23);

  await sweepCopies({ store, clock, files, copiesFolder }, silentLog);
  expect((await readdir(copiesFolder)).sort()).toEqual(
    [...states.map((state) => `${state}.jpg`), 'waiting.png.1a2b3c4d.part', 'young.jpg'].sort(),
  );
});

test('where nothing was ever copied nothing is made', async () => {
  await sweepCopies({ store, clock, files, copiesFolder }, silentLog);
  expect(await readdir(home)).not.toContain('library-copies');
});
