import type { PreflightSummary, RemoteFileId, ReviewPair } from '../../../preload/contract/index.ts';
import { NO_FILTER, matches, nextKind, placesShown } from './filter.ts';
import type { Filter } from './filter.ts';
import { NOTHING_SELECTED, selectTo, toggled } from './selection.ts';
import type { Selection } from './selection.ts';
import { waitsForYou } from './standing.ts';
import type { Pending } from './standing.ts';

/** What the film needs of the room. */
export interface FilmRoom {
  readonly pairs: readonly ReviewPair[];
  readonly pending: Pending;
  readonly index: number;
  readonly finished: boolean;
  show(index: number): void;
}

/** Which pictures of the room are shown to walk through, and which of them are selected to be judged as one. */
export class Film {
  filter = $state.raw<Filter>(NO_FILTER);
  selection = $state.raw<Selection>(NOTHING_SELECTED);
  /** What the check of the returned files found fault with. */
  failedCheck = $state.raw<ReadonlySet<RemoteFileId>>(new Set());
  readonly #room: FilmRoom;

  readonly isFiltered = $derived(this.filter.kind !== 'all' || this.filter.name.trim() !== '');
  /** Places of the pictures the filter shows, in order. */
  readonly shown = $derived.by(() => {
    const { pairs, finished } = this.#room;
    // Which one is looked at is asked only where it counts: without a filter a step finds nothing anew.
    const stays = this.isFiltered && !finished ? this.#room.index : -1;
    return placesShown(pairs, this.filter, this.#facts, stays);
  });
  /** How many pictures the filter shows, without the one that only stays because it is looked at. */
  readonly count = $derived.by(
    () => this.#room.pairs.filter((pair) => matches(pair, this.filter, this.#facts)).length,
  );
  /** How many of them wait for a decision. */
  readonly left = $derived.by(
    () =>
      this.#room.pairs.filter(
        (pair) => waitsForYou(pair, this.#room.pending) && matches(pair, this.filter, this.#facts),
      ).length,
  );
  readonly selected: readonly ReviewPair[] = $derived.by(() => {
    const { files } = this.selection;
    return files.size === 0 ? [] : this.#room.pairs.filter((pair) => files.has(pair.fileId));
  });

  constructor(room: FilmRoom) {
    this.#room = room;
  }

  /** What the check of the returned files says now. */
  checked(files: readonly PreflightSummary[]): void {
    const failed = files.filter((file) => file.state === 'failed').map((file) => file.fileId);
    if (failed.length !== this.failedCheck.size || failed.some((file) => !this.failedCheck.has(file)))
      this.failedCheck = new Set(failed);
  }

  setFilter(filter: Filter): void {
    this.filter = filter;
    this.clearSelection();
    const { pairs, index, finished } = this.#room;
    const here = pairs[index];
    if (here !== undefined && !finished && matches(here, filter, this.#facts)) return;
    const first = pairs.findIndex((pair) => matches(pair, filter, this.#facts));
    if (first !== -1) this.#room.show(first);
  }

  nextFilter(): void {
    this.setFilter({ ...this.filter, kind: nextKind(this.#room.pairs, this.filter.kind, this.#facts) });
  }

  /** The picture before or after among those shown; at either end the one looked at. */
  beside(by: 1 | -1): number {
    const { index } = this.#room;
    const at = this.shown.indexOf(index);
    return (at === -1 ? this.shown[0] : this.shown[at + by]) ?? index;
  }

  /** To the first or last picture that is shown. */
  jump(to: 'first' | 'last'): void {
    const place = to === 'first' ? this.shown[0] : this.shown.at(-1);
    if (place !== undefined) this.#room.show(place);
  }

  /** Selects from where the selection began to the picture beside this one, or to either end, and goes there. */
  selectBy(by: 1 | -1 | 'first' | 'last'): void {
    const end = by === 'first' ? this.shown[0] : this.shown.at(-1);
    this.selectTo(typeof by === 'number' ? this.beside(by) : (end ?? this.#room.index));
  }

  selectTo(place: number): void {
    if (this.#room.finished) return;
    const next = selectTo(this.selection, this.#room.pairs, this.shown, this.#room.index, place);
    this.#room.show(place);
    this.selection = next;
  }

  toggle(place: number): void {
    const pair = this.#room.pairs[place];
    if (pair !== undefined) this.selection = toggled(this.selection, pair.fileId);
  }

  select(files: readonly RemoteFileId[]): void {
    this.selection = { files: new Set(files), anchor: files[0] ?? null };
  }

  selectAll(): void {
    this.select(this.shown.flatMap((place) => this.#room.pairs[place]?.fileId ?? []));
  }

  clearSelection(): void {
    this.selection = NOTHING_SELECTED;
  }

  get #facts() {
    return { pending: this.#room.pending, failedCheck: this.failedCheck };
  }
}
