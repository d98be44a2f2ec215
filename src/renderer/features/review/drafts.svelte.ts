import type { Pin, RemoteFileId, ReviewPair } from '../../../preload/contract/index.ts';
import { EMPTY_DRAFT, draftOf, withMark } from './marks.ts';
import type { Draft, Mark } from './marks.ts';

/** Pins and remarks per picture. They stay when the person goes to another picture and comes back, and after undo. */
export class Drafts {
  #byFile = $state.raw<ReadonlyMap<RemoteFileId, Draft>>(new Map());
  /** The mark that Del removes and whose words are shown; null for none. */
  chosen = $state<number | null>(null);

  /** What was last set here, else what the picture was rejected with. */
  of(pair: ReviewPair): Draft {
    return (
      this.#byFile.get(pair.fileId) ?? (pair.decision === null ? EMPTY_DRAFT : draftOf(pair.decision.verdict))
    );
  }

  add(pair: ReviewPair, reason: string, pin: Pin | null): void {
    const draft = this.of(pair);
    const marks = withMark(draft.marks, reason, pin);
    this.#set(pair, { ...draft, marks });
    this.chosen = marks.at(-1)?.id ?? null;
  }

  move(pair: ReviewPair, id: number, pin: Pin): void {
    this.#change(pair, (marks) => marks.map((mark) => (mark.id === id ? { ...mark, pin } : mark)));
  }

  remove(pair: ReviewPair, id: number): void {
    this.#change(pair, (marks) => marks.filter((mark) => mark.id !== id));
    if (this.chosen === id) this.chosen = null;
  }

  /** Del: the chosen mark, else the one set last. */
  removeChosen(pair: ReviewPair): void {
    const { marks } = this.of(pair);
    const id = marks.find((mark) => mark.id === this.chosen)?.id ?? marks.at(-1)?.id;
    if (id !== undefined) this.remove(pair, id);
  }

  remark(pair: ReviewPair, remark: string): void {
    this.#set(pair, { ...this.of(pair), remark });
  }

  #change(pair: ReviewPair, change: (marks: readonly Mark[]) => readonly Mark[]): void {
    const draft = this.of(pair);
    this.#set(pair, { ...draft, marks: change(draft.marks) });
  }

  #set(pair: ReviewPair, draft: Draft): void {
    this.#byFile = new Map(this.#byFile).set(pair.fileId, draft);
  }
}
