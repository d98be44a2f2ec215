import type { JobSummary, Stage } from '../../../preload/contract/index.ts';
import type { JobsFilter } from '../shell/navigation.svelte.ts';
import type { JobOrder } from './sorting.ts';
import { compareJobs } from './sorting.ts';
import { hasTag } from './tags.ts';

/** One line of the board. */
export type BoardRow =
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly title: string;
      readonly count: number;
      readonly why: string;
      readonly raised: boolean;
    }
  | { readonly kind: 'job'; readonly key: string; readonly job: JobSummary; readonly raised: boolean }
  | { readonly kind: 'edge'; readonly key: string }
  | { readonly kind: 'folds'; readonly key: string; readonly drafts: number; readonly done: number };

interface Group {
  readonly title: string;
  readonly stages: readonly Stage[];
  readonly why: string;
}

/** What needs somebody, most urgent first. */
const NEEDS: readonly Group[] = [
  { title: 'Problems', stages: ['problem'], why: 'Stopped until somebody looks' },
  { title: 'Offer to accept', stages: ['offer'], why: 'Nothing is edited until you accept' },
  { title: 'Waiting for payment', stages: ['payment'], why: 'Work starts when it is paid' },
  { title: 'Ready for review', stages: ['review'], why: '' },
  { title: 'Needs a look', stages: ['sending', 'quoting', 'production', 'redo', 'delivering'], why: '' },
];

/** What goes by itself, in the order a job lives. */
const QUIET: readonly Group[] = [
  { title: 'Problems', stages: ['problem'], why: '' },
  { title: 'Sending', stages: ['sending'], why: '' },
  { title: 'Waiting for the offer', stages: ['quoting'], why: '' },
  { title: 'Offer to accept', stages: ['offer'], why: '' },
  { title: 'Waiting for payment', stages: ['payment'], why: '' },
  { title: 'In production', stages: ['production'], why: '' },
  { title: 'Redo', stages: ['redo'], why: '' },
  { title: 'Back from the editors', stages: ['review'], why: '' },
  { title: 'Being delivered', stages: ['delivering'], why: '' },
];

const DONE_STAGES: readonly Stage[] = ['done', 'archived', 'cancelled'];

export const FILTERS: readonly { readonly filter: JobsFilter; readonly title: string }[] = [
  { filter: 'all', title: 'All jobs' },
  { filter: 'needs-you', title: 'Needs you' },
  { filter: 'draft', title: 'Drafts' },
  { filter: 'sending', title: 'Sending' },
  { filter: 'production', title: 'In production' },
  { filter: 'redo', title: 'Redo' },
  { filter: 'delivering', title: 'Downloading' },
  { filter: 'done', title: 'Done' },
  { filter: 'problem', title: 'Problems' },
];

export function matchesFilter(job: JobSummary, filter: JobsFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'needs-you':
      return job.needsYou;
    case 'sending':
      return job.stage === 'sending' || job.stage === 'quoting';
    case 'done':
      return DONE_STAGES.includes(job.stage);
    default:
      return job.stage === filter;
  }
}

/** How many jobs stand behind each item of the rail. */
export function filterCounts(jobs: readonly JobSummary[]): Readonly<Record<JobsFilter, number>> {
  const counts = {
    all: 0,
    'needs-you': 0,
    draft: 0,
    sending: 0,
    production: 0,
    redo: 0,
    delivering: 0,
    done: 0,
    problem: 0,
  };
  for (const job of jobs) {
    for (const { filter } of FILTERS) if (matchesFilter(job, filter)) counts[filter] += 1;
  }
  return counts;
}

/** Every word of the search must be somewhere in the job. */
export function matchesSearch(job: JobSummary, search: string): boolean {
  return matchesWords(job, wordsOf(search));
}

function wordsOf(search: string): readonly string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean);
}

function matchesWords(job: JobSummary, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = [
    job.name,
    job.remoteId ?? '',
    job.invoiceReference ?? '',
    job.description,
    job.accountName,
    ...job.tags,
  ]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

export interface BoardView {
  readonly filter: JobsFilter;
  readonly search: string;
  /** Only jobs that carry it; null for all. */
  readonly tag: string | null;
  readonly order: JobOrder;
  readonly draftsOpen: boolean;
  readonly doneOpen: boolean;
}

/** The lines of the board: what needs somebody first, then the rest by stage, drafts and done folded away. */
export function boardRows(jobs: readonly JobSummary[], view: BoardView): readonly BoardRow[] {
  const words = wordsOf(view.search);
  const { tag } = view;
  const shown = jobs
    .filter(
      (job) =>
        matchesFilter(job, view.filter) && (tag === null || hasTag(job, tag)) && matchesWords(job, words),
    )
    .sort(compareJobs(view.order));
  const rows: BoardRow[] = [];
  const needs = shown.filter(
    (job) => job.needsYou && job.stage !== 'draft' && !DONE_STAGES.includes(job.stage),
  );
  const needed = new Set(needs);
  for (const group of NEEDS) pushGroup(rows, group, needs, true);
  if (rows.length > 0) rows.push({ kind: 'edge', key: 'edge' });
  const quiet = shown.filter((job) => !needed.has(job));
  for (const group of QUIET) pushGroup(rows, group, quiet, false);

  const drafts = quiet.filter((job) => job.stage === 'draft');
  const done = quiet.filter((job) => DONE_STAGES.includes(job.stage));
  // A search or a filter asks for them by name: folding them away would hide the answer. Where there is nothing else,
  // a folded board would look empty.
  const asked = view.search.trim() !== '' || view.filter !== 'all' || tag !== null || rows.length === 0;
  if (!asked && drafts.length + done.length > 0) {
    rows.push({ kind: 'folds', key: 'folds', drafts: drafts.length, done: done.length });
  }
  if (asked || view.draftsOpen)
    pushGroup(rows, { title: 'Drafts', stages: ['draft'], why: '' }, drafts, false);
  if (asked || view.doneOpen) pushGroup(rows, { title: 'Done', stages: DONE_STAGES, why: '' }, done, false);
  return rows;
}

function pushGroup(rows: BoardRow[], group: Group, from: readonly JobSummary[], raised: boolean): void {
  const jobs = from.filter((job) => group.stages.includes(job.stage));
  if (jobs.length === 0) return;
  const { title, why } = group;
  rows.push({
    kind: 'group',
    key: `${raised ? 'needs' : 'group'} ${title}`,
    title,
    count: jobs.length,
    why,
    raised,
  });
  for (const job of jobs) rows.push({ kind: 'job', key: job.id, job, raised });
}
