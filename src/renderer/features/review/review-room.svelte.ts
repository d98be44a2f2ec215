import type {
  Choice,
  JobId,
  RemoteFileId,
  ReviewImage,
  ReviewPair,
  ReviewRoom,
  ReviewsApi,
  Shown,
  Verdict,
} from '../../../preload/contract/index.ts';
import type { Drafts } from './drafts.svelte.ts';
import { Film } from './film.svelte.ts';
import { rejectionOf } from './marks.ts';
import { canChange, mood, nextWaiting, standingOf, waitsForYou } from './standing.ts';
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
  /** The room was opened to look at what is held. */
  heldFirst = false;
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
  readonly pairs = $derived(this.room?.pairs ?? []);
  readonly pair = $derived(this.room?.pairs[this.index] ?? null);
  readonly film = new Film(this);
  readonly draft = $derived.by(() => (this.pair === null ? null : this.drafts.of(this.pair)));
  readonly result: ReviewImage | null = $derived(
    this.pair?.results[Math.min(this.resultIndex, this.pair.results.length - 1)] ?? null,
  );
  /** The pictures a verdict goes to: those selected, else the one looked at. */
  readonly subjects: readonly ReviewPair[] = $derived.by(() => {
    if (this.film.selected.length > 0) return this.film.selected;
    return this.pair === null || this.finished ? [] : [this.pair];
  });

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
    drafts.keep = async (draft) => {
      try {
        await reviews.keepDraft(jobId, draft);
      } catch (thrown) {
        voice.fail(thrown);
      }
    };
    this.#reviews = reviews;
    this.#voice = voice;
  }

  /** Opens the room at the first picture that waits for a decision: with what is known here, then with what the service says. */
  async open(): Promise<void> {
    this.failure = null;
    try {
      const known = await this.#reviews.read(this.jobId);
      if (known.pairs.length > 0) this.#enter(known);
      const line = this.#line;
      const fresh = await this.#reviews.open(this.jobId);
      if (known.pairs.length === 0) this.#enter(fresh);
      else if (line === this.#line) this.#take(fresh);
      else void this.refresh();
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
        const fresh = await this.#reviews.read(this.jobId);
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

  /** One picture on or back among those shown; from the closing page back to the last one looked at. */
  step(by: 1 | -1): void {
    if (this.finished) this.show(this.index);
    else this.show(this.film.beside(by));
  }

  /** The next one that waits, without deciding on this one. */
  nextOpen(): void {
    const next = nextWaiting(this.room?.pairs ?? [], this.index, this.pending, this.film.shown);
    if (next === -1) this.#voice.say('Nothing else waits for a decision here.');
    else this.show(next);
  }

  /** The next of several results, round and round. */
  nextResult(): void {
    const count = this.pair?.results.length ?? 0;
    if (count > 1) this.resultIndex = (this.resultIndex + 1) % count;
  }

  /** Puts the newer version on the screen. */
  showNewer(): void {
    const newer = this.newer;
    if (newer === null) return;
    this.newer = null;
    this.resultIndex = 0;
    if (this.pair !== null) this.drafts.carry(this.pair, newer);
    this.#replace([newer]);
  }

  /** Takes a verdict on the current picture and goes on; false when it cannot be judged now. */
  decide(verdict: Verdict, shown: Shown | null = null): boolean {
    const pair = this.pair;
    if (pair === null || this.finished) return false;
    if (this.newer !== null) {
      this.showNewer();
      this.#voice.say('A newer version has come while you were looking. Look at it, then decide.');
      return false;
    }
    if (!this.mayJudge(pair)) return false;
    this.#expect([{ fileId: pair.fileId, seen: pair.versionMark, verdict }]);
    this.#advance();
    this.#enqueue(async () => {
      try {
        const decided = await this.#reviews.decide(
          this.jobId,
          pair.fileId,
          pair.versionMark,
          verdict,
          ...(shown === null ? [] : [shown]),
        );
        this.#replace([decided]);
        this.#settle([pair.fileId]);
      } catch (thrown) {
        this.#settle([pair.fileId]);
        this.#voice.fail(thrown);
        this.#goTo(pair.fileId);
        void this.refresh();
      }
    });
    return true;
  }

  /** Takes these verdicts as one step and goes on; pictures that cannot be judged are named afterwards. */
  decideTogether(choices: readonly Choice[]): void {
    if (choices.length === 0) return;
    this.#expect(choices);
    this.film.clearSelection();
    this.#advance();
    const files = choices.map((choice) => choice.fileId);
    this.#enqueue(async () => {
      try {
        const { pairs, refused } = await this.#reviews.decideTogether(this.jobId, choices);
        this.#replace(pairs);
        this.#settle(files);
        const [first] = refused;
        if (first !== undefined) {
          const others = refused.length === 1 ? '' : ` and ${String(refused.length - 1)} more`;
          this.#voice.say(`${first.name}${others} not decided: ${first.sentence}`);
        }
      } catch (thrown) {
        this.#settle(files);
        this.#voice.fail(thrown);
        void this.refresh();
      }
    });
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
    return this.draft === null ? null : rejectionOf(this.draft);
  }

  undo(): void {
    this.#turnBack(
      () => this.#reviews.undo(this.jobId),
      'Nothing to take back: every decision is with the service already.',
      false,
    );
  }

  redo(): void {
    this.#turnBack(
      () => this.#reviews.redo(this.jobId),
      'Nothing was taken back that could be done again.',
      true,
    );
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

  async keepWording(text: string): Promise<void> {
    await this.#wordings(() => this.#reviews.keepWording(this.jobId, text));
  }

  async forgetWording(text: string): Promise<void> {
    await this.#wordings(() => this.#reviews.forgetWording(this.jobId, text));
  }

  async #wordings(ask: () => Promise<readonly string[]>): Promise<void> {
    try {
      const wordings = await ask();
      if (this.room !== null) this.room = { ...this.room, wordings };
    } catch (thrown) {
      this.#voice.fail(thrown);
    }
  }

  /** The room with its first picture that waits. */
  #enter(room: ReviewRoom): void {
    this.drafts.load(room.drafts);
    this.room = room;
    const held = this.heldFirst ? room.pairs.findIndex((pair) => mood(pair, this.pending) === 'held') : -1;
    const first = held === -1 ? nextWaiting(room.pairs, -1, this.pending) : held;
    this.index = Math.max(0, first);
    this.finished = first === -1 && room.pairs.length > 0 && this.standing.blocked < room.pairs.length;
  }

  /** @param goOn to the next that waits, instead of staying at what changed */
  #turnBack(ask: () => Promise<readonly ReviewPair[]>, nothing: string, goOn: boolean): void {
    this.#enqueue(async () => {
      try {
        const pairs = await ask();
        const [first] = pairs;
        if (first === undefined) {
          this.#voice.say(nothing);
          return;
        }
        const before = new Map(this.room?.pairs.map((pair) => [pair.fileId, pair.decision]));
        for (const pair of pairs) {
          const verdict = before.get(pair.fileId)?.verdict;
          if (pair.decision === null && verdict !== undefined) this.drafts.restore(pair, verdict);
        }
        this.#replace(pairs);
        this.#goTo(first.fileId);
        if (goOn) this.#advance();
        else if (pairs.length > 1) this.film.select(pairs.map((pair) => pair.fileId));
      } catch (thrown) {
        this.#voice.fail(thrown);
      }
    });
  }

  #decideAll(ask: () => Promise<ReviewRoom>): void {
    this.#enqueue(async () => {
      try {
        this.room = this.#withKeys(await ask());
        this.#advance();
      } catch (thrown) {
        this.#voice.fail(thrown);
      }
    });
  }

  #enqueue(work: () => Promise<void>): void {
    this.#line = this.#line.then(work);
  }

  /** To the next that waits among those shown; where none does, the filter has done its work. */
  #advance(): void {
    const { pairs } = this;
    const next = nextWaiting(pairs, this.index, this.pending, this.film.shown);
    if (next !== -1) {
      this.show(next);
      return;
    }
    if (this.film.isFiltered && nextWaiting(pairs, this.index, this.pending) !== -1) {
      this.#voice.say('Nothing is left of what the filter shows. F shows the others.');
      return;
    }
    this.finished = true;
  }

  #goTo(file: RemoteFileId): void {
    const index = this.room?.pairs.findIndex((pair) => pair.fileId === file) ?? -1;
    if (index !== -1) this.show(index);
  }

  #expect(choices: readonly Choice[]): void {
    const pending = new Map(this.pending);
    for (const { fileId, verdict } of choices) pending.set(fileId, verdict);
    this.pending = pending;
  }

  #settle(files: readonly RemoteFileId[]): void {
    const pending = new Map(this.pending);
    for (const file of files) pending.delete(file);
    this.pending = pending;
  }

  #replace(changed: readonly ReviewPair[]): void {
    if (this.room === null) return;
    const byFile = new Map(changed.map((pair) => [pair.fileId, pair]));
    this.room = { ...this.room, pairs: this.room.pairs.map((old) => byFile.get(old.fileId) ?? old) };
  }

  /** The keys of an open room stay what they were, however often a reason is used meanwhile. */
  #withKeys(fresh: ReviewRoom): ReviewRoom {
    return this.room === null ? fresh : { ...fresh, reasons: this.room.reasons };
  }

  /** A new reading of the room. The picture being looked at is not swapped for another version under the person's finger. */
  #take(read: ReviewRoom): void {
    const fresh = this.#withKeys(read);
    const here = this.pair;
    const index = here === null ? -1 : fresh.pairs.findIndex((pair) => pair.fileId === here.fileId);
    const same = fresh.pairs[index];
    if (here === null || same === undefined) {
      this.room = fresh;
      this.index = Math.max(0, Math.min(this.index, fresh.pairs.length - 1));
      return;
    }
    const swapped =
      !this.finished &&
      same.versionMark !== here.versionMark &&
      waitsForYou(here, this.pending) &&
      // Held because of that newer version: the two are what somebody came to compare.
      mood(here, this.pending) !== 'held';
    this.newer = swapped ? same : null;
    this.room = swapped ? { ...fresh, pairs: fresh.pairs.with(index, here) } : fresh;
    this.index = index;
  }
}
