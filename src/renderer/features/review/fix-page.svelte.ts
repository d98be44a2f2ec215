import type { Changes, CompareApi, Pin, ReviewPair } from '../../../preload/contract/index.ts';
import type { PageCommand } from './command.ts';
import { carriedPin, findingOf, tilesOf, totalsOf } from './fixing.ts';
import type { FixAnswer, FixTile, TileFinding } from './fixing.ts';
import type { Past } from './past.svelte.ts';
import type { ReviewRoomState } from './review-room.svelte.ts';
import { canChange } from './standing.ts';

export interface FixParts {
  readonly room: ReviewRoomState;
  readonly past: Past;
  readonly compare: Pick<CompareApi, 'changes'>;
  readonly say: (sentence: string) => void;
  readonly hear: (sentence: string) => void;
  readonly fail: (thrown: unknown) => void;
  /** Brings a place of the current picture's result onto the screen, closer. Fractions of the result. */
  readonly look: (at: { readonly x: number; readonly y: number }) => Promise<void>;
}

/** A change nobody asked for, on the picture it is on. Fractions of the newer result. */
interface Unasked {
  readonly pair: ReviewPair;
  readonly at: { readonly x: number; readonly y: number };
}

/** Tiles beside each other; the arrow keys up and down go so far. */
export const TILES_IN_A_ROW = 3;

/** "Did they fix it?": every wish of last time with what it looked like then and looks like now, and an answer to each. */
export class FixPage {
  isOpen = $state(false);
  index = $state(0);
  #answers = $state.raw<ReadonlyMap<string, FixAnswer>>(new Map());
  readonly #steps: string[] = [];
  /** By file and version; null while the comparison runs. */
  #changes = $state.raw<ReadonlyMap<string, Changes | 'failed' | null>>(new Map());
  #unasked = -1;
  readonly #parts: FixParts;

  constructor(parts: FixParts) {
    this.#parts = parts;
  }

