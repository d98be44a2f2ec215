import type { RemoteFileId, ReviewPair } from '../../../preload/contract/index.ts';
import type { ReviewRoomState } from './review-room.svelte.ts';
import { mood, type Mood } from './standing.ts';

/** What the strip shows of one picture. */
export interface Cell {
  readonly pair: ReviewPair;
  /** Among all pictures. */
  readonly place: number;
  /** In the strip. */
  readonly index: number;
  readonly mood: Mood;
  readonly selected: boolean;
  readonly failed: boolean;
  readonly started: boolean;
}

const moodWords: Readonly<Record<Mood, string>> = {
  open: 'not decided',
  blocked: 'cannot be judged now',
  accepted: 'accepted',
  rejected: 'rejected',
  held: 'look again',
};

/** For those who listen instead of looking. */
export function wordsOf(cell: Cell): string {
  return [
    cell.pair.name,
    moodWords[cell.mood],
    ...(cell.started ? ['marked, not decided'] : []),
    ...(cell.failed ? ['failed the check'] : []),
    ...(cell.selected ? ['selected'] : []),
  ].join(', ');
}

const isSame = (one: Cell, other: Cell): boolean =>
  one.pair === other.pair &&
  one.place === other.place &&
  one.index === other.index &&
  one.mood === other.mood &&
  one.selected === other.selected &&
  one.failed === other.failed &&
  one.started === other.started;

/** Gives the same object for a picture as long as nothing about it is different, so that only what is gets drawn anew. */
export class FilmCells {
  #known = new Map<RemoteFileId, Cell>();

  /** Of the pictures in the strip from `start` to before `end`. */
  of(room: ReviewRoomState, { start, end }: { readonly start: number; readonly end: number }): Cell[] {
    const { film } = room;
    const before = this.#known;
    this.#known = new Map();
    for (let index = start; index < end; index++) {
      const place = film.shown[index] ?? -1;
      const pair = room.pairs[place];
      if (pair === undefined) continue;
      const { marks, remark } = room.drafts.of(pair);
      const state = mood(pair, room.pending);
      const cell: Cell = {
        pair,
        place,
        index,
        mood: state,
        selected: film.selection.files.has(pair.fileId),
        failed: film.failedCheck.has(pair.fileId),
        started: state === 'open' && (marks.length > 0 || remark !== ''),
      };
      const known = before.get(pair.fileId);
      this.#known.set(pair.fileId, known !== undefined && isSame(known, cell) ? known : cell);
    }
    return [...this.#known.values()];
  }
}
