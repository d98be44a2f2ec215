/** What one look at a file saw. */
export interface Sight {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** Looks in a row that must see the same. */
const enough = 3;
const shortest = 500;
const longestGrowing = 5_000;
const firstAgain = 5_000;
const longestAgain = 5 * 60_000;

/**
 * Decides when a file may be looked into. It must be seen unchanged three times in a row; between the looks pass 500 ms, and
 * up to 5 s for one that was seen growing, because a program that writes slowly also pauses longer.
 */
export class Settling {
  #last: Sight | null = null;
  #same = 0;
  #pause = shortest;
  #again = firstAgain;

  /** True when the file was seen changing while it was watched. */
  grew = false;

  /** @returns `still` when it held still long enough */
  see(sight: Sight): 'still' | 'wait' {
    const same = this.#last?.size === sight.size && this.#last.modifiedAt === sight.modifiedAt;
    if (same) {
      this.#same += 1;
    } else {
      if (this.#last !== null) {
        this.grew = true;
        this.#pause = Math.min(this.#pause * 1.5, longestGrowing);
        this.#again = firstAgain;
      }
      this.#last = sight;
      this.#same = 1;
    }
    return this.#same >= enough ? 'still' : 'wait';
  }

  /** Milliseconds until the next look at a file that did not hold still long enough yet. */
  get pause(): number {
    return this.#pause;
  }

  /** Held still, but is not whole: looked at again later and later, in case its drive tells of no changes. */
  postpone(): number {
    const pause = this.#again;
    this.#again = Math.min(this.#again * 2, longestAgain);
    return pause;
  }
}