  readonly tiles = $derived.by(() =>
    tilesOf(
      this.#parts.room.pairs
        .filter((pair) => pair.hasHistory && canChange(pair) && pair.decision === null)
        .map((pair) => ({ pair, versions: this.#parts.past.versionsOf(pair) })),
    ),
  );
  readonly current = $derived(this.tiles[Math.min(this.index, this.tiles.length - 1)] ?? null);
  readonly totals = $derived.by(() => totalsOf(this.tiles, this.#answers, (pair) => this.#changesOf(pair)));
  readonly findings: ReadonlyMap<string, TileFinding> = $derived.by(
    () => new Map(this.tiles.map((tile) => [tile.key, findingOf(tile, this.#changesOf(tile.pair))])),
  );
  /** Changes away from every pin, the pictures in their order. */
  readonly unasked: readonly Unasked[] = $derived.by(() =>
    [...new Set(this.tiles.map((tile) => tile.pair))].flatMap((pair) => {
      const changes = this.#changesOf(pair);
      return changes === null || changes === 'failed' ? [] : changes.others.map((at) => ({ pair, at }));
    }),
  );

  /** Where the pin of a tile lies on the result of now. */
  pinNow(tile: FixTile): Pin | null {
    return tile.pin === null ? null : carriedPin(tile.pin, this.#changesOf(tile.pair));
  }

  /** Width of the newer result's frame, the older one's being 1; 1 where that is not known. */
  scaleNow(tile: FixTile): number {
    const changes = this.#changesOf(tile.pair);
    return changes === null || changes === 'failed' ? 1 : (changes.frame?.width ?? 1);
  }

  answerTo(tile: FixTile): FixAnswer | null {
    return this.#answers.get(tile.key) ?? null;
  }

  /** H. Says so when nothing was asked for before. */
  async open(): Promise<void> {
    const { room, past, say, fail } = this.#parts;
    try {
      await past.read(room.pairs);
    } catch (thrown) {
      fail(thrown);
      return;
    }
    if (this.tiles.length === 0) {
      say('Nothing that was sent back has come again and waits for an answer.');
      return;
    }
    this.index = Math.max(
      0,
      this.tiles.findIndex((tile) => tile.pair.fileId === room.pair?.fileId),
    );
    this.isOpen = true;
    await this.compare();
  }

  /** Compares picture by picture, in the order of the page. */
  async compare(): Promise<void> {
    for (const pair of new Set(this.tiles.map((tile) => tile.pair))) {
      if (this.#changes.has(this.#keyOf(pair))) continue;
      this.#note(pair, null);
      const own = this.tiles.filter((tile) => tile.pair === pair);
      const [first] = own;
      if (first === undefined) continue;
      const pins = own.flatMap(({ pin }): readonly Pin[] => (pin === null ? [] : [pin]));
      try {
        this.#note(
          pair,
          await this.#parts.compare.changes(
            this.#parts.room.jobId,
            pair.fileId,
            first.before.imageId,
            first.after.imageId,
            pins,
          ),
        );
      } catch {
        this.#note(pair, 'failed');
      }
    }
  }

  answer(tile: FixTile, answer: FixAnswer): void {
    this.#answers = new Map(this.#answers).set(tile.key, answer);
    this.#steps.push(tile.key);
    this.#parts.hear(`Pin ${String(tile.number)}: ${answer === 'fixed' ? 'fixed' : 'not fixed'}.`);
  }

  accept(): void {
    const { accepted } = this.totals;
    this.#decide(
      accepted.map((pair) => ({
        fileId: pair.fileId,
        seen: pair.versionMark,
        verdict: { kind: 'accept' as const },
      })),
      'No picture has every pin answered with “Fixed” yet.',
    );
  }

  sendBack(): void {
    this.#decide(
      this.totals.sentBack,
      'No picture has a pin answered with “Not fixed” and none without an answer.',
    );
  }

  /** N: on to the next change nobody asked for, in the room, where it can be looked at. */
  async nextChange(): Promise<void> {
    const { room, past, say, look } = this.#parts;
    await past.read(room.pairs);
    await this.compare();
    const next = this.unasked[(this.#unasked + 1) % Math.max(1, this.unasked.length)];
    if (next === undefined) {
      say('No change was found that nobody asked for.');
      return;
    }
    this.#unasked = (this.#unasked + 1) % this.unasked.length;
    this.isOpen = false;
    room.show(room.pairs.findIndex((pair) => pair.fileId === next.pair.fileId));
    past.showVersionBefore();
    await look(next.at);
    say(`${next.pair.name}: something changed here that nobody asked for.`);
  }

  /** What the keys do while the page is open. */
  run(command: PageCommand): void {
    this.#does[command]();
  }

  readonly #does: Readonly<Record<PageCommand, () => void>> = {
    fixed: () => this.#answerCurrent('fixed'),
    'not-fixed': () => this.#answerCurrent('not-fixed'),
    'tile-before': () => this.#move(-1),
    'tile-after': () => this.#move(1),
    'tile-above': () => this.#move(-TILES_IN_A_ROW),
    'tile-below': () => this.#move(TILES_IN_A_ROW),
    'look-at-tile': () => void this.#lookAtCurrent().catch(this.#parts.fail),
    'accept-fixed': () => this.accept(),
    'send-back': () => this.sendBack(),
    'take-answer-back': () => this.#takeBack(),
    'close-page': () => (this.isOpen = false),
  };

  /** To the next without an answer, past the end from the start. */
  #answerCurrent(answer: FixAnswer): void {
    const tile = this.current;
    if (tile === null) return;
    this.answer(tile, answer);
    const order = [...this.tiles.keys()].map((each) => (this.index + 1 + each) % this.tiles.length);
    this.index = order.find((each) => !this.#answers.has(this.tiles[each]?.key ?? '')) ?? this.index;
  }

  #move(by: number): void {
    const to = this.index + by;
    if (to >= 0 && to < this.tiles.length) this.index = to;
  }

  /** The picture in the room with the version before beside it, at the pin. */
  async #lookAtCurrent(): Promise<void> {
    const tile = this.current;
    if (tile === null) return;
    const { room, past, look } = this.#parts;
    this.isOpen = false;
    room.show(room.pairs.findIndex((pair) => pair.fileId === tile.pair.fileId));
    past.showVersionBefore();
    const pin = this.pinNow(tile);
    if (pin !== null) await look(pin);
  }

  /** The last answer; when there is none, the last step that was decided. */
  #takeBack(): void {
    const key = this.#steps.pop();
    if (key === undefined) {
      this.#parts.room.undo();
      return;
    }
    const answers = new Map(this.#answers);
    answers.delete(key);
    this.#answers = answers;
    this.index = Math.max(
      0,
      this.tiles.findIndex((tile) => tile.key === key),
    );
  }

  #decide(choices: Parameters<ReviewRoomState['decideTogether']>[0], nothing: string): void {
    if (choices.length === 0) {
      this.#parts.say(nothing);
      return;
    }
    this.#parts.room.decideTogether(choices);
    this.index = 0;
    if (
      this.totals.unanswered === 0 &&
      this.totals.accepted.length + this.totals.sentBack.length <= choices.length
    )
      this.isOpen = false;
  }

  #keyOf(pair: ReviewPair): string {
    return `${pair.fileId} ${pair.versionMark}`;
  }

  #changesOf(pair: ReviewPair): Changes | 'failed' | null {
    return this.#changes.get(this.#keyOf(pair)) ?? null;
  }

  #note(pair: ReviewPair, changes: Changes | 'failed' | null): void {
    this.#changes = new Map(this.#changes).set(this.#keyOf(pair), changes);
  }
}
