import { appendFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFiles } from '../../../../src/main/adapters/files/local-files.ts';
import { createImages } from '../../../../src/main/adapters/images/create-images.ts';
import { createWatcher } from '../../../../src/main/adapters/watch/create-watcher.ts';
import type { WatchedFile } from '../../../../src/main/ports/watcher.ts';
import { cutOff, halfFilled, jpeg, temporaryFolder } from '../../../fixtures/make-pictures.ts';
import { quickClock } from '../../../fixtures/quick-clock.ts';

/** A watched folder whose reports can be awaited. */
async function watched(folder: string) {
  const seen: WatchedFile[] = [];
  const states: string[] = [];
  const news = new EventEmitter();
  const watcher = createWatcher({ clock: quickClock(10), files: createFiles(), images: createImages() });
  const watching = await watcher.watch(
    folder,
    (file) => {
      seen.push(file);
      news.emit('news');
    },
    (state) => {
      states.push(state);
      news.emit('news');
    },
  );
  onTestFinished(() => watching.stop());
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await once(news, 'news');
  };
  return {
    seen,
    states,
    watching,
    until,
    finished: () =>
      seen
        .filter((file) => file.verdict.kind === 'finished')
        .map((file) => file.path.slice(folder.length + 1)),
    held: (path: string) =>
      seen.flatMap((file) =>
        file.path === path && file.verdict.kind === 'held' ? [file.verdict.sentence] : [],
      ),
  };
}

test('a file written by chunks is never finished before its last byte', async () => {
  const folder = await temporaryFolder();
  const watch = await watched(folder);
  const bytes = await jpeg(400, 500, 3);
  const path = join(folder, 'slow.jpg');
  const step = Math.ceil(bytes.length / 4);
  await writeFile(path, bytes.subarray(0, step));
  // The writer pauses for so long that the file seems settled: its format tells that it is not whole.
  await watch.until(() => watch.held(path).some((sentence) => sentence.startsWith('Breaks off')));
  await appendFile(path, bytes.subarray(step, step * 2));
  await watch.until(() => watch.held(path).includes('Still growing when last looked at.'));
  const before = watch.held(path).length;
  await appendFile(path, bytes.subarray(step * 2, step * 3));
  await watch.until(() => watch.held(path).length > before);
  expect(watch.finished()).toEqual([]);
  await appendFile(path, bytes.subarray(step * 3));
  await watch.until(() => watch.finished().length > 0);
  expect(watch.finished()).toEqual(['slow.jpg']);
});

test('room made in full and filled later: not finished until it is filled', async () => {
  const folder = await temporaryFolder();
  const watch = await watched(folder);
  const bytes = await jpeg(400, 500, 4);
  const path = join(folder, 'room.jpg');
  await writeFile(path, halfFilled(bytes, 0.5));
  await watch.until(() => watch.held(path).length > 0);
  expect(watch.held(path)[0]).toMatch(/^Breaks off after/);
  await writeFile(path, bytes);
  await watch.until(() => watch.finished().length > 0);
});

test('the same rule for what is there before: whole files are taken, half ones held, also after a restart', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'bags'));
  const half = await jpeg(400, 500, 6);
  await writeFile(join(folder, 'whole.jpg'), await jpeg(160, 200, 5));
  await writeFile(join(folder, 'bags', 'half.jpg'), cutOff(half, 0.5));
  await writeFile(join(folder, 'notes.txt'), 'hello');
  await writeFile(join(folder, 'copy.jpg.part'), await jpeg(160, 200, 7));
  for (let run = 0; run < 2; run++) {
    const watch = await watched(folder);
    await watch.until(
      () => watch.finished().length > 0 && watch.held(join(folder, 'bags', 'half.jpg')).length > 0,
    );
    await watch.until(() => watch.held(join(folder, 'notes.txt')).length > 0);
    expect(watch.finished()).toEqual(['whole.jpg']);
    expect(watch.held(join(folder, 'notes.txt'))).toEqual(['Not a picture Clipdesk can send (text file).']);
    await watch.watching.stop();
  }
  await writeFile(join(folder, 'bags', 'half.jpg'), half);
  const watch = await watched(folder);
  await watch.until(() => watch.finished().length === 2);
  expect(watch.finished().sort()).toEqual([join('bags', 'half.jpg'), 'whole.jpg']);
});

test('exported anew under the same name: finished again; renamed into place: finished under its name', async () => {
  const folder = await temporaryFolder();
  const watch = await watched(folder);
  await writeFile(join(folder, 'new.jpg.tmp'), await jpeg(160, 200, 1));
  await rename(join(folder, 'new.jpg.tmp'), join(folder, 'new.jpg'));
  await watch.until(() => watch.finished().length === 1);
  await writeFile(join(folder, 'new.jpg'), await jpeg(200, 160, 2));
  await watch.until(() => watch.finished().length === 2);
  expect(watch.finished()).toEqual(['new.jpg', 'new.jpg']);
});

test('a file that goes away while it is held is told as gone', async () => {
  const folder = await temporaryFolder();
  const watch = await watched(folder);
  const path = join(folder, 'half.jpg');
  await writeFile(path, cutOff(await jpeg(400, 500, 8), 0.5));
  await watch.until(() => watch.held(path).length > 0);
  await rm(path);
  await watch.until(() => watch.seen.some((file) => file.verdict.kind === 'gone'));
});

test('a folder that goes away is missing, and watched again when it is back', async () => {
  const home = await temporaryFolder();
  const folder = join(home, 'exports');
  const watch = await watched(folder);
  expect(watch.states).toEqual(['missing']);
  await mkdir(folder);
  await writeFile(join(folder, 'a.jpg'), await jpeg(160, 200, 1));
  await watch.until(() => watch.finished().length === 1);
  await rename(folder, join(home, 'elsewhere'));
  await watch.until(() => watch.states.length === 3);
  await rename(join(home, 'elsewhere'), folder);
  await watch.until(() => watch.states.length === 4);
  await writeFile(join(folder, 'b.jpg'), await jpeg(160, 200, 2));
  await watch.until(() => watch.finished().includes('b.jpg'));
  expect(watch.states).toEqual(['missing', 'watching', 'missing', 'watching']);
});

test('links that lead out of the folder are not followed', async () => {
  const folder = await temporaryFolder();
  const outside = await temporaryFolder();
  await writeFile(join(outside, 'private.jpg'), await jpeg(160, 200, 1));
  await symlink(outside, join(folder, 'away'));
  await symlink(join(outside, 'private.jpg'), join(folder, 'one.jpg'));
  const watch = await watched(folder);
  await writeFile(join(folder, 'own.jpg'), await jpeg(160, 200, 2));
  await watch.until(() => watch.finished().length > 0);
  await watch.watching.rescan();
  await writeFile(join(folder, 'own 2.jpg'), await jpeg(160, 200, 3));
  await watch.until(() => watch.finished().length > 1);
  expect(watch.finished()).toEqual(['own.jpg', 'own 2.jpg']);
});
