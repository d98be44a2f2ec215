import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { changesBetween } from '../../../../src/main/adapters/compare/changes.ts';
import { edgeTour } from '../../../../src/main/adapters/compare/edge-tour.ts';
import { lineUp } from '../../../../src/main/adapters/compare/line-up.ts';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import { createCompare } from '../../../../src/main/services/compare/compare-service.ts';
import type {
  ImageId,
  JobId,
  RemoteFileId,
  RemoteJobId,
  VersionMark,
} from '../../../../src/preload/contract/index.ts';
import { accountRecord, jobRecord } from '../../../fakes/records.ts';
import { temporaryFolder } from '../../../fixtures/make-pictures.ts';
import { quickClock } from '../../../fixtures/quick-clock.ts';
import { silentLog } from '../../../servers/application-fixture.ts';

const [parent, redo] = ['parent' as JobId, 'redo' as JobId];
const file = 5 as RemoteFileId;
const [original, before, after] = [1 as ImageId, 2 as ImageId, 3 as ImageId];

/** A product on white, with a spot on it or without. */
async function product(spot: boolean): Promise<Buffer> {
  const mark = spot ? '<circle cx="150" cy="190" r="22" fill="#c22"/>' : '';
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="500"><rect width="400" height="500" fill="#fff"/><path d="M90 120 L280 100 L330 300 L240 420 L110 380 Z" fill="#357"/><circle cx="230" cy="240" r="50" fill="#dc8"/><rect x="140" y="300" width="90" height="40" fill="#124"/>${mark}</svg>`;
  return sharp(Buffer.from(drawing)).png().toBuffer();
}

/** A job and its redo in a real register; pictures are there for the job they are kept under, until they are taken away. */
async function room(parentIsKnown = true) {
  const store = await openSqliteStore({
    folder: await temporaryFolder(),
    clock: quickClock(1),
    log: silentLog,
  });
  onTestFinished(() => store.close());
  await store.transaction(async (writer) => {
    await writer.putAccount(accountRecord('account'));
    if (parentIsKnown) await writer.putJob(jobRecord(parent, { remoteId: 7 as RemoteJobId }));
    await writer.putJob(jobRecord(redo, { remoteId: 8 as RemoteJobId, parentRemoteId: 7 as RemoteJobId }));
    await writer.replaceReviews(redo, [
      {
        jobId: redo,
        fileId: file,
        position: 0,
        name: 'a.png',
        originalImageId: original,
        originalName: 'a.png',
        results: [{ imageId: after, name: 'a.png' }],
        previous: [{ imageId: before, name: 'a.png' }],
        said: { now: null, before: [] },
        version: 2,
        versionMark: 'mark' as VersionMark,
        blocked: '',
        listed: { size: null, at: null, md5: null },
      },
    ]);
  });
  const kept = new Map<string, Uint8Array>([
    [`${parent} ${String(before)}`, await product(true)],
    [`${redo} ${String(after)}`, await product(false)],
    [`${redo} ${String(original)}`, await product(true)],
  ]);
  const asked: string[] = [];
  const compare = createCompare({
    store,
    comparing: { lineUp, edgeTour, changes: changesBetween, stop: () => Promise.resolve() },
    picture: (job, image, variant) => {
      asked.push(`${job} ${String(image)} ${variant}`);
      return Promise.resolve(kept.get(`${job} ${String(image)}`) ?? null);
    },
  });
  return { compare, kept, asked };
}

const pins = [{ x: 0.375, y: 0.38, radius: null }];

test('what a redo changed is found on the earlier result, which belongs to the job it redoes', async () => {
  const { compare, asked } = await room();
  const changes = await compare.changes(redo, file, before, after, pins);
  expect(changes.sameFile).toBe(false);
  expect(changes.pins).toHaveLength(1);
  expect(asked).toEqual(
    expect.arrayContaining([
      `${redo} ${String(before)} full`,
      `${parent} ${String(before)} full`,
      `${redo} ${String(after)} full`,
    ]),
  );
  const times = asked.length;
  expect(await compare.changes(redo, file, before, after, pins)).toEqual(changes);
  expect(asked).toHaveLength(times);
});

test('a picture that is not here is said to be so, and looked for again when it may have come', async () => {
  const lost = await room(false);
  await expect(lost.compare.changes(redo, file, before, after, pins)).rejects.toMatchObject({
    code: 'picture_not_here',
    action: 'retry',
  });
  const { compare, kept } = await room();
  const result = kept.get(`${redo} ${String(after)}`) ?? Buffer.alloc(0);
  kept.delete(`${redo} ${String(after)}`);
  await expect(compare.lineUp(redo, file, after)).rejects.toMatchObject({ code: 'picture_not_here' });
  kept.set(`${redo} ${String(after)}`, result);
  expect((await compare.lineUp(redo, file, after)).kind).toBe('lined-up');
});

test('the edge is toured without an original too, and lining up says that there is none', async () => {
  const { compare, asked } = await room();
  const other = 99 as RemoteFileId;
  const tour = await compare.edgeTour(redo, other, after);
  expect(Array.isArray(tour.spots)).toBe(true);
  expect(asked).toEqual([`${redo} ${String(after)} full`]);
  expect((await compare.lineUp(redo, other, after)).kind).toBe('not-sure');
});
