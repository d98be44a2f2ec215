import { expect, test } from 'vitest';
import {
  changeWords,
  jobLine,
  leftToReview,
  progressWords,
  rowVerb,
  sideBySide,
} from '../../../../src/renderer/features/jobs/job-words.ts';
import type { RemoteJobId } from '../../../../src/preload/contract/index.ts';
import { job, NOW } from '../job-samples.ts';

test('a gap between the offer and what is here is marked', () => {
  const offer = job('bags', { stage: 'offer', counts: { here: 50, proven: 48, atServer: 48, inOffer: 48 } });
  expect(sideBySide(offer)).toEqual({ sent: 48, expected: 50, returned: null, off: 'expected' });
  expect(progressWords(offer)).toMatchObject({ sentence: '2 not in the offer', odd: true });
});

test('a matching offer is calm', () => {
  const offer = job('bags', { stage: 'offer', counts: { here: 50, proven: 50, inOffer: 50 } });
  expect(sideBySide(offer).off).toBeNull();
  expect(progressWords(offer)).toMatchObject({ sentence: 'All 50 are in the offer', odd: false });
});

test('pictures that did not come back are marked, and only then', () => {
  const short = job('shoes', { stage: 'review', counts: { here: 38, proven: 38, returned: 36 } });
  expect(sideBySide(short).off).toBe('returned');
  expect(progressWords(short)).toMatchObject({ sentence: '2 have not come back', odd: true });
  const whole = job('shoes', {
    stage: 'review',
    counts: { here: 38, proven: 38, returned: 38, accepted: 7 },
  });
  expect(sideBySide(whole).off).toBeNull();
  expect(progressWords(whole).sentence).toBe('31 of 38 left to review');
  expect(progressWords(whole).fraction).toBeCloseTo(7 / 38);
});

test('a job added by number counts what the server has', () => {
  const added = job('added', { counts: { here: 0, atServer: 12, inOffer: 12 } });
  expect(sideBySide(added)).toEqual({ sent: 12, expected: 12, returned: null, off: null });
});

test('sending says what is proven, what is to go and what could not', () => {
  const counts = { here: 350, proven: 340 };
  const moving = job('watches', { stage: 'sending', bytesTotal: 1_000, bytesSent: 970, counts });
  expect(progressWords(moving)).toEqual({
    fraction: 0.97,
    tone: 'moving',
    sentence: '340 proven, 10 to go',
    odd: false,
  });
  expect(changeWords(moving, NOW, 10)).toBe('About 3 s left');
  const failed = job('watches', { stage: 'sending', counts: { ...counts, failed: 2 } });
  expect(progressWords(failed)).toMatchObject({ sentence: '340 proven, 2 could not go', odd: true });
});

test('the one verb of a row leads where the work is', () => {
  expect(rowVerb(job('a', { stage: 'draft' }))).toEqual({ label: 'Go on', target: 'draft' });
  expect(rowVerb(job('a', { stage: 'offer' }))).toEqual({ label: 'See offer', target: 'job' });
  const review = job('a', { stage: 'review', counts: { returned: 5, accepted: 1, rejected: 1 } });
  expect(leftToReview(review)).toBe(3);
  expect(rowVerb(review)).toEqual({ label: 'Review 3', target: 'review' });
  const decided = job('a', { stage: 'review', counts: { returned: 2, accepted: 2 } });
  expect(rowVerb(decided)).toEqual({ label: 'Finish', target: 'job' });
  expect(rowVerb(job('a'))).toBeNull();
  expect(rowVerb(job('a', { needsYou: true }))).toEqual({ label: 'Open', target: 'job' });
});

test('the second line holds number, parent, invoice and tags', () => {
  const redo = job('redo', {
    parentRemoteId: 417120 as RemoteJobId,
    invoiceReference: 'NL-2290',
    tags: ['watches', 'audio'],
  });
  expect(jobLine(redo, false)).toBe('418206 · from 417120 · invoice NL-2290 · watches, audio');
  expect(jobLine(job('first', { accountName: 'Practice studio' }), true)).toContain('costs nothing');
  expect(jobLine(job('draft', { stage: 'draft', remoteId: null }), false)).toBe('Draft');
});
