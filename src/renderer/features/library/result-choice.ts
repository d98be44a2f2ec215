import type { RemoteFileId, ResultCandidate } from '../../../preload/contract/index.ts';
import { bytes, count } from '../../ui/format.ts';

/** Which results of a job are meant. */
export type Which = 'accepted' | 'chosen' | 'all';

export interface ResultWish {
  readonly which: Which;
  /** Pictures that were selected when the sheet was opened. */
  readonly selected: ReadonlySet<RemoteFileId>;
  /** Those of them that are in the library already, too. */
  readonly again: boolean;
  /** A reduced copy of what the library does not take as it is. */
  readonly reduce: boolean;
}

export interface ResultChoice {
  readonly going: readonly ResultCandidate[];
  /** In the library, or on their way there. */
  readonly published: number;
  /** Would go as reduced copies. */
  readonly reducible: readonly ResultCandidate[];
  /** Not taken in any form. */
  readonly refused: readonly ResultCandidate[];
  /** Their size is known only when they have come. */
  readonly unmeasured: number;
}

function isMeant(result: ResultCandidate, { which, selected }: ResultWish): boolean {
  if (which === 'accepted') return result.isAccepted;
  return which === 'all' || selected.has(result.fileId);
}

/** What becomes of each result of the job under a wish. */
export function chosenResults(results: readonly ResultCandidate[], wish: ResultWish): ResultChoice {
  const meant = results.filter((result) => isMeant(result, wish));
  const open = wish.again ? meant : meant.filter(({ isPublished }) => !isPublished);
  const going = open.filter(({ problem, canReduce }) => problem === '' || (wish.reduce && canReduce));
  return {
    going,
    published: meant.filter(({ isPublished }) => isPublished).length,
    reducible: open.filter(({ problem, canReduce }) => problem !== '' && canReduce),
    refused: open.filter(({ problem, canReduce }) => problem !== '' && !canReduce),
    unmeasured: going.filter(({ size, problem }) => size === null && problem === '').length,
  };
}

/** How much goes, as far as it is known: “3 results, 4.2 MB”, “3 results, two of them to be fetched first”. */
export function goingWords({ going }: ResultChoice): string {
  if (going.length === 0) return 'Nothing goes';
  const known = going.flatMap(({ size }) => (size === null ? [] : [size]));
  const fetched = going.length - known.length;
  const size = known.reduce((sum, each) => sum + each, 0);
  const rest =
    fetched === 0
      ? bytes(size)
      : fetched === going.length
        ? 'fetched from the service first'
        : `${String(fetched)} of them fetched from the service first`;
  return `${count(going.length, 'result')}, ${rest}`;
}
