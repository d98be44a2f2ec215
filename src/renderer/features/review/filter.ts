import type { RemoteFileId, ReviewPair } from '../../../preload/contract/index.ts';
import { mood, waitsForYou } from './standing.ts';
import type { Pending } from './standing.ts';

/** Which pictures the film shows and the keys walk. */
export type FilterKind = 'all' | 'undecided' | 'accepted' | 'rejected' | 'held' | 'failed-check';

export const FILTERS: readonly { readonly kind: FilterKind; readonly label: string }[] = [
  { kind: 'all', label: 'All pictures' },
  { kind: 'undecided', label: 'Undecided' },
  { kind: 'rejected', label: 'Rejected' },
  { kind: 'accepted', label: 'Accepted' },
  { kind: 'held', label: 'To look at again' },
  { kind: 'failed-check', label: 'Failed the check' },
];

export interface Filter {
  readonly kind: FilterKind;
  /** Part of the name; empty for every name. */
  readonly name: string;
}

export const NO_FILTER: Filter = { kind: 'all', name: '' };

export interface FilterFacts {
  readonly pending: Pending;
  /** What the check of the returned files found fault with. */
  readonly failedCheck: ReadonlySet<RemoteFileId>;
}

const plain = (text: string): string => text.normalize('NFC').toLowerCase();

function isKind(pair: ReviewPair, kind: FilterKind, { pending, failedCheck }: FilterFacts): boolean {
  switch (kind) {
    case 'all':
      return true;
    case 'undecided':
      return waitsForYou(pair, pending);
    case 'failed-check':
      return failedCheck.has(pair.fileId);
    default:
      return mood(pair, pending) === kind;
  }
}

export function matches(pair: ReviewPair, filter: Filter, facts: FilterFacts): boolean {
  return isKind(pair, filter.kind, facts) && plain(pair.name).includes(plain(filter.name.trim()));
}

/** Places of the pictures that are shown: what failed the check first, then in the job's order. The one looked at stays, so that nothing vanishes under the person. */
export function placesShown(
  pairs: readonly ReviewPair[],
  filter: Filter,
  facts: FilterFacts,
  now: number,
): readonly number[] {
  const failed: number[] = [];
  const others: number[] = [];
  pairs.forEach((pair, index) => {
    if (index !== now && !matches(pair, filter, facts)) return;
    (facts.failedCheck.has(pair.fileId) ? failed : others).push(index);
  });
  return [...failed, ...others];
}

/** The next kind that has pictures; `all` when no other has. */
export function nextKind(pairs: readonly ReviewPair[], now: FilterKind, facts: FilterFacts): FilterKind {
  const at = FILTERS.findIndex(({ kind }) => kind === now);
  for (let step = 1; step < FILTERS.length; step += 1) {
    const kind = FILTERS[(at + step) % FILTERS.length]?.kind ?? 'all';
    if (kind === 'all' || pairs.some((pair) => isKind(pair, kind, facts))) return kind;
  }
  return 'all';
}
