import type { Stage } from '../../../../src/preload/contract/index.ts';
import { expect, test } from 'vitest';
import { actionLabel, nextStep } from '../../../../src/renderer/features/job/next-step.ts';
import { stageSteps } from '../../../../src/renderer/features/job/stages.ts';
import { filesWords, wayWords } from '../../../../src/renderer/features/job/file-words.ts';
import { file, job, NOW } from '../job-samples.ts';

test('an offer that counts fewer suggests asking anew, and accepting names its number', () => {
  const short = job('bags', { stage: 'offer', counts: { here: 50, proven: 48, atServer: 48, inOffer: 48 } });
  const step = nextStep(short);
  expect(step.title).toBe('The offer is for 48 pictures. You have 50 here.');
  expect(step.actions).toEqual(['request-offer', 'accept-offer']);
  expect(step.tallies.map((tally) => [tally.value, tally.odd])).toEqual([
    [50, false],
    [48, false],
    [48, true],
  ]);
  expect(actionLabel('request-offer', short)).toBe('Ask for a new offer');
  expect(actionLabel('accept-offer', short)).toBe('Accept for 48');
});

test('a matching offer is accepted with one button', () => {
  const match = job('bags', { stage: 'offer', counts: { here: 50, proven: 50, inOffer: 50 } });
  expect(nextStep(match).actions[0]).toBe('accept-offer');
  expect(actionLabel('accept-offer', match)).toBe('Accept the offer');
});

test('review comes first while something is undecided, closing afterwards', () => {
  const open = job('a', { stage: 'review', counts: { here: 5, returned: 5, accepted: 2 } });
  expect(nextStep(open).actions).toEqual(['review', 'download', 'close']);
  expect(actionLabel('review', open)).toBe('Review 3 pictures');
  const decided = job('a', { stage: 'review', counts: { here: 5, returned: 5, accepted: 3, rejected: 2 } });
  expect(nextStep(decided).actions).toEqual(['close', 'download', 'review']);
  expect(actionLabel('download', decided)).toBe('Download 5 results');
});

test('nothing counts as reviewed, and closing is not suggested, before the list of results is here', () => {
  const early = nextStep(job('a', { stage: 'review', counts: { here: 5, returned: 0 } }));
  expect(early.title).not.toContain('reviewed');
  expect(early.actions[0]).toBe('review');
});

test('the strip marks where a job stands', () => {
  const steps = stageSteps(job('a', { stage: 'offer', createdAt: NOW, changedAt: NOW }), [], NOW);
  expect(steps.map((step) => step.state)).toEqual(['past', 'past', 'past', 'now', 'next', 'next', 'next']);
  expect(steps[3]).toEqual({ label: 'Offer to accept', when: 'Since 14:32', state: 'now' });
  expect(stageSteps(job('a', { stage: 'sending' }), [], NOW)[1]?.label).toBe('Sending');
  expect(stageSteps(job('a', { stage: 'problem' }), [], NOW)).toEqual([]);
});

test('the strip says when a job came to each step it has passed', () => {
  const entry = (stage: Stage | null, at: number) => ({ at, sentence: '', status: null, stage });
  const timeline = [
    entry('offer', NOW),
    entry(null, NOW),
    entry('quoting', NOW - 60_000),
    entry('sending', NOW - 600_000),
  ];
  const steps = stageSteps(
    job('a', { stage: 'offer', createdAt: NOW - 900_000, changedAt: NOW }),
    timeline,
    NOW,
  );
  expect(steps.map((step) => step.when)).toEqual(['14:17', '14:31', '14:31', 'Since 14:32', '', '', '']);
});

test('a file says how far it is: moving, proven, failed, back, decided, saved', () => {
  const sending = file('a.tif', {
    size: 182_000_000,
    transfer: { kind: 'sending', sentBytes: 91_000_000, bytesPerSecond: 9_100_000 },
  });
  expect(wayWords(sending)).toMatchObject({ text: '91.0 MB, 10 s', fraction: 0.5 });
  const fetching = { bytes: 1_000_000, size: 4_000_000, bytesPerSecond: 1_000_000 };
  expect(wayWords(file('a', { returned: true, fetching }))).toMatchObject({
    text: '1.0 MB, 3 s',
    fraction: 0.25,
  });
  expect(wayWords(file('a', { fetching: { ...fetching, size: null } }))).toMatchObject({
    text: '1.0 MB',
    fraction: null,
  });
  expect(wayWords(file('a', { transfer: { kind: 'sent' } })).text).toBe('Sent, not proven yet');
  expect(wayWords(file('a', { transfer: { kind: 'proven', at: NOW } }))).toMatchObject({
    text: 'Proven 14:32:08',
    tone: 'ok',
  });
  const waiting = file('a', { transfer: { kind: 'waiting', sentence: 'Next' } });
  expect(wayWords(waiting).text).toBe('Next');
  expect(wayWords(waiting, true).text).toBe('Paused by you');
  const error = { code: 'file_changed', message: 'It was changed.', action: 'person' } as const;
  expect(wayWords(file('a', { transfer: { kind: 'failed', error } }))).toMatchObject({
    text: 'It was changed.',
    tone: 'bad',
  });
  expect(wayWords(file('a', { returned: true })).text).toBe('Back, to review');
  expect(wayWords(file('a', { returned: true, decision: 'rejected' })).text).toBe('Rejected, sent back');
  const saved = file('a', {
    returned: true,
    decision: 'accepted',
    download: { path: '/r/a.png', size: 1, md5: '' },
  });
  expect(wayWords(saved)).toMatchObject({ text: 'Accepted, saved', more: '/r/a.png' });
});

test('the files are summed up, trouble first', () => {
  const error = { code: 'x', message: '', action: 'person' } as const;
  expect(
    filesWords([
      file('a', { transfer: { kind: 'proven', at: 1 } }),
      file('b', { transfer: { kind: 'sent' } }),
      file('c', { transfer: { kind: 'failed', error } }),
    ]),
  ).toBe('1 could not go, 1 on the way, 1 proven');
});
