import { expect, test } from 'vitest';
import {
  activityGroups,
  lineAside,
  lineState,
  lineTitle,
  lossSentence,
} from '../../../../src/renderer/features/activity/activity-groups.ts';
import type { ActivityLine } from '../../../../src/renderer/features/activity/activity-groups.ts';
import { NOW, queueItem } from '../job-samples.ts';

function only(lines: readonly ActivityLine[]): ActivityLine {
  const [line] = lines;
  if (line === undefined || lines.length !== 1) throw new Error(`expected one line, got ${lines.length}`);
  return line;
}

test('pictures of one job that wait alike are one line', () => {
  const items = Array.from({ length: 12 }, (_, index) => queueItem(`KW47_01${index}.tif`));
  const line = only(activityGroups(items).waiting);
  expect(lineTitle(line)).toBe('Send KW47_010.tif');
  expect(lineAside(line)).toBe('and 11 more, KW47 accessories');
  expect(line.bytes).toBe(12_000_000);
});

test('what failed or is held needs somebody; held ones are asked about one by one', () => {
  const error = { code: 'broken', message: 'It breaks off.', action: 'person' } as const;
  const groups = activityGroups([
    queueItem('a', { state: { kind: 'failed', error } }),
    queueItem('b', { state: { kind: 'failed', error } }),
    queueItem('c', {
      kind: 'send-decision',
      state: { kind: 'held', sentence: 'It came back.', why: 'other-version' },
    }),
    queueItem('d', {
      kind: 'send-decision',
      state: { kind: 'held', sentence: 'It came back.', why: 'other-version' },
    }),
  ]);
  expect(groups.needsYou.map((line) => line.items.length)).toEqual([2, 1, 1]);
  expect(groups.waiting).toEqual([]);
});

test('a retry says when and the how manyeth', () => {
  const error = { code: 'busy', message: 'The server is busy.', action: 'retry' } as const;
  const state = { kind: 'retrying', at: NOW + 40_000, attempt: 2, error } as const;
  const line = only(activityGroups([queueItem('a', { state })]).waiting);
  expect(lineState(line, NOW)).toBe('The server is busy. Try 3 in 40 s');
  expect(lineState(line, NOW + 60_000)).toBe('The server is busy. Try 3 now');
});

test('what was done is summed up', () => {
  const done = { kind: 'done', at: NOW } as const;
  const groups = activityGroups([queueItem('a', { state: done }), queueItem('b', { state: done })]);
  expect(lineTitle(only(groups.done))).toBe('2 pictures sent');
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
    const line = only(activityGroups([queueItem('a', { kind })]).waiting);
    expect(lossSentence(line)).toMatch(/\.$/);
  }
});
