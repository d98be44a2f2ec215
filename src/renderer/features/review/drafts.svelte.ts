import type { JobId, Pin, ReviewDraft, ReviewPair, Verdict } from '../../../preload/contract/index.ts';
import { EMPTY_DRAFT, draftOf, nextId, withMark } from './marks.ts';
import type { Draft, Mark } from './marks.ts';

/** A draft belongs to the version it was set on. */
function keyOf(pair: Pick<ReviewPair, 'fileId' | 'versionMark'>): string {
  return `${pair.fileId} ${pair.versionMark}`;
}

type Keep = (draft: ReviewDraft) => Promise<void>;

/** Pins and remarks per picture. They stay when the person goes to another picture, after undo and when the window ends. */
export class Drafts {
  #byVersion = $state.raw<ReadonlyMap<string, Draft>>(new Map());
  /** The mark that Del removes and whose words are shown; null for none. */
  chosen = $state<number | null>(null);
  readonly #unkept = new Map<string, ReviewDraft>();
  #keeping: Promise<void> | null = null;
  /** Everything set so far is on the disk. */
  isKept = $state(true);
  /** Writes a draft down; set by whoever opens the room. */
  keep: Keep = () => Promise.resolve();

  /** What was last set here, else what the picture was rejected with. */
  of(pair: ReviewPair): Draft {
    return (
      this.#byVersion.get(keyOf(pair)) ??
      (pair.decision === null ? EMPTY_DRAFT : draftOf(pair.decision.verdict))
    );
  }

  /** Takes what was written down in an earlier window; what was set in this one counts more. */
  load(drafts: readonly ReviewDraft[]): void {
    const all = new Map(this.#byVersion);
    for (const { marks, remark, ...version } of drafts) {
      if (all.has(keyOf(version))) continue;
      all.set(keyOf(version), { marks: marks.map((mark, index) => ({ id: index + 1, ...mark })), remark });
    }
    this.#byVersion = all;
  }

  add(pair: ReviewPair, reason: string, pin: Pin | null): void {
    const draft = this.of(pair);
    const marks = withMark(draft.marks, reason, pin);
    this.#set(pair, { ...draft, marks });
    this.chosen = marks.at(-1)?.id ?? null;
  }

  /** Every mark with this reason goes. */
  removeReason(pair: ReviewPair, reason: string): void {
    this.#change(pair, (marks) => marks.filter((mark) => mark.reason !== reason));
  }

  /** Marks of another version, on top of what is there. */
  addAll(pair: ReviewPair, marks: readonly Omit<Mark, 'id'>[]): void {
    this.#change(pair, (now) =>
      marks.reduce((all: readonly Mark[], mark) => [...all, { ...mark, id: nextId(all) }], now),
    );
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

  /** A decision was taken back: what it was taken with is a draft again. */
  restore(pair: ReviewPair, verdict: Verdict): void {
    const draft = this.#byVersion.get(keyOf(pair)) ?? draftOf(verdict);
    if (draft.marks.length > 0 || draft.remark !== '') this.#set(pair, draft);
  }

  /** Settles when everything set so far is written down, or could not be. */
  async kept(): Promise<void> {
    while (this.#keeping !== null) await this.#keeping;
  }

  #change(pair: ReviewPair, change: (marks: readonly Mark[]) => readonly Mark[]): void {
    const draft = this.of(pair);
    this.#set(pair, { ...draft, marks: change(draft.marks) });
  }

  #set(pair: ReviewPair, draft: Draft): void {
    const { fileId, versionMark } = pair;
    this.#byVersion = new Map(this.#byVersion).set(keyOf(pair), draft);
    this.#unkept.set(keyOf(pair), {
      fileId,
      versionMark,
      marks: draft.marks.map(({ reason, pin }) => ({ reason, pin })),
      remark: draft.remark,
    });
    this.isKept = false;
    this.#keeping ??= this.#keepAll();
  }

  /** One at a time, each draft as it last was: typing writes as often as the disk can take, not for every letter. */
  async #keepAll(): Promise<void> {
    // What is set in the same breath (a whole selection) is written as it is at its end.
    await Promise.resolve();
    for (let next = this.#next(); next !== null; next = this.#next()) await this.keep(next);
    this.#keeping = null;
    this.isKept = true;
  }

  #next(): ReviewDraft | null {
    const [first] = this.#unkept;
    if (first === undefined) return null;
    this.#unkept.delete(first[0]);
    return first[1];
  }
}

const keptByJob = new Map<JobId, Drafts>();

/** The drafts of a job, kept while the window is open, so that leaving the room loses no pin. */
export function draftsOf(job: JobId): Drafts {
  const kept = keptByJob.get(job) ?? new Drafts();
  keptByJob.set(job, kept);
  return kept;
}
