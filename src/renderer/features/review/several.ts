import type { Choice, ReviewPair, Verdict } from '../../../preload/contract/index.ts';
import { rejectionOf } from './marks.ts';
import type { ReviewRoomState } from './review-room.svelte.ts';
import { canChange } from './standing.ts';

export function pictures(count: number): string {
  return count === 1 ? '1 picture' : `${String(count)} pictures`;
}

const choice = (pair: ReviewPair, verdict: Verdict): Choice => ({
  fileId: pair.fileId,
  seen: pair.versionMark,
  verdict,
});

/** Judging all selected pictures at once. What cannot be judged is left out, and the main process says why. */
export class Several {
  readonly #room: ReviewRoomState;
  readonly #say: (sentence: string) => void;

  constructor(room: ReviewRoomState, say: (sentence: string) => void) {
    this.#room = room;
    this.#say = say;
  }

  get any(): boolean {
    return this.#room.film.selected.length > 0;
  }

  /** The reason for each as a whole; when all of them have it, it goes again. */
  give(reason: string): void {
    const { drafts } = this.#room;
    const pairs = this.#changeable();
    const has = (pair: ReviewPair): boolean => drafts.of(pair).marks.some((mark) => mark.reason === reason);
    if (pairs.length > 0 && pairs.every(has)) {
      for (const pair of pairs) drafts.removeReason(pair, reason);
      this.#say(`“${reason}” taken from ${pictures(pairs.length)}.`);
    } else {
      for (const pair of pairs) if (!has(pair)) drafts.add(pair, reason, null);
      drafts.chosen = null;
      this.#say(`“${reason}” given to ${pictures(pairs.length)}. R rejects them.`);
    }
  }

  accept(): void {
    this.#decide(this.#changeable().map((pair) => choice(pair, { kind: 'accept' })));
  }

  /** Each with its own reasons. Those without any are named by their number: nothing goes half-said. */
  reject(): void {
    const pairs = this.#changeable();
    const choices = pairs.flatMap((pair) => {
      const verdict = rejectionOf(this.#room.drafts.of(pair));
      return verdict === null ? [] : [choice(pair, verdict)];
    });
    const bare = pairs.length - choices.length;
    if (bare === 0) this.#decide(choices);
    else this.#say(`${pictures(bare)} without a reason: press 1 to 9 to give all of them one.`);
  }

  /** Those of the selected that are held go to the version of now as they were decided. */
  stillHold(): void {
    const held = this.#changeable().flatMap((pair) =>
      pair.decision?.state.kind === 'held' ? [choice(pair, pair.decision.verdict)] : [],
    );
    if (held.length === 0) this.#say('Nothing of what is selected is held.');
    else this.#decide(held);
  }

  #changeable(): readonly ReviewPair[] {
    return this.#room.film.selected.filter(canChange);
  }

  #decide(choices: readonly Choice[]): void {
    if (choices.length === 0) this.#say('None of the selected pictures can be decided now.');
    else this.#room.decideTogether(choices);
  }
}
