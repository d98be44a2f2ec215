import type { JobId, Pin, ReviewPair } from '../../../preload/contract/index.ts';
import { EMPTY_DRAFT, draftOf, withMark } from './marks.ts';
import type { Draft, Mark } from './marks.ts';

/** A draft belongs to the version it was set on. */
function keyOf(pair: ReviewPair): string {
  return `${pair.fileId} ${pair.versionMark}`;
}

/** Pins and remarks per picture. They stay when the person goes to another picture and comes back, and after undo. */
export class Drafts {
  #byVersion = $state.raw<ReadonlyMap<string, Draft>>(new Map());
  /** The mark that Del removes and whose words are shown; null for none. */
  chosen = $state<number | null>(null);

  /** What was last set here, else what the picture was rejected with. */
  of(pair: ReviewPair): Draft {
    return (
      this.#byVersion.get(keyOf(pair)) ??
      (pair.decision === null ? EMPTY_DRAFT : draftOf(pair.decision.verdict))
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

  /** A newer version has taken the place of the one being looked at: what was set stays, to be looked at again. */
  carry(from: ReviewPair, to: ReviewPair): void {
    const draft = this.#byVersion.get(keyOf(from));
    if (draft !== undefined && !this.#byVersion.has(keyOf(to))) this.#set(to, draft);
  }

  #change(pair: ReviewPair, change: (marks: readonly Mark[]) => readonly Mark[]): void {
    const draft = this.of(pair);
    this.#set(pair, { ...draft, marks: change(draft.marks) });
  }

  #set(pair: ReviewPair, draft: Draft): void {
    this.#byVersion = new Map(this.#byVersion).set(keyOf(pair), draft);
  }
}

const keptByJob = new Map<JobId, Drafts>();

/** The drafts of a job, kept while the window is open, so that leaving the room loses no pin. */
export function draftsOf(job: JobId): Drafts {
  const kept = keptByJob.get(job) ?? new Drafts();
  keptByJob.set(job, kept);
  return kept;
}
