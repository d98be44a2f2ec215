import { expect, test } from 'vitest';
import { fileRecord, jobRecord } from '../../../fakes/records.ts';
import { temporaryStore } from '../../../fixtures/temporary-store.ts';

const version = { path: '/photos/a.jpg', size: 10, modifiedAt: 7 };
const sent = { state: { kind: 'sent', at: 1 } } as const;

test('the others of a job that went of the same file are found, and no others', async () => {
  const { store } = await temporaryStore();
  const asked = fileRecord('a', 'job', { position: 0, ...version });
  const alike = [
    fileRecord('b', 'job', { position: 2, ...version, state: { kind: 'proven', at: 2 } }),
    fileRecord('c', 'job', { position: 1, ...version, ...sent }),
  ];
  const others = [
    fileRecord('waiting', 'job', { ...version, state: { kind: 'waiting' } }),
    fileRecord('left-out', 'job', {
      ...version,
      state: { kind: 'left-out', reason: 'duplicate', sentence: 'Twice.' },
    }),
    fileRecord('elsewhere', 'job', { ...version, ...sent, path: '/photos/b.jpg' }),
    fileRecord('larger', 'job', { ...version, ...sent, size: 11 }),
    fileRecord('newer', 'job', { ...version, ...sent, modifiedAt: 8 }),
    fileRecord('other-job', 'another', { ...version, ...sent }),
    fileRecord('not-here', 'job', { ...version, ...sent, path: null }),
  ];
  await store.transaction(async (writer) => {
    await writer.putJob(jobRecord('job'));
    await writer.putJob(jobRecord('another'));
    await writer.putFiles([asked, ...alike, ...others]);
  });
  expect((await store.read.goneAlike(asked)).map(({ id }) => id)).toEqual(['c', 'b']);
  // Its own row counts for none, whatever became of it.
  await store.transaction((writer) => writer.putFile({ ...asked, ...sent }));
  expect((await store.read.goneAlike(asked)).map(({ id }) => id)).toEqual(['c', 'b']);
  expect(await store.read.goneAlike({ ...asked, path: null })).toEqual([]);
});
