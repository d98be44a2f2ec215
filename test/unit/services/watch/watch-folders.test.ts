import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFiles } from '../../../../src/main/adapters/files/local-files.ts';
import { createImages } from '../../../../src/main/adapters/images/create-images.ts';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import { createWatcher } from '../../../../src/main/adapters/watch/create-watcher.ts';
import type { Pushes } from '../../../../src/main/ports/pushes.ts';
import { createIntake } from '../../../../src/main/services/intake/create-intake.ts';
import { createWatchFolders } from '../../../../src/main/services/watch/create-watch-folders.ts';
import type { AccountId, JobId } from '../../../../src/preload/contract/index.ts';
import { cutOff, jpeg, temporaryFolder } from '../../../fixtures/make-pictures.ts';
import { quickClock } from '../../../fixtures/quick-clock.ts';
import { draftJob, practiceAccount } from '../../../fixtures/records.ts';

const job = 'job-1' as JobId;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A whole run of the application's watching half; `stop` ends it like closing Clipdesk does. */
async function run(home: string) {
  const clock = quickClock(10);
  const files = createFiles();
  const images = createImages();
  const store = await openSqliteStore({ folder: home, clock, log: silent });
  await store.transaction(async (writer) => {
    await writer.putAccount(practiceAccount('account-1' as AccountId));
    if ((await writer.job(job)) === null) await writer.putJob(draftJob(job, 'account-1' as AccountId));
  });
  const news = new EventEmitter();
  const pushes: Pushes = {
    send(event) {
      news.emit(event);
    },
  };
  const newId = (): string => randomUUID();
  const intake = createIntake({
    store,
    files,
    images,
    clock,
    pushes,
    log: silent,
    newId,
    onChanged: () => undefined,
  });
  const outcomes: string[] = [];
  const watch = createWatchFolders({
    store,
    watcher: createWatcher({ clock, files, images }),
    files,
    clock,
    pushes,
    log: silent,
    newId,
    async addToJob(id, path, name) {
      const outcome = await intake.addFinished(id, path, name);
      outcomes.push(outcome);
      return outcome;
    },
  });
  await watch.start();
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    await watch.stop();
    await intake.stop();
    await store.close();
  };
  onTestFinished(stop);
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    for (;;) {
      const next = once(news, 'watch-changed');
      if (await condition()) return;
      await next;
    }
  };
  const names = async (): Promise<readonly string[]> =>
    [...(await store.read.files(job))].sort((a, b) => a.position - b.position).map((file) => file.name);
  return { store, watch, stop, until, names, outcomes };
}

test('finished pictures reach the draft once, also across restarts; a half one waits', async () => {
  const home = await temporaryFolder();
  const folder = await temporaryFolder();
  const half = await jpeg(400, 500, 9);
  await writeFile(join(folder, 'a.jpg'), await jpeg(160, 200, 1));
  await writeFile(join(folder, 'half.jpg'), cutOff(half, 0.5));

  const first = await run(home);
  const added = await first.watch.add(folder, job);
  expect(added).toMatchObject({ jobName: 'KW47', state: { kind: 'watching' } });
  await first.until(async () => (await first.watch.list())[0]?.taken === 1);
  await first.until(async () => (await first.watch.list())[0]?.held.length === 1);
  const held = (await first.watch.list())[0]?.held[0];
  expect(held?.path).toBe(join(folder, 'half.jpg'));
  expect(held?.sentence).toMatch(/^Breaks off/);
  await expect(first.watch.add(folder, job)).rejects.toMatchObject({ code: 'already_watched' });
  await first.stop();

  await writeFile(join(folder, 'b.jpg'), await jpeg(160, 200, 2));
  const second = await run(home);
  await second.until(async () => (await second.watch.list())[0]?.taken === 2);
  await second.until(async () => (await second.watch.list())[0]?.held.length === 1);
  expect(await second.names()).toEqual(['a.jpg', 'b.jpg']);
  await writeFile(join(folder, 'half.jpg'), half);
  await second.until(async () => (await second.watch.list())[0]?.taken === 3);
  expect(await second.names()).toEqual(['a.jpg', 'b.jpg', 'half.jpg']);
  expect((await second.watch.list())[0]?.held).toEqual([]);
  expect(second.outcomes).toEqual(['added', 'added']);
});

test('a new export under the same name goes as a version of its own; the same bytes do not go twice', async () => {
  const home = await temporaryFolder();
  const folder = await temporaryFolder();
  const bench = await run(home);
  await bench.watch.add(folder, job);
  const bytes = await jpeg(160, 200, 1);
  await writeFile(join(folder, 'a.jpg'), bytes);
  await bench.until(async () => (await bench.watch.list())[0]?.taken === 1);
  await writeFile(join(folder, 'copy of a.jpg'), bytes);
  await writeFile(join(folder, 'a.jpg'), await jpeg(160, 200, 2));
  await bench.until(async () => (await bench.watch.list())[0]?.taken === 2);
  expect(await bench.names()).toEqual(['a.jpg', 'a (version 2).jpg']);
  expect((await bench.store.read.timeline(job)).map((entry) => entry.sentence)).toContain(
    'a.jpg was exported anew after it had been taken; the new one travels as “a (version 2).jpg”.',
  );
});

test('a job that takes no more pictures: the picture is held with the reason', async () => {
  const home = await temporaryFolder();
  const folder = await temporaryFolder();
  const bench = await run(home);
  await bench.watch.add(folder, job);
  await bench.store.transaction(async (writer) => {
    await writer.putJob({ ...draftJob(job, 'account-1' as AccountId), stage: 'done' });
  });
  await writeFile(join(folder, 'a.jpg'), await jpeg());
  await bench.until(async () => (await bench.watch.list())[0]?.held.length === 1);
  expect((await bench.watch.list())[0]?.held[0]?.sentence).toBe(
    '“KW47” takes no more pictures. Watch this folder for another job.',
  );
});

test('a folder that goes away says so, and is no longer watched once removed', async () => {
  const home = await temporaryFolder();
  const folder = join(await temporaryFolder(), 'exports');
  await mkdir(folder);
  const bench = await run(home);
  const added = await bench.watch.add(folder, job);
  await rename(folder, `${folder} moved`);
  await bench.until(async () => (await bench.watch.list())[0]?.state.kind === 'missing');
  expect((await bench.watch.list())[0]?.state).toEqual({
    kind: 'missing',
    sentence: '“exports” is not there at the moment. It is watched again as soon as it is back.',
  });
  await bench.watch.remove(added.id);
  expect(await bench.watch.list()).toEqual([]);
  await expect(bench.watch.add(folder, job)).rejects.toMatchObject({ code: 'file_missing' });
});
