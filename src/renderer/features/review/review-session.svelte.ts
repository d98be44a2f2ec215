import type { JobId, ReviewPair, ReviewsApi } from '../../../preload/contract/index.ts';
import { draftsOf } from './drafts.svelte.ts';
import { Findings } from './findings.svelte.ts';
import type { FindingsParts } from './findings.svelte.ts';
import type { Command, SimpleCommand } from './commands.ts';
import { isInside } from './geometry.ts';
import type { Point } from './geometry.ts';
import { Looking } from './looking.svelte.ts';
import { Pictures } from './pictures.svelte.ts';
import { ReviewRoomState } from './review-room.svelte.ts';
import { nextWaiting } from './standing.ts';
import { Tools } from './tools.svelte.ts';
import { Viewer } from './viewer.svelte.ts';

export interface SessionParts extends FindingsParts {
  readonly reviews: ReviewsApi;
  readonly fail: (thrown: unknown) => void;
  readonly leave: () => void;
}

/** CSS pixels per press of Shift and an arrow. */
const PAN_STEP = 60;

/** Milliseconds a sentence stays on the stage. */
const NOTICE_STAYS = 6_000;

/** One visit to the review room: the pictures, the looking and the deciding, and what each key does. */
export class ReviewSession {
  readonly state: ReviewRoomState;
  readonly viewer = new Viewer();
  readonly tools = new Tools();
  readonly pictures = new Pictures();
  readonly looking: Looking;
  /** Brand colour behind transparency, #rrggbb. */
  brand = $state('#808080');
  /** What stands in the left pane and is compared with. */
  leftLabel = $state('Original');
  /** A field or list that should take the focus next; the component that has it clears this. */
  wanted = $state<'remark' | 'reasons' | null>(null);
  /** The focus was brought to the reasons by R and goes back when one is given. */
  lentFocus = $state(false);
  /** A sentence on the stage; it goes by itself. */
  notice = $state('');
  #noticeEnd: ReturnType<typeof setTimeout> | undefined;
  /** What happened last, for those who listen instead of looking. */
  heard = $state('');
  readonly #leave: () => void;

  constructor(jobId: JobId, parts: SessionParts) {
    this.state = new ReviewRoomState(jobId, parts.reviews, draftsOf(jobId), {
      say: (sentence) => this.say(sentence),
      fail: (thrown) => parts.fail(thrown),
    });
    this.#leave = parts.leave;
    this.looking = new Looking({
      state: this.state,
      viewer: this.viewer,
      tools: this.tools,
      findings: new Findings(jobId, parts),
      say: (sentence) => this.say(sentence),
      hear: (sentence) => (this.heard = sentence),
    });
  }

