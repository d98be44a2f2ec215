import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteStore } from '../../../../src/main/adapters/sqlite/open-sqlite-store.ts';
import type { ReviewRecord, SaidAtService } from '../../../../src/main/ports/store.ts';
import { createReviews } from '../../../../src/main/services/reviews/reviews-service.ts';
import type {
  ImageId,
  JobId,
  RemoteFileId,
  RemoteJobId,
  Verdict,
  VersionMark,
} from '../../../../src/preload/contract/index.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { accountRecord, fileRecord, jobRecord } from '../../../fakes/records.ts';
import { keepingLog } from '../../../servers/keeping-log.ts';

const JOB = 'job' as JobId;
const ACCEPT: Verdict = { kind: 'accept' };
const rejection = (reason: string, x = 0.5): Verdict => ({
  kind: 'reject',
  reasons: [{ reason, pins: [{ x, y: 0.25, radius: null }] }],
  remark: '',
});

function review(job: string, file: number, change: Partial<ReviewRecord> = {}): ReviewRecord {
  return {
    jobId: job as JobId,
    fileId: file as RemoteFileId,
    position: file,
    name: `picture-${String(file)}.jpg`,
    originalImageId: null,
    originalName: null,
    results: [{ imageId: (file * 10) as ImageId, name: `picture-${String(file)}.png` }],
    previous: [],
    said: { now: null, before: [] },
    listed: { size: null, at: null, md5: null },
    version: 1,
    versionMark: `mark-${String(file)}` as VersionMark,
    blocked: '',
    ...change,
  };
}

/** The service on a real register that holds these pictures; the far end is never asked here. */
async function desk(reviews: readonly ReviewRecord[]) {
  const folder = await mkdtemp(join(tmpdir(), 'clipdesk-reviews-'));
  const clock = new FakeClock();
  const store = await openSqliteStore({ folder, clock, log: keepingLog() });
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  await store.transaction(async (writer) => {
    await writer.putAccount(accountRecord('account'));
    await writer.putJob(jobRecord('job', { remoteId: 7 as RemoteJobId }));
    await writer.putFiles(
      reviews.map(({ fileId }) =>
        fileRecord(`f${String(fileId)}`, 'job', { remoteId: fileId, returned: true }),
      ),
    );
    await writer.replaceReviews(JOB, reviews);
  });
  const nothing = (): void => undefined;
  let ids = 0;
  const api = createReviews({
    store,
    clock,
    refresh: {
      refresh: () => Promise.resolve(),
      refreshWhole: () => Promise.resolve(),
    },
    rejectTypes: { of: () => Promise.resolve([]), known: () => [], forget: nothing },
    changes: {
      job: nothing,
      files: nothing,
      review: nothing,
      queue: nothing,
      stop: () => Promise.resolve(),
    },
    newId: () => `id-${String((ids += 1))}`,
    log: keepingLog(),
    undoTime: 8_000,
    wakeQueue: nothing,
    keptPreview: () => Promise.resolve({ bytes: 12, sha256: 'ab' }),
  });
  const queued = async () => (await store.read.unfinishedOf(JOB)).map((item) => item.title);
  const standing = async () =>
    (await api.read(JOB)).pairs.map(({ decision }) => decision?.verdict.kind ?? null);
  return { api, store, queued, standing };
}

const choice = (file: number, verdict: Verdict) => ({
  fileId: file as RemoteFileId,
  seen: `mark-${String(file)}` as VersionMark,
  verdict,
});

test('several decisions are one step: taken back and done again as one', async () => {
  const { api, queued, standing } = await desk([review('job', 1), review('job', 2), review('job', 3)]);
  await api.decide(JOB, 1 as RemoteFileId, 'mark-1' as VersionMark, ACCEPT);
  const { pairs } = await api.decideTogether(JOB, [
    choice(2, rejection('Halo')),
    choice(3, rejection('Dust')),
  ]);
  expect(pairs.map((pair) => pair.fileId)).toEqual([2, 3]);
  expect(await queued()).toHaveLength(3);

  expect((await api.undo(JOB)).map((pair) => pair.fileId)).toEqual([2, 3]);
  expect(await queued()).toEqual(['Accept picture-1.jpg']);
  expect((await api.undo(JOB)).map((pair) => pair.fileId)).toEqual([1]);
  expect(await api.undo(JOB)).toEqual([]);
  expect(await standing()).toEqual([null, null, null]);

  await api.redo(JOB);
  expect(await standing()).toEqual(['accept', null, null]);
  await api.redo(JOB);
  expect(await standing()).toEqual(['accept', 'reject', 'reject']);
  expect(await api.redo(JOB)).toEqual([]);
});

