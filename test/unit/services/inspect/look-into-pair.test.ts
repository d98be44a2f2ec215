import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFiles } from '../../../../src/main/adapters/files/local-files.ts';
import { decodingLanes } from '../../../../src/main/adapters/images/create-images.ts';
import { createInspector } from '../../../../src/main/adapters/images/inspection/create-inspector.ts';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import {
  createDeliveredFiles,
  type RoomImage,
} from '../../../../src/main/services/inspect/delivered-files.ts';
import { createLookIntoPair } from '../../../../src/main/services/inspect/preflight/look-into-pair.ts';
import { DiskCache } from '../../../../src/main/services/pictures/disk-cache.ts';
import type { ImageId, JobId, RemoteFileId } from '../../../../src/preload/contract/index.ts';
import { jpeg, temporaryFolder } from '../../../fixtures/make-pictures.ts';
import { quickClock } from '../../../fixtures/quick-clock.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const image = (id: number, isOriginal: boolean): RoomImage => ({
  job: 'job-1' as JobId,
  file: 7 as RemoteFileId,
  image: id as ImageId,
  name: 'bag.jpg',
  isOriginal,
  version: isOriginal ? '' : 'mark',
});
const pair = { original: image(1, true), knownOriginal: null, results: [image(2, false)], files: [] };

/** What was asked of the service, in order. */
async function bench() {
  const home = await temporaryFolder();
  const clock = quickClock(1);
  const store = await openSqliteStore({ folder: home, clock, log: silent });
  onTestFinished(() => store.close());
  const files = createFiles();
  const fetched: number[] = [];
  const bytes = await jpeg(640, 800);
  const delivered = createDeliveredFiles({
    store,
    files,
    disk: new DiskCache({ folder: join(home, 'pictures'), limit: 1e9, log: silent }),
    fetch: (_job, id) => {
      fetched.push(id);
      return Promise.resolve(
        (async function* () {
          await Promise.resolve();
          yield bytes;
        })(),
      );
    },
  });
  const attention = decodingLanes();
  const lookInto = createLookIntoPair({ inspector: createInspector(), attention, delivered, files, clock });
  return { lookInto, attention, fetched };
}

test('nothing is fetched for the check while somebody waits for a picture', async () => {
  const { lookInto, attention, fetched } = await bench();
  const gate = Promise.withResolvers<null>();
  const shown = attention.during(() => gate.promise);
  const abort = new AbortController();
  const given = lookInto(pair, abort.signal);
  const reason = new Error('the person stopped it');
  abort.abort(reason);
  await expect(given).rejects.toBe(reason);
  expect(fetched).toEqual([]);

  const looking = lookInto(pair, new AbortController().signal);
  gate.resolve(null);
  await shown;
  const records = await looking;
  expect(fetched).toEqual([1, 2]);
  expect(records.map(({ imageId, likeOriginal }) => [imageId, likeOriginal])).toEqual([
    [1, null],
    [2, 'same-file'],
  ]);
});
