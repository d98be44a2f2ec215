import { expect, test } from 'vitest';
import type { BoardRow, BoardView } from '../../../../src/renderer/features/jobs/board.ts';
import { boardRows, filterCounts, matchesSearch } from '../../../../src/renderer/features/jobs/board.ts';
import { job, NOW } from '../job-samples.ts';

const ALL: BoardView = {
  filter: 'all',
  search: '',
  tag: null,
  order: 'changed',
  draftsOpen: false,
  doneOpen: false,
};

const JOBS = [
  job('offer', { stage: 'offer', needsYou: true }),
  job('review', { stage: 'review', needsYou: true }),
  job('broken', { stage: 'problem', needsYou: true }),
  job('moving', { stage: 'sending' }),
  job('waiting', { stage: 'quoting' }),
  job('older', { changedAt: NOW - 500_000 }),
  job('newer', { changedAt: NOW - 100 }),
  job('draft', { stage: 'draft' }),
  job('finished', { stage: 'done' }),
  job('gone', { stage: 'cancelled' }),
];

function told(rows: readonly BoardRow[]): readonly string[] {
  return rows.map((row) => {
    if (row.kind === 'group') return `${row.title} ${row.count}${row.raised ? ', raised' : ''}`;
    if (row.kind === 'job') return row.job.name;
    return row.kind === 'folds' ? `folds ${row.drafts} ${row.done}` : '—';
  });
}

test('what needs somebody comes first, raised; the rest by stage, newest first; drafts and done folded', () => {
  expect(told(boardRows(JOBS, ALL))).toEqual([
    'Problems 1, raised',
    'broken',
    'Offer to accept 1, raised',
    'offer',
    'Ready for review 1, raised',
    'review',
    '—',
    'Sending 1',
    'moving',
    'Waiting for the offer 1',
    'waiting',
    'In production 2',
    'newer',
    'older',
    'folds 1 2',
  ]);
});

test('folds open', () => {
  const rows = told(boardRows(JOBS, { ...ALL, draftsOpen: true, doneOpen: true }));
  expect(rows.slice(rows.indexOf('folds 1 2'))).toEqual([
    'folds 1 2',
    'Drafts 1',
    'draft',
    'Done 2',
    'finished',
    'gone',
  ]);
});

test('a filter or a search unfolds what it asks for', () => {
  expect(told(boardRows(JOBS, { ...ALL, filter: 'done' }))).toEqual(['Done 2', 'finished', 'gone']);
  expect(told(boardRows(JOBS, { ...ALL, search: 'draft' }))).toEqual(['Drafts 1', 'draft']);
  expect(boardRows(JOBS, { ...ALL, search: 'nothing like it' })).toEqual([]);
});

test('every job is on the board exactly once, whatever its stage and needs', () => {
  const stages = [
    'draft',
    'sending',
    'quoting',
    'offer',
    'payment',
    'production',
    'review',
    'redo',
    'delivering',
    'done',
    'archived',
    'cancelled',
    'problem',
  ] as const;
  const jobs = stages.flatMap((stage) => [
    job(`${stage} calm`, { stage }),
    job(`${stage} needs`, { stage, needsYou: true }),
  ]);
  const rows = boardRows(jobs, { ...ALL, draftsOpen: true, doneOpen: true });
  const names = rows.flatMap((row) => (row.kind === 'job' ? [row.job.name] : []));
  expect([...names].sort()).toEqual(jobs.map((entry) => entry.name).sort());
});

test('the rail counts what its filters show', () => {
  expect(filterCounts(JOBS)).toEqual({
    all: 10,
    'needs-you': 3,
    draft: 1,
    sending: 2,
    production: 2,
    redo: 0,
    delivering: 0,
    done: 2,
    problem: 1,
  });
});

test('a search looks into name, number, tags and invoice, every word of it', () => {
  const bag = job('SS27 bags', { tags: ['leather'], invoiceReference: 'NL-2291' });
  for (const search of ['bags', '418206', 'LEATHER', 'nl-2291 ss27', ''])
    expect(matchesSearch(bag, search)).toBe(true);
  expect(matchesSearch(bag, 'bags shoes')).toBe(false);
});

test('ten thousand jobs are laid out within a frame or two', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => job(`job ${index}`, { changedAt: NOW - index }));
  const before = performance.now();
  const rows = boardRows(many, ALL);
  expect(rows).toHaveLength(10_001);
  expect(performance.now() - before).toBeLessThan(500);
});
