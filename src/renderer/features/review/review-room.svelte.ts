import type {
  JobId,
  RemoteFileId,
  ReviewImage,
  ReviewPair,
  ReviewRoom,
  ReviewsApi,
  Verdict,
} from '../../../preload/contract/index.ts';
import type { Drafts } from './drafts.svelte.ts';
import { reasonsOf } from './marks.ts';
import { canChange, nextWaiting, standingOf, waitsForYou } from './standing.ts';
import type { Pending } from './standing.ts';

export interface RoomVoice {
  /** A sentence worth knowing, nothing to do about it. */
  say(sentence: string): void;
  fail(thrown: unknown): void;
}

/** The pictures of one job, which of them is looked at, and what was decided. */
export class ReviewRoomState {
  readonly jobId: JobId;
  readonly drafts: Drafts;
  room = $state.raw<ReviewRoom | null>(null);
  /** Why the room could not be opened. */
  failure = $state.raw<unknown>(null);
  index = $state(0);
  /** Which of several results of the picture is shown. */
  resultIndex = $state(0);
  /** The closing page instead of a picture. */
  finished = $state(false);
  /** A newer version of the picture on the screen has come; it is shown before anything is decided. */
  newer = $state.raw<ReviewPair | null>(null);
  pending = $state.raw<Pending>(new Map());

  readonly standing = $derived(standingOf(this.room?.pairs ?? [], this.pending));
  readonly pair = $derived(this.room?.pairs[this.index] ?? null);
  readonly draft = $derived.by(() => (this.pair === null ? null : this.drafts.of(this.pair)));
  readonly result: ReviewImage | null = $derived(
    this.pair?.results[Math.min(this.resultIndex, this.pair.results.length - 1)] ?? null,
  );

  readonly #reviews: ReviewsApi;
  readonly #voice: RoomVoice;
  /** Decisions and undo go to the main process one after the other, in the order of the keys. */
  #line: Promise<void> = Promise.resolve();
  #reading = false;
  #readAgain = false;

  constructor(jobId: JobId, reviews: ReviewsApi, drafts: Drafts, voice: RoomVoice) {
    this.jobId = jobId;
    this.drafts = drafts;
    drafts.chosen = null;
    this.#reviews = reviews;
    this.#voice = voice;
  }

  /** Opens the room at the first picture that waits for a decision. */
  async open(): Promise<void> {
    this.failure = null;
    try {
      const room = await this.#reviews.open(this.jobId);
      this.room = room;
      const first = nextWaiting(room.pairs, -1, this.pending);
      this.index = Math.max(0, first);
      this.finished = first === -1 && room.pairs.length > 0 && this.standing.blocked < room.pairs.length;
    } catch (thrown) {
      this.failure = thrown;
    }
  }

