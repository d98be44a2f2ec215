import { expect, test } from 'vitest';
import type { QueueItem, QueueLine } from '../../../../src/preload/contract/index.ts';
import {
  lineAside,
  lineState,
  lineTitle,
  lossSentence,
} from '../../../../src/renderer/features/activity/activity-groups.ts';
import { NOW, queueItem } from '../job-samples.ts';

/** The line these items make. */
function lineOf(items: readonly [QueueItem, ...QueueItem[]]): QueueLine {
  const [first] = items;
  const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
  return { key: first.id, first, count: items.length, bytes, changedAt: NOW };
}

test('pictures of one job that wait alike are told by the first and how many more', () => {
  const line = { ...lineOf([queueItem('KW47_010.tif')]), count: 12 };
  expect(lineTitle(line)).toBe('Send KW47_010.tif');
  expect(lineAside(line)).toBe('and 11 more, KW47 accessories');
});

test('a retry says when and the how manyeth', () => {
  const error = { code: 'busy', message: 'The server is busy.', action: 'retry' } as const;
  const line = lineOf([queueItem('a', { state: { kind: 'retrying', at: NOW + 40_000, attempt: 2, error } })]);
  expect(lineState(line, NOW)).toBe('The server is busy. Try 3 in 40 s');
  expect(lineState(line, NOW + 60_000)).toBe('The server is busy. Try 3 now');
});

test('what was done is summed up', () => {
  const done = { kind: 'done', at: NOW } as const;
  const line = lineOf([queueItem('a', { state: done }), queueItem('b', { state: done })]);
  expect(lineTitle(line)).toBe('2 pictures sent');
});

test('discarding says what is lost, for every kind of work', () => {
  const kinds = [
    'create-job',
    'upload-file',
    'prove-uploads',
    'request-offer',
    'accept-offer',
    'send-decision',
    'accept-all',
    'reject-all',
    'close-job',
    'download-file',
  ] as const;
  for (const kind of kinds) {
    const line = lineOf([queueItem('a', { kind })]);
    expect(lossSentence(line)).toMatch(/\.$/);
  }
});
