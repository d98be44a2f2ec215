import { describe, expect, test } from 'vitest';
import type { ImageId, RemoteJobId } from '../../../../src/preload/contract/index.ts';
import type { RemoteImage } from '../../../../src/main/ports/bright-river.ts';
import { reviewRecords, versionMark } from '../../../../src/main/services/reviews/review-records.ts';
import { aJob, aRemoteFile } from '../jobs/job-samples.ts';

const image = (id: number): RemoteImage => ({
  imageId: id as ImageId,
  name: `bag-${String(id)}.png`,
  thumbnailUrl: 'https://example.test/t',
  previewUrl: 'https://example.test/p',
  fullUrl: 'https://example.test/f',
  downloadUrl: null,
});

describe('version mark', () => {
  test('stays the same while the results do, and changes with them', () => {
    const first = aRemoteFile({ results: [image(7)] });
    expect(versionMark(first)).toBe(versionMark({ ...first, isReviewed: true, acceptedByUser: true }));
    expect(versionMark(first)).not.toBe(versionMark({ ...first, results: [image(8)] }));
  });

  test('does not depend on session addresses', () => {
    const other: RemoteImage = { ...image(7), fullUrl: 'https://example.test/f?sessionid=2' };
    expect(versionMark(aRemoteFile({ results: [other] }))).toBe(
      versionMark(aRemoteFile({ results: [image(7)] })),
    );
  });
});

describe('what can be judged', () => {
  test('nothing that has not come back', () => {
    expect(reviewRecords(aJob(), [aRemoteFile()], new Set())[0]?.blocked).not.toBe('');
  });

  test('a result that has', () => {
    expect(reviewRecords(aJob(), [aRemoteFile({ results: [image(7)] })], new Set())[0]).toMatchObject({
      blocked: '',
      version: 1,
    });
  });

  test('not the old result a redo still shows, told by the service or by the parent job', () => {
    const redo = aJob({ parentRemoteId: 353413 as RemoteJobId });
    const told = aRemoteFile({ results: [image(7)], previousResults: [image(7)], timesRejected: 1 });
    expect(reviewRecords(redo, [told], new Set())[0]?.blocked).toContain('still the result you rejected');
    const known = aRemoteFile({ results: [image(7)] });
    expect(reviewRecords(redo, [known], new Set([7 as ImageId]))[0]?.blocked).toContain(
      'still the result you rejected',
    );
  });

  test('the new result of a redo, as version 2', () => {
    const redo = aJob({ parentRemoteId: 353413 as RemoteJobId });
    const file = aRemoteFile({ results: [image(9)], previousResults: [image(7)], timesRejected: 1 });
    expect(reviewRecords(redo, [file], new Set([7 as ImageId]))[0]).toMatchObject({
      blocked: '',
      version: 2,
    });
  });
});

test('what the service tells of reviews is kept: the last one in its pieces or as one text, and those before', () => {
  const rejects = [
    {
      imageId: 7 as ImageId,
      remark: '',
      reasons: [{ reason: 'Cropping', pins: [{ x: 0.6, y: 0.4, radius: null }] }],
    },
  ];
  const said = { imageIds: [7], reasons: rejects[0]?.reasons, remark: '' };
  const [inPieces, asText] = reviewRecords(
    aJob(),
    [
      aRemoteFile({ isRejected: true, rejects, reviewedAt: 9, previousReviews: [{ at: null, rejects }] }),
      aRemoteFile({ isRejected: true, rejectionReason: ' - Cropping\n - Dust' }),
    ],
    new Set(),
  );
  expect(inPieces?.said).toEqual({ now: { ...said, at: 9 }, before: [{ ...said, at: null }] });
  expect(asText?.said.now).toMatchObject({ reasons: [], remark: 'Cropping\nDust' });
});
