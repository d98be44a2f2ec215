import { describe, expect, test } from 'vitest';
import type { FileId, RemoteFileId } from '../../../../src/preload/contract/index.ts';
import { matchRemoteFiles } from '../../../../src/main/services/jobs/remote-files.ts';
import { aFile, aJob, aRemoteFile } from './job-samples.ts';

const newId = (): string => 'new';

describe('matching the service’s list', () => {
  const match = (
    known: ReturnType<typeof aFile>[],
    remote: ReturnType<typeof aRemoteFile>[],
    decided: number[] = [],
  ) =>
    matchRemoteFiles({
      job: aJob(),
      known,
      remote,
      reviews: [],
      decidedHere: new Set(decided as RemoteFileId[]),
      newId,
    });

  test('a known picture learns its id and size at the service, once', () => {
    const first = match([aFile()], [aRemoteFile()]);
    expect(first).toMatchObject([{ id: 'file-1', remoteId: 1, remoteSize: 100 }]);
    expect(match([...first], [aRemoteFile()])).toEqual([]);
  });

  test('a picture nobody here knows becomes one of its own', () => {
    expect(
      match([aFile()], [aRemoteFile(), aRemoteFile({ id: 2 as RemoteFileId, name: 'other.jpg' })]),
    ).toMatchObject([{ id: 'file-1' }, { id: 'new', path: null, state: { kind: 'at-server' }, position: 1 }]);
  });

  test('a damaged picture beside the one that was sent again is one of its own, and stays it', () => {
    const sent = aFile({ md5: 'whole' });
    const damaged = aRemoteFile({ md5: 'damaged' });
    const whole = aRemoteFile({ id: 2 as RemoteFileId, md5: 'whole' });
    const before = match([sent], [damaged]);
    expect(before).toMatchObject([{ id: 'file-1', remoteId: 1 }]);
    const after = match([...before], [damaged, whole]);
    expect(after).toMatchObject([
      { id: 'new', path: null, remoteId: 1 },
      { id: 'file-1', remoteId: 2 },
    ]);
    expect(match([...after], [damaged, whole])).toEqual([]);
    expect(match([...after], [whole, damaged])).toEqual([]);
  });

  test('a left-out file does not take the place of a picture at the service', () => {
    const leftOut = aFile({
      id: 'left-out' as FileId,
      state: { kind: 'left-out', reason: 'broken', sentence: 'Breaks off.' },
    });
    expect(match([leftOut], [aRemoteFile()])).toMatchObject([{ id: 'new' }]);
  });

  test('what somebody decided here counts until the service has it', () => {
    const file = aFile({ decision: 'rejected', remoteId: 1 as RemoteFileId });
    expect(match([file], [aRemoteFile({ acceptedByUser: true })], [1])).toMatchObject([
      { decision: 'rejected' },
    ]);
    expect(match([file], [aRemoteFile({ acceptedByUser: true })])).toMatchObject([{ decision: 'accepted' }]);
  });
});