  /** Something changed at the service or here: reads the room again and stays where the person is. */
  async refresh(): Promise<void> {
    if (this.room === null) return;
    this.#readAgain = true;
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#readAgain) {
        this.#readAgain = false;
        await this.#line;
        const line = this.#line;
        const fresh = await this.#reviews.open(this.jobId);
        // A decision taken meanwhile is not in this reading.
        if (line === this.#line) this.#take(fresh);
        else this.#readAgain = true;
      }
    } catch (thrown) {
      this.#voice.fail(thrown);
    } finally {
      this.#reading = false;
    }
  }

  show(index: number): void {
    const last = (this.room?.pairs.length ?? 0) - 1;
    this.showNewer();
    this.index = Math.max(0, Math.min(last, index));
    this.resultIndex = 0;
    this.drafts.chosen = null;
    this.finished = false;
  }

  /** One picture on or back; from the closing page back to the last one looked at. */
  step(by: 1 | -1): void {
    this.show(this.finished ? this.index : this.index + by);
  }

  /** Puts the newer version on the screen. */
  showNewer(): void {
    const newer = this.newer;
    if (newer === null) return;
    this.newer = null;
    this.resultIndex = 0;
    if (this.pair !== null) this.drafts.carry(this.pair, newer);
    this.#replace(newer);
  }

  /** Takes a verdict on the current picture and goes on; false when it cannot be judged now. */
  decide(verdict: Verdict): boolean {
    const pair = this.pair;
    if (pair === null || this.finished) return false;
    if (this.newer !== null) {
      this.showNewer();
      this.#voice.say('A newer version has come while you were looking. Look at it, then decide.');
      return false;
    }
    if (!this.mayJudge(pair)) return false;
    this.pending = new Map(this.pending).set(pair.fileId, verdict);
    this.#advance();
    this.#enqueue(async () => {
      try {
        this.#replace(await this.#reviews.decide(this.jobId, pair.fileId, pair.versionMark, verdict));
        this.#settle(pair.fileId);
      } catch (thrown) {
        this.#settle(pair.fileId);
        this.#voice.fail(thrown);
        this.#goTo(pair.fileId);
        void this.refresh();
      }
    });
    return true;
  }

  /** Whether anything can be said about the picture now; says why when not. */
  mayJudge(pair: ReviewPair): boolean {
    if (canChange(pair)) return true;
    this.#voice.say(
      pair.blocked === ''
        ? 'This decision is already with the service and cannot be changed here.'
        : pair.blocked,
    );
    return false;
  }

  /** The verdict the marks and the remark make; null while there is neither. */
  rejection(): Verdict | null {
    const draft = this.draft;
    if (draft === null) return null;
    const remark = draft.remark.trim();
    if (draft.marks.length === 0 && remark === '') return null;
    return { kind: 'reject', reasons: reasonsOf(draft.marks), remark };
  }

  undo(): void {
    this.#enqueue(async () => {
      try {
        const pair = await this.#reviews.undo(this.jobId);
        if (pair === null) {
          this.#voice.say('Nothing to take back: every decision is with the service already.');
          return;
        }
        this.#replace(pair);
        this.#goTo(pair.fileId);
      } catch (thrown) {
        this.#voice.fail(thrown);
      }
    });
  }

  /** Settles when everything asked of the main process so far is answered. */
  async idle(): Promise<void> {
    await this.#line;
  }

  acceptAll(): void {
    this.#decideAll(() => this.#reviews.acceptAll(this.jobId));
  }

  rejectAll(reason: string): void {
    this.#decideAll(() => this.#reviews.rejectAll(this.jobId, reason));
  }

  #decideAll(ask: () => Promise<ReviewRoom>): void {
    this.#enqueue(async () => {
      try {
        this.room = await ask();
        this.#advance();
      } catch (thrown) {
        this.#voice.fail(thrown);
      }
    });
  }

  #enqueue(work: () => Promise<void>): void {
    this.#line = this.#line.then(work);
  }

  #advance(): void {
    const next = nextWaiting(this.room?.pairs ?? [], this.index, this.pending);
    if (next === -1) this.finished = true;
    else this.show(next);
  }

  #goTo(file: RemoteFileId): void {
    const index = this.room?.pairs.findIndex((pair) => pair.fileId === file) ?? -1;
    if (index !== -1) this.show(index);
  }

  #settle(file: RemoteFileId): void {
    const pending = new Map(this.pending);
    pending.delete(file);
    this.pending = pending;
  }

  #replace(pair: ReviewPair): void {
    if (this.room === null) return;
    const pairs = this.room.pairs.map((old) => (old.fileId === pair.fileId ? pair : old));
    this.room = { ...this.room, pairs };
  }

  /** A new reading of the room. The picture being looked at is not swapped for another version under the person's finger. */
  #take(fresh: ReviewRoom): void {
    const here = this.pair;
    const index = here === null ? -1 : fresh.pairs.findIndex((pair) => pair.fileId === here.fileId);
    const same = fresh.pairs[index];
    if (here === null || same === undefined) {
      this.room = fresh;
      this.index = Math.max(0, Math.min(this.index, fresh.pairs.length - 1));
      return;
    }
    const swapped =
      !this.finished && same.versionMark !== here.versionMark && waitsForYou(here, this.pending);
    this.newer = swapped ? same : null;
    this.room = swapped ? { ...fresh, pairs: fresh.pairs.with(index, here) } : fresh;
    this.index = index;
  }
}