test('taking a change of mind back brings the decision before it back, and what carries it', async () => {
  const { api, queued, standing } = await desk([review('job', 1), review('job', 2)]);
  await api.decideTogether(JOB, [choice(1, ACCEPT)]);
  await api.decideTogether(JOB, [choice(1, rejection('Halo'))]);
  expect(await queued()).toEqual(['Reject picture-1.jpg with 1 pin']);
  await api.undo(JOB);
  expect(await standing()).toEqual(['accept', null]);
  expect(await queued()).toEqual(['Accept picture-1.jpg']);
});

test('the whole job is taken back as one step; one other opinion sends the rest one by one', async () => {
  const { api, queued, standing } = await desk([review('job', 1), review('job', 2), review('job', 3)]);
  await api.acceptAll(JOB);
  expect(await queued()).toEqual(['Accept 3 pictures']);
  expect(await api.undo(JOB)).toHaveLength(3);
  expect(await queued()).toEqual([]);

  await api.acceptAll(JOB);
  await api.decideTogether(JOB, [choice(2, rejection('Halo'))]);
  expect(await standing()).toEqual(['accept', 'reject', 'accept']);
  expect((await queued()).sort()).toEqual([
    'Accept picture-1.jpg',
    'Accept picture-3.jpg',
    'Reject picture-2.jpg with 1 pin',
  ]);
});

test('a redo that still shows the old result is refused with its sentence, alone and among others', async () => {
  const old = 'This is still the result you rejected. The new one has not come back yet.';
  const { api, standing } = await desk([review('job', 1), review('job', 2, { blocked: old })]);
  await expect(api.decide(JOB, 2 as RemoteFileId, 'mark-2' as VersionMark, ACCEPT)).rejects.toThrow(old);
  const { refused } = await api.decideTogether(JOB, [choice(1, ACCEPT), choice(2, ACCEPT)]);
  expect(refused).toEqual([{ fileId: 2, name: 'picture-2.jpg', sentence: old }]);
  expect(await standing()).toEqual(['accept', null]);
  // Nobody says yes to a version they have not seen.
  await expect(api.decide(JOB, 1 as RemoteFileId, 'other' as VersionMark, ACCEPT)).rejects.toThrow(
    'came back again',
  );
});

test('drafts and own words are in the room; a decision uses the draft up', async () => {
  const { api } = await desk([review('job', 1)]);
  const draft = {
    fileId: 1 as RemoteFileId,
    versionMark: 'mark-1' as VersionMark,
    marks: [{ reason: 'Halo', pin: { x: 0.1, y: 0.2, radius: 0.05 } }],
    remark: 'Left',
  };
  await api.keepDraft(JOB, draft);
  expect(await api.keepWording(JOB, '  Strap is twisted ')).toEqual(['Strap is twisted']);
  expect(await api.read(JOB)).toMatchObject({ drafts: [draft], wordings: ['Strap is twisted'] });
  await api.decideTogether(JOB, [choice(1, rejection('Halo'))]);
  expect((await api.read(JOB)).drafts).toEqual([]);
  expect(await api.forgetWording(JOB, 'Strap is twisted')).toEqual([]);
});

test('the keys 1 to 9 are the reasons used most', async () => {
  const { api } = await desk([review('job', 1), review('job', 2), review('job', 3)]);
  await api.decideTogether(JOB, [
    choice(1, rejection('Strap is twisted')),
    choice(2, rejection('Shape bent')),
    choice(3, rejection('Shape bent')),
  ]);
  expect((await api.read(JOB)).reasons.slice(0, 3)).toEqual([
    'Shape bent',
    'Strap is twisted',
    'Cut too tight',
  ]);
});

test('a redo knows what was asked before, down the line of jobs', async () => {
  const { api, store } = await desk([review('job', 1)]);
  await api.decideTogether(JOB, [choice(1, rejection('Halo', 0.3))]);
  await store.transaction(async (writer) => {
    await writer.putJob(jobRecord('redo', { remoteId: 8 as RemoteJobId, parentRemoteId: 7 as RemoteJobId }));
    await writer.replaceReviews('redo' as JobId, [
      review('redo', 5, {
        name: 'picture-1.jpg',
        version: 2,
        previous: [{ imageId: 10 as ImageId, name: 'picture-1.png' }],
      }),
    ]);
  });
  const [history] = await api.history('redo' as JobId, [5 as RemoteFileId]);
  expect(history?.versions).toMatchObject([
    { version: 1, jobId: 'job', verdict: rejection('Halo', 0.3), images: [{ imageId: 10 }] },
  ]);
  expect(await api.read('redo' as JobId)).toMatchObject({
    redoOf: { jobId: 'job' },
    pairs: [{ hasHistory: true }],
  });
});

