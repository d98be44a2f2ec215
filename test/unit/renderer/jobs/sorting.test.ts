import { expect, test } from 'vitest';
import { boardRows } from '../../../../src/renderer/features/jobs/board.ts';
import type { JobOrder } from '../../../../src/renderer/features/jobs/sorting.ts';
import { tagCounts } from '../../../../src/renderer/features/jobs/tags.ts';
import { job, NOW } from '../job-samples.ts';

const JOBS = [
  job('Week 10', { createdAt: NOW - 3, changedAt: NOW - 1, counts: { here: 5 }, tags: ['Leather', 'shoes'] }),
  job('week 9', { createdAt: NOW - 1, changedAt: NOW - 2, counts: { atServer: 40 }, tags: ['leather'] }),
  job('Autumn', { createdAt: NOW - 2, changedAt: NOW - 3, counts: { inOffer: 12 } }),
];

function names(order: JobOrder, tag: string | null = null): readonly string[] {
  const view = { filter: 'all', search: '', tag, order, draftsOpen: false, doneOpen: false } as const;
  return boardRows(JOBS, view).flatMap((row) => (row.kind === 'job' ? [row.job.name] : []));
}

test('by last change, name, creation or pictures', () => {
  expect(names('changed')).toEqual(['Week 10', 'week 9', 'Autumn']);
  expect(names('name')).toEqual(['Autumn', 'week 9', 'Week 10']);
  expect(names('created')).toEqual(['week 9', 'Autumn', 'Week 10']);
  expect(names('pictures')).toEqual(['week 9', 'Autumn', 'Week 10']);
});

test('a tag is one tag whatever its capitals; most used first', () => {
  expect(tagCounts(JOBS)).toEqual([
    { tag: 'Leather', jobs: 2 },
    { tag: 'shoes', jobs: 1 },
  ]);
  expect(names('changed', 'LEATHER')).toEqual(['Week 10', 'week 9']);
});

test('a tag shows the done jobs that carry it, too', () => {
  const done = job('Old', { stage: 'done', tags: ['leather'] });
  const view = { filter: 'all', search: '', order: 'name', draftsOpen: false, doneOpen: false } as const;
  const moving = job('New', { stage: 'production' });
  const shown = (tag: string | null): number =>
    boardRows([done, moving], { ...view, tag }).filter((row) => row.kind === 'job').length;
  expect(shown('leather')).toBe(1);
  // Without the tag the done one is folded away, and only the moving one stands there.
  expect(shown(null)).toBe(1);
});

test('a board with nothing but drafts or done jobs does not look empty', () => {
  const view = {
    filter: 'all',
    search: '',
    order: 'name',
    tag: null,
    draftsOpen: false,
    doneOpen: false,
  } as const;
  for (const stage of ['draft', 'done'] as const)
    expect(boardRows([job('Only', { stage })], view).some((row) => row.kind === 'job')).toBe(true);
});

test('ten thousand jobs are sorted by name within a frame or two', () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    job(`Catalogue ${(index * 7919) % 10_000}`, { tags: [`tag ${index % 300}`] }),
  );
  const before = performance.now();
  boardRows(many, {
    filter: 'all',
    search: '',
    tag: null,
    order: 'name',
    draftsOpen: false,
    doneOpen: false,
  });
  expect(tagCounts(many)).toHaveLength(300);
  expect(performance.now() - before).toBeLessThan(1_000);
});
