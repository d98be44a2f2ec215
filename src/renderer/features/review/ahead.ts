import type { ReviewImage, ReviewPair } from '../../../preload/contract/index.ts';
import { AfterFrame } from '../../ui/after-frame.ts';
import type { Looking } from './looking.svelte.ts';
import type { Pictures, RoomPicture } from './pictures.svelte.ts';
import type { ReviewRoomState } from './review-room.svelte.ts';
import { nextWaiting } from './standing.ts';
import type { ReadyPair, Viewer } from './viewer.svelte.ts';

export interface AheadParts {
  readonly state: ReviewRoomState;
  readonly viewer: Viewer;
  readonly pictures: Pictures;
  readonly looking: Looking;
}

/** Has the pictures that may be shown next fetched and laid out before they are asked for. */
export class Ahead {
  readonly #parts: AheadParts;
  /** The picture on the screen comes first; all this waits until its frame is on the way. */
  readonly #afterwards = new AfterFrame();
  #closed = false;

  constructor(parts: AheadParts) {
    this.#parts = parts;
  }

  /** To be called whenever another picture is shown. */
  prepare(): void {
    const { viewer, pictures } = this.#parts;
    const { original, result } = viewer;
    this.#afterwards.do(() => {
      pictures.keepFullOnly([original, result]);
      // The bytes of this pair must not wait behind those of the neighbours.
      void Promise.all([original?.preview.loaded, result?.preview.loaded]).then(() => {
        const isShown = (): boolean =>
          viewer.original === original && viewer.result === result && !this.#closed;
        if (isShown()) void this.#prepareNeighbours(isShown);
      });
    });
  }

  close(): void {
    this.#closed = true;
    this.#afterwards.cancel();
  }

  /** One pair after the other: who jumps elsewhere meanwhile waits behind one of them and not behind all. */
  async #prepareNeighbours(isWanted: () => boolean): Promise<void> {
    const { state, viewer, pictures, looking } = this.#parts;
    const pairs = state.room?.pairs ?? [];
    const next = pairs[nextWaiting(pairs, state.index, state.pending, state.film.shown)];
    const nextResult = next?.results[0];
    void looking.find(
      next === undefined || nextResult === undefined ? null : { pair: next, result: nextResult },
    );
    const around = [next, pairs[state.film.beside(1)], pairs[state.film.beside(-1)]];
    const wanted = [...new Set(around)].flatMap((of) => (of === undefined || of === state.pair ? [] : [of]));
    // The one on the screen stays where it is as well: it is a neighbour as soon as another is shown.
    const here = state.pair === null ? [] : [this.#ready(state.pair, viewer.original, viewer.result)];
    const ready = new Map<ReviewPair, ReadyPair>();
    const take = (of: ReviewPair): ReadyPair => {
      const [result] = of.results;
      // The result is asked for first: it is what is judged.
      const right = result === undefined ? null : pictures.take(result);
      const pair = this.#ready(of, of.original === null ? null : pictures.take(of.original), right);
      ready.set(of, pair);
      return pair;
    };
    const isHeld = (image: ReviewImage | null): boolean => image === null || pictures.holds(image);
    for (const of of wanted) if (isHeld(of.original) && isHeld(of.results[0] ?? null)) take(of);
    viewer.neighbours = [...here, ...ready.values()];
    for (const of of wanted) {
      if (ready.has(of)) continue;
      const { original, result } = take(of);
      viewer.neighbours = [...here, ...ready.values()];
      await Promise.all([original?.preview.loaded, result?.preview.loaded]);
      if (!isWanted()) return;
    }
  }

  #ready(of: ReviewPair, original: RoomPicture | null, result: RoomPicture | null): ReadyPair {
    const { looking } = this.#parts;
    return {
      original,
      result,
      // As it is known then: it is mostly found after the pictures have come.
      get place() {
        return looking.placeOf(of);
      },
    };
  }
}