test('what was asked on another computer comes from the service; what was asked here is not there twice', async () => {
  const { api, store } = await desk([review('job', 1), review('job', 2)]);
  await api.decideTogether(JOB, [choice(1, rejection('Halo', 0.3))]);
  const said = (imageId: number, reason: string): SaidAtService => ({
    at: 5_000,
    imageIds: [imageId as ImageId],
    reasons: [{ reason, pins: [{ x: 0.6, y: 0.4, radius: null }] }],
    remark: 'left heel',
  });
  const previous = [{ imageId: 10 as ImageId, name: 'picture-1.png' }];
  const redoOf = (name: string): Partial<ReviewRecord> => ({
    name,
    version: 2,
    previous,
    said: { now: null, before: [said(10, 'Cropping')] },
  });
  await store.transaction(async (writer) => {
    await writer.putJob(jobRecord('redo', { remoteId: 8 as RemoteJobId, parentRemoteId: 7 as RemoteJobId }));
    await writer.replaceReviews('redo' as JobId, [
      review('redo', 5, redoOf('picture-1.jpg')),
      review('redo', 6, {
        ...redoOf('picture-2.jpg'),
        previous: [],
        said: { now: null, before: [said(20, 'Cropping')] },
      }),
    ]);
    // The job before this one was never seen here, and it was the third time already.
    await writer.putJob(jobRecord('lost', { remoteId: 9 as RemoteJobId, parentRemoteId: 3 as RemoteJobId }));
    await writer.replaceReviews('lost' as JobId, [
      review('lost', 5, {
        version: 3,
        previous: [...previous, { imageId: 20 as ImageId, name: 'picture-1.png' }],
        said: { now: null, before: [said(10, 'Cropping'), said(20, 'Dust')] },
      }),
    ]);
  });
  const cropping = {
    kind: 'reject',
    reasons: [{ reason: 'Cropping', pins: [{ x: 0.6, y: 0.4 }] }],
    remark: 'left heel',
  };
  const redo = await api.history('redo' as JobId, [5, 6] as RemoteFileId[]);
  expect(redo.map(({ versions }) => versions)).toMatchObject([
    [{ version: 1, jobId: 'job', verdict: rejection('Halo', 0.3) }],
    [{ version: 1, jobId: 'job', verdict: cropping, at: 5_000, images: [{ imageId: 20 }] }],
  ]);
  const [lost] = await api.history('lost' as JobId, [5 as RemoteFileId]);
  expect(lost?.versions).toMatchObject([
    { version: 2, jobId: 'lost', verdict: { reasons: [{ reason: 'Dust' }] }, images: [{ imageId: 20 }] },
    { version: 1, jobId: 'lost', verdict: cropping, at: 5_000, images: [{ imageId: 10 }] },
  ]);
  expect(lost?.versions).toHaveLength(2);
});

test('a held decision names the pictures it was taken on', async () => {
  const { api, store } = await desk([review('job', 1)]);
  await api.decideTogether(JOB, [choice(1, ACCEPT)]);
  await store.transaction((writer) =>
    writer.replaceReviews(JOB, [
      review('job', 1, {
        versionMark: 'newer' as VersionMark,
        results: [{ imageId: 11 as ImageId, name: 'picture-1.png' }],
      }),
    ]),
  );
  expect((await api.read(JOB)).pairs[0]?.judged.map((image) => image.imageId)).toEqual([10]);
});

test('two thousand decisions are one step of less than a few seconds', async () => {
  const reviews = Array.from({ length: 2_000 }, (_each, index) => review('job', index + 1));
  const { api } = await desk(reviews);
  const choices = reviews.map(({ fileId }) => choice(fileId, rejection('Halo')));
  const started = performance.now();
  await api.decideTogether(JOB, choices);
  await api.read(JOB);
  const taken = performance.now() - started;
  expect((await api.undo(JOB)).length).toBe(2_000);
  expect(taken).toBeLessThan(10_000);
});