  /** Says something on the stage, aloud too. */
  say(sentence: string): void {
    this.notice = sentence;
    clearTimeout(this.#noticeEnd);
    this.#noticeEnd = setTimeout(() => (this.notice = ''), NOTICE_STAYS);
  }

  close(): void {
    clearTimeout(this.#noticeEnd);
    this.pictures.releaseAll();
  }

  /** Loads what the current picture needs and its neighbours; to be called whenever the picture changes. */
  prepare(): void {
    const { state, viewer } = this;
    const { pair, result } = state;
    const pairs = state.room?.pairs ?? [];
    const take = (of: ReviewPair | undefined): void => {
      if (of === undefined) return;
      if (of.original !== null) this.pictures.take(of.original);
      if (of.results[0] !== undefined) this.pictures.take(of.results[0]);
    };
    // The current pair first, so that its bytes are asked for before the neighbours'.
    viewer.original = pair?.original == null ? null : this.pictures.take(pair.original);
    viewer.result = result === null ? null : this.pictures.take(result);
    this.pictures.keepFullOnly([viewer.original, viewer.result]);
    const next = pairs[nextWaiting(pairs, state.index, state.pending)];
    const nextResult = next?.results[0];
    this.looking.prepare(
      viewer.original,
      viewer.result,
      next === undefined || nextResult === undefined ? null : { pair: next, result: nextResult },
    );
    take(next);
    take(pairs[state.index + 1]);
    take(pairs[state.index - 1]);
    take(pairs[state.index + 2]);
  }

  /** To be called when another picture is shown: back to fit, nothing in the hand. */
  fresh(): void {
    this.viewer.zoom.reset();
    this.tools.reset();
    this.looking.fresh();
    this.notice = '';
  }

  /** Keys 1 to 9 and clicks on a reason: first takes it in the hand, a second time gives it without a place. */
  pressReason(reason: string): void {
    const { pair } = this.state;
    if (pair === null || this.state.finished || !this.state.mayJudge(pair)) return;
    if (this.rejectHere(reason)) return;
    if (this.tools.armed === reason) {
      this.state.drafts.add(pair, reason, null);
      this.tools.disarm();
      this.heard = `${reason}, for the whole picture.`;
    } else {
      this.notice = '';
      this.tools.arm(reason);
      this.heard = `${reason}. Click the spot, or press the key again for the whole picture.`;
    }
  }

  /** On the edge tour a reason goes to the spot that is on the screen; false when nobody is on a tour. */
  rejectHere(reason: string): boolean {
    const { pair } = this.state;
    const { tour } = this.looking;
    const spot = tour?.spots[tour.index];
    if (pair === null || spot === undefined || !this.state.mayJudge(pair)) return false;
    this.state.drafts.add(pair, reason, { x: spot.x, y: spot.y, radius: spot.radius });
    this.tools.disarm();
    this.heard = `${reason}: circle set at this spot.`;
    return true;
  }

  /** Sets the reason in the hand at a place of the result. Outside the picture nothing is set. */
  place(at: Point, radius: number | null): void {
    const { pair } = this.state;
    const reason = this.tools.armed;
    if (pair === null || reason === null || !isInside(at)) return;
    this.state.drafts.add(pair, reason, { x: at.x, y: at.y, radius });
    this.tools.disarm();
    this.heard = `Pin set for ${reason}.`;
  }

  /** A verdict is only taken on a picture that is on the screen. */
  #seen(): boolean {
    const { pair } = this.state;
    const { result } = this.viewer;
    if (pair === null || this.state.finished || result === null || result.state === 'ready') return true;
    this.say(
      result.state === 'waiting'
        ? 'The result is still loading. Look at it, then decide.'
        : 'The result could not be loaded. It can be judged once it is on the screen.',
    );
    return false;
  }

  accept(): void {
    if (!this.#seen()) return;
    const name = this.state.pair?.name ?? '';
    if (this.state.decide({ kind: 'accept' })) this.heard = `${name} accepted.`;
  }

  /** Without any reason it asks for one: nobody can redo a picture on a bare no. */
  reject(): void {
    const { pair } = this.state;
    if (pair === null || this.state.finished || !this.#seen()) return;
    const armed = this.tools.armed;
    if (armed !== null && this.state.draft?.marks.length === 0) this.pressReason(armed);
    const verdict = this.state.rejection();
    if (verdict === null && this.state.mayJudge(pair)) {
      this.wanted = 'reasons';
      this.say('Give a reason first: press 1 to 9, or M for a remark.');
      return;
    }
    if (verdict !== null && this.state.decide(verdict)) {
      this.heard = `${pair.name} rejected.`;
    }
  }

  run(command: Command): void {
    if (command.kind === 'reason') {
      const reason = this.state.room?.reasons[command.index];
      if (reason !== undefined) this.pressReason(reason);
    } else if (command.kind === 'move') {
      this.#move(command);
    } else {
      this.#simple[command.kind]();
    }
  }

  #move(by: Point): void {
    if (this.tools.armed === null) this.viewer.pan({ x: -by.x * PAN_STEP, y: -by.y * PAN_STEP });
    else this.tools.moveAim(by, this.viewer.middle());
  }

  #back(): void {
    if (this.tools.armed !== null) this.tools.disarm();
    else if (this.looking.tour !== null) this.looking.endTour();
    else this.#leave();
  }

  #placeByKey(): void {
    if (this.tools.armed !== null) this.place(this.tools.aim ?? this.viewer.middle(), null);
    else this.#rejectSpot();
  }

  /** Enter on the edge tour: with the reason the spot suggests. */
  #rejectSpot(): void {
    const { tour } = this.looking;
    const spot = tour?.spots[tour.index];
    if (spot !== undefined) this.rejectHere(spot.reason);
  }

  #removeMark(): void {
    const { pair } = this.state;
    if (pair !== null && !this.state.finished && this.state.mayJudge(pair))
      this.state.drafts.removeChosen(pair);
  }

  readonly #simple: Readonly<Record<SimpleCommand, () => void>> = {
    accept: () => this.accept(),
    reject: () => this.reject(),
    before: () => this.state.step(-1),
    after: () => this.state.step(1),
    first: () => this.state.show(0),
    last: () => this.state.show(this.state.standing.total - 1),
    alone: () => (this.tools.alone = true),
    'side-by-side': () => (this.tools.mode = 'side-by-side'),
    slider: () => (this.tools.mode = 'slider'),
    blink: () => this.tools.pressBlink(),
    difference: () => (this.tools.mode = 'difference'),
    overlay: () => (this.tools.mode = 'overlay'),
    more: () => this.tools.amount(1),
    less: () => this.tools.amount(-1),
    'line-up': () => this.viewer.toggleLinedUp(),
    fit: () => this.viewer.fit(),
    loupe: () => (this.tools.loupe = !this.tools.loupe),
    'tour-next': () => void this.looking.walk(1),
    'tour-before': () => void this.looking.walk(-1),
    'white-check': () => void this.looking.toggleWhiteCheck(),
    path: () => void this.looking.togglePath(),
    'next-path': () => this.looking.nextPath(),
    turn: () => this.viewer.turnBy(1),
    'turn-back': () => this.viewer.turnBy(-1),
    background: () => this.tools.cycleBackground(),
    link: () => this.viewer.toggleLink(),
    'actual-size': () => void this.viewer.cycleActualSize(),
    'zoom-in': () => this.viewer.step(1),
    'zoom-out': () => this.viewer.step(-1),
    remark: () => (this.wanted = 'remark'),
    remove: () => this.#removeMark(),
    undo: () => this.state.undo(),
    place: () => this.#placeByKey(),
    back: () => this.#back(),
  };
}
