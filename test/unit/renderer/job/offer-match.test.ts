import { expect, test } from 'vitest';
import { offerMatch } from '../../../../src/renderer/features/job/offer-match.ts';
import type { JobFile } from '../../../../src/preload/contract/index.ts';
import { file, job, NOW } from '../job-samples.ts';

const there = (name: string, change: Partial<JobFile> = {}): JobFile =>
  file(name, { transfer: { kind: 'proven', at: NOW }, sizeAtServer: 24_800_000, ...change });
const offer = (here: number, atServer: number | null, inOffer: number | null) =>
  job('bags', { stage: 'offer', counts: { here, proven: here, atServer, inOffer } });

test('the same pictures on all three sides are said in one sentence', () => {
  expect(offerMatch(offer(2, 2, 2), [there('a'), there('b')])).toEqual({
    agrees: 'Here, at the service and in the offer: the same pictures, by name and size.',
    differences: [],
  });
});

test('what is missing at the service and what is extra there are named', () => {
  const files = [
    there('a'),
    file('b', { transfer: { kind: 'sent' } }),
    file('left', {
      transfer: { kind: 'left-out', reason: 'by-you', sentence: '', canSendAnyway: true },
    }),
    there('chart.tif', { sourceName: '', transfer: { kind: 'at-server' } }),
  ];
  expect(offerMatch(offer(2, 2, 2), files)).toEqual({
    agrees: '',
    differences: [
      '1 picture from here is not in the service’s list: b.',
      '1 picture is at the service that was not sent from here: chart.tif.',
    ],
  });
});

test('many are named by the first three', () => {
  const files = ['a', 'b', 'c', 'd', 'e'].map((name) => file(name, { transfer: { kind: 'sent' } }));
  expect(offerMatch(offer(5, null, 5), files).differences).toEqual([
    '5 pictures from here are not in the service’s list: a, b, c and 2 more.',
  ]);
});

test('another size, and an offer that counts more or fewer than the list', () => {
  expect(offerMatch(offer(1, 1, 2), [there('a', { sizeAtServer: 5 })]).differences).toEqual([
    '1 picture has another size at the service: a.',
    'The offer counts 2, the service’s list has 1: 1 is counted that the list does not show.',
  ]);
  expect(offerMatch(offer(3, 3, 1), [there('a'), there('b'), there('c')]).differences).toEqual([
    'The service’s list has 3, the offer counts 1: 2 are not in the offer.',
  ]);
});

test('while it is sent, what is on its way is not missing; a job from elsewhere has nothing extra', () => {
  const sending = job('bags', { stage: 'sending', counts: { here: 1 } });
  expect(offerMatch(sending, [file('a', { transfer: { kind: 'waiting', sentence: 'Next' } })])).toEqual({
    agrees: '',
    differences: [],
  });
  const elsewhere = there('x', { sourceName: '', transfer: { kind: 'at-server' } });
  expect(offerMatch(offer(0, 1, 1), [elsewhere]).differences).toEqual([]);
  expect(offerMatch(job('later'), [elsewhere]).differences).toEqual([]);
});
