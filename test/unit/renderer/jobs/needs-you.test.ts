import { expect, test } from 'vitest';
import type { JobId } from '../../../../src/preload/contract/index.ts';
import {
  isInSight,
  needsYouSentence,
  startedToNeed,
} from '../../../../src/renderer/features/jobs/needs-you.ts';
import { job } from '../job-samples.ts';

test('only a job that went by itself until now is news', () => {
  const known = new Map([
    ['calm', job('calm')],
    ['asked', job('asked', { needsYou: true })],
  ]);
  const pushed = ['calm', 'asked', 'new'].map((id) => job(id, { needsYou: true }));
  expect(startedToNeed((id) => known.get(id), pushed).map(({ id }) => id)).toEqual(['calm']);
  expect(startedToNeed((id) => known.get(id), [job('calm')])).toEqual([]);
});

test('what is in sight is not told again', () => {
  const bags = job('bags');
  expect(isInSight(bags, { kind: 'job', jobId: bags.id }, true)).toBe(true);
  expect(isInSight(bags, { kind: 'review', jobId: 'other' as JobId }, false)).toBe(false);
  expect(isInSight(bags, { kind: 'jobs', filter: 'all' }, false)).toBe(true);
  expect(isInSight(bags, { kind: 'jobs', filter: 'all' }, true)).toBe(false);
  expect(isInSight(bags, { kind: 'jobs', filter: 'done' }, false)).toBe(false);
  expect(isInSight(bags, { kind: 'settings' }, false)).toBe(false);
});

test('the message names the job and what it needs', () => {
  expect(needsYouSentence(job('SS27 bags', { stage: 'offer' }))).toBe('“SS27 bags”: Offer to accept.');
});
