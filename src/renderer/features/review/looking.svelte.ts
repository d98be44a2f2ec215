import type {
  ClippingPath,
  ClippingPaths,
  EdgeTour,
  LineUp,
  PureWhite,
  ReviewPair,
} from '../../../preload/contract/index.ts';
import type { Answer } from './answers.svelte.ts';
import type { Findings, Looked } from './findings.svelte.ts';
import type { Place } from './lining-up.ts';
import type { RoomPicture } from './pictures.svelte.ts';
import type { ReviewRoomState } from './review-room.svelte.ts';
import type { Tools } from './tools.svelte.ts';
import type { LinedUp, Viewer } from './viewer.svelte.ts';

export interface LookingParts {
  readonly state: ReviewRoomState;
  readonly viewer: Viewer;
  readonly tools: Tools;
  readonly findings: Findings;
  readonly say: (sentence: string) => void;
  readonly hear: (sentence: string) => void;
}

/** Screen pixels per picture pixel at a spot of the edge tour. */
const TOUR_TIMES = 2;

function linedUp(answer: Answer<LineUp>): LinedUp {
  if (answer.kind === 'waiting') return { kind: 'searching' };
  if (answer.kind === 'failed') return { kind: 'not-sure', sentence: answer.sentence };
  const { value } = answer;
  return value.kind === 'lined-up' ? { kind: 'lined-up', place: value.frame } : value;
}

/** Looking with the help of what was found out: the result lined up with its original, the edge tour, the clipping path. */
export class Looking {
  readonly #parts: LookingParts;
  /** Which spot of the edge tour is on the screen; null while nobody is on a tour. */
  #spot = $state<number | null>(null);
  #pathIndex = $state(0);
  /** The picture that was last shown; what is found out about it ends when another comes. */
  #lookedAt: string | null = null;

  constructor(parts: LookingParts) {
    this.#parts = parts;
  }

  get #looked(): Looked | null {
    const { pair, result } = this.#parts.state;
    return pair === null || result === null ? null : { pair, result };
  }

  get #key(): string | null {
    return this.#looked === null ? null : this.#parts.findings.keyOf(this.#looked);
  }

  get tourAnswer(): Answer<EdgeTour> | null {
    return this.#key === null ? null : this.#parts.findings.tours.get(this.#key);
  }

  get pathAnswer(): Answer<ClippingPaths> | null {
    return this.#key === null ? null : this.#parts.findings.paths.get(this.#key);
  }

  get whiteAnswer(): Answer<PureWhite> | null {
    return this.#key === null ? null : this.#parts.findings.whites.get(this.#key);
  }

  /** Marks on what is not pure white, as an address; empty when there are none to draw. */
  readonly whiteMarks: string = $derived.by(() => {
    const answer = this.whiteAnswer;
    if (!this.#parts.tools.whiteCheck || answer?.kind !== 'there') return '';
    return answer.value.marked ?? '';
  });

  readonly tour: (Pick<EdgeTour, 'spots' | 'sentence'> & { readonly index: number }) | null = $derived.by(
    () => {
      const answer = this.tourAnswer;
      if (this.#spot === null || answer?.kind !== 'there' || answer.value.spots.length === 0) return null;
      const { spots, sentence } = answer.value;
      return { spots, sentence, index: this.#spot };
    },
  );

  readonly shownPath: ClippingPath | null = $derived.by(() => {
    const answer = this.pathAnswer;
    if (!this.#parts.tools.path || answer?.kind !== 'there') return null;
    const { paths } = answer.value;
    return paths[this.#pathIndex % Math.max(1, paths.length)] ?? null;
  });

  /** What is known already of the pictures that come on the screen. */
  show(original: RoomPicture | null, result: RoomPicture | null): void {
    const { findings, viewer } = this.#parts;
    const looked = this.#looked;
    if (looked === null || original === null || result === null) return;
    // An earlier version beside the result is not what was lined up.
    if (looked.pair.original?.imageId !== original.image.imageId) return;
    const known = findings.lineUps.get(findings.keyOf(looked));
    viewer.lineUp(original, result, linedUp(known ?? { kind: 'waiting' }));
  }

  /** The place of a pair's first result on its original; null while it is not known. */
  placeOf(pair: ReviewPair): Place | null {
    const [result] = pair.results;
    if (result === undefined || pair.original === null) return null;
    const { findings } = this.#parts;
    const known = findings.lineUps.get(findings.keyOf({ pair, result }));
    return known?.kind === 'there' && known.value.kind === 'lined-up' ? known.value.frame : null;
  }

  /** Finds the place of the result on its original, for what is on the screen and then for what comes next. */
  async find(next: Looked | null): Promise<void> {
    const { findings, viewer } = this.#parts;
    const { original, result } = viewer;
    const looked = this.#looked;
    const isOriginal = looked?.pair.original?.imageId === original?.image.imageId;
    if (looked !== null && isOriginal && original !== null && result !== null) {
      const answer = await findings.lineUps.ask(findings.keyOf(looked));
      if (viewer.original !== original || viewer.result !== result) return;
      viewer.lineUp(original, result, linedUp(answer));
    }
    if (next !== null && next.pair.original !== null) await findings.lineUps.ask(findings.keyOf(next));
  }

  /** E, Shift E: to the first spot, then on or back; round and round. */
  async walk(by: 1 | -1): Promise<void> {
    const key = this.#key;
    if (key === null) return;
    const { findings, viewer, say, hear } = this.#parts;
    if (findings.tours.get(key)?.kind !== 'there') hear('Looking along the edge.');
    const answer = await findings.tours.ask(key);
    if (this.#key !== key || answer.kind === 'waiting') return;
    if (answer.kind === 'failed') {
      say(answer.sentence);
      return;
    }
    const { spots, sentence } = answer.value;
    if (spots.length === 0) {
      say(sentence === '' ? 'Nothing suspicious along the edge.' : sentence);
      return;
    }
    const from = this.#spot ?? (by === 1 ? -1 : 0);
    this.#spot = (from + by + spots.length) % spots.length;
    const spot = spots[this.#spot];
    if (spot === undefined) return;
    hear(`${String(this.#spot + 1)} of ${String(spots.length)}: ${spot.sentence}. ${sentence}`.trimEnd());
    await viewer.show(spot, TOUR_TIMES);
  }

  endTour(): void {
    this.#spot = null;
  }

  /** P. That there is no path is said. */
  async togglePath(): Promise<void> {
    const { tools, say, hear } = this.#parts;
    tools.path = !tools.path;
    if (!tools.path) {
      hear('The clipping path is hidden.');
      return;
    }
    await this.#askForPath(say);
    if (this.shownPath !== null) hear(`Clipping path ${this.shownPath.name}.`);
  }

  async #askForPath(say: (sentence: string) => void): Promise<void> {
    const key = this.#key;
    if (key === null) return;
    const answer = await this.#parts.findings.paths.ask(key);
    if (this.#key !== key || answer.kind === 'waiting') return;
    if (answer.kind === 'failed') say(answer.sentence);
    else if (answer.value.paths.length === 0) say(answer.value.sentence);
  }

  /** X. How white the background is, is said in words too. */
  async toggleWhiteCheck(): Promise<void> {
    const { tools, hear } = this.#parts;
    tools.whiteCheck = !tools.whiteCheck;
    if (!tools.whiteCheck) {
      hear('The pure-white check is off.');
      return;
    }
    await this.#askForWhite();
  }

  async #askForWhite(): Promise<void> {
    const key = this.#key;
    if (key === null) return;
    const answer = await this.#parts.findings.whites.ask(key);
    if (this.#key !== key || answer.kind === 'waiting') return;
    this.#parts.say(answer.kind === 'failed' ? answer.sentence : answer.value.sentence);
  }

  /** Shift P: the next path of several. */
  nextPath(): void {
    if (!this.#parts.tools.path) void this.togglePath();
    else this.#pathIndex += 1;
  }

  /** Another picture is shown: the tour is over, what is switched on is asked for this one too. */
  fresh(): void {
    this.#spot = null;
    this.#pathIndex = 0;
    if (this.#parts.tools.path) void this.#askForPath(() => undefined);
    const key = this.#key;
    const { findings, tools } = this.#parts;
    if (this.#lookedAt !== null && this.#lookedAt !== key) {
      findings.tours.giveUp(this.#lookedAt);
      findings.whites.giveUp(this.#lookedAt);
    }
    this.#lookedAt = key;
    if (tools.whiteCheck && key !== null) void findings.whites.ask(key);
  }

  /** The room is left: nobody waits any more. */
  leave(): void {
    if (this.#lookedAt === null) return;
    this.#parts.findings.tours.giveUp(this.#lookedAt);
    this.#parts.findings.whites.giveUp(this.#lookedAt);
  }
}
