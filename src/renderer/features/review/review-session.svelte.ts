import type { JobId, RemoteFileId, ReviewsApi } from '../../../preload/contract/index.ts';
import { tick } from 'svelte';
import { Ahead } from './ahead.ts';
import type { Doing } from './commands.ts';
import { draftsOf } from './drafts.svelte.ts';
import { Findings, type FindingsParts } from './findings.svelte.ts';
import type { Command, SimpleCommand } from './command.ts';
import { FixPage } from './fix-page.svelte.ts';
import { isInside, type Point } from './geometry.ts';
import { Looking } from './looking.svelte.ts';
import { shownNow, unseenWords } from './on-screen.ts';
import { Past } from './past.svelte.ts';
import { Pictures } from './pictures.svelte.ts';
import { ReviewRoomState } from './review-room.svelte.ts';
import { Several } from './several.ts';
import { canChange } from './standing.ts';
import { NO_FILTER } from './filter.ts';
import { turnedStep } from './turning.ts';
import { Tools } from './tools.svelte.ts';
import { Viewer } from './viewer.svelte.ts';

export interface SessionParts extends FindingsParts {
  readonly reviews: ReviewsApi;
  readonly fail: (thrown: unknown) => void;
  readonly leave: () => void;
  /** Results of these pictures, or of the whole job when there are none, are to be published. */
  readonly publish: (files: readonly RemoteFileId[]) => void;
}

/** CSS pixels per press of Alt and an arrow. */
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
  readonly past: Past;
  readonly fix: FixPage;
  readonly several: Several;
  /** Brand colour behind transparency, #rrggbb. */
  brand = $state('#808080');
  /** What stands in the left pane and is compared with. */
  leftLabel = $state('Original');
  /** A field or list that should take the focus next; the component that has it clears this. */
  wanted = $state<'remark' | 'reasons' | 'find' | null>(null);
  /** The list of own words is open. */
  wordingsOpen = $state(false);
  /** The focus was brought to the reasons by R and goes back when one is given. */
  lentFocus = $state(false);
  /** The list of keys is open. */
  keysOpen = $state(false);
  /** A sentence on the stage; it goes by itself. */
  notice = $state('');
  #noticeEnd: ReturnType<typeof setTimeout> | undefined;
  /** What happened last, for those who listen instead of looking. */
  heard = $state('');
  readonly #ahead: Ahead;
  readonly #leave: () => void;
  readonly publish: () => void;
  readonly #fail: (thrown: unknown) => void;

  constructor(jobId: JobId, parts: SessionParts) {
    this.state = new ReviewRoomState(jobId, parts.reviews, draftsOf(jobId), {
      say: (sentence) => this.say(sentence),
      fail: (thrown) => parts.fail(thrown),
    });
    this.past = new Past(this.state, parts.reviews);
    this.#leave = parts.leave;
    this.publish = () => parts.publish(this.state.film.selected.map(({ fileId }) => fileId));
    this.looking = new Looking({
      state: this.state,
      viewer: this.viewer,
      tools: this.tools,
      findings: new Findings(jobId, parts),
      say: (sentence) => this.say(sentence),
      hear: (sentence) => (this.heard = sentence),
    });
    this.#ahead = new Ahead(this);
    this.#fail = parts.fail;
    this.several = new Several(this.state, (sentence) => this.say(sentence));
    this.fix = new FixPage({
      room: this.state,
      past: this.past,
      compare: parts.compare,
      say: (sentence) => this.say(sentence),
      hear: (sentence) => (this.heard = sentence),
      fail: parts.fail,
      look: (at) => this.#lookAt(at),
    });
  }

  /** Says something on the stage, aloud too. */
  say(sentence: string): void {
    this.notice = sentence;
    clearTimeout(this.#noticeEnd);
    this.#noticeEnd = setTimeout(() => (this.notice = ''), NOTICE_STAYS);
  }

  close(): void {
    this.#ahead.close();
    clearTimeout(this.#noticeEnd);
    this.looking.leave();
    this.pictures.releaseAll();
  }

  /** Loads what the current picture needs, then its neighbours; to be called whenever the picture changes. */
  prepare(): void {
    const { state, viewer } = this;
    const { pair, result } = state;
    if (pair !== null) void this.past.read([pair]).catch(this.#fail);
    const { image, label } = this.past.beside;
    const right = result === null ? null : this.pictures.take(result);
    const left = image === null ? null : this.pictures.take(image);
    viewer.original = left;
    this.leftLabel = label;
    viewer.result = right;
    this.looking.show(left, right);
    this.#ahead.prepare();
  }

  /** To be called when another picture is shown: back to fit, nothing in the hand. */
  fresh(): void {
    this.viewer.zoom.reset();
    this.tools.reset();
    this.looking.fresh();
    this.past.reset();
    this.notice = '';
  }

  /**
   * Keys 1 to 9 and clicks on a reason: first takes it in the hand, a second time gives it without a place. Several
   * selected pictures get it at once, each as a whole; when all of them have it, it goes again.
   */
  pressReason(reason: string): void {
    const { pair } = this.state;
    if (this.several.any) {
      this.several.give(reason);
      return;
    }
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
    this.say(unseenWords(result));
    return false;
  }

  accept(): void {
    if (this.several.any) {
      this.several.accept();
      return;
    }
    if (!this.#seen()) return;
    const name = this.state.pair?.name ?? '';
    if (this.state.decide({ kind: 'accept' }, shownNow(this))) this.heard = `${name} accepted.`;
  }

  /** Without any reason it asks for one: nobody can redo a picture on a bare no. */
  reject(): void {
    const { pair } = this.state;
    if (this.several.any) {
      this.several.reject();
      return;
    }
    if (pair === null || this.state.finished || !this.#seen()) return;
    const armed = this.tools.armed;
    if (armed !== null && this.state.draft?.marks.length === 0) this.pressReason(armed);
    const verdict = this.state.rejection();
    if (verdict === null && this.state.mayJudge(pair)) {
      this.wanted = 'reasons';
      this.say('Give a reason first: press 1 to 9, or M for a remark.');
      return;
    }
    if (verdict !== null && this.state.decide(verdict, shownNow(this))) {
      this.heard = `${pair.name} rejected.`;
    }
  }

  /** A held decision goes to the version of now as it is: with its reasons, pins and remark. */
  stillHolds(): void {
    const { pair } = this.state;
    if (this.several.any) this.several.stillHold();
    else if (pair?.decision?.state.kind !== 'held' || this.state.finished)
      this.say('Nothing is held here: this is for a picture that came back after you had decided.');
    else if (this.#seen() && this.state.decide(pair.decision.verdict, shownNow(this)))
      this.heard = `${pair.name}: your decision still holds.`;
  }

  /** The words that would be sent: for the picture, or for all that are selected. */
  remark(text: string): void {
    for (const pair of this.state.subjects) if (canChange(pair)) this.state.drafts.remark(pair, text);
  }

  /** A reason in somebody's own words is kept for next time and taken in the hand. */
  useWording(text: string): void {
    const words = text.trim();
    this.wordingsOpen = false;
    if (words === '') return;
    if (this.state.room?.reasons.includes(words) !== true) void this.state.keepWording(words);
    this.pressReason(words);
  }

  #earlier(): void {
    if (!this.past.turn()) this.say('There is no earlier version of this picture here.');
  }

  run(command: Command): void {
    if (command.kind === 'reason') {
      const reason = this.state.room?.reasons[command.index];
      if (reason !== undefined) this.pressReason(reason);
    } else if (command.kind === 'page') {
      this.fix.run(command.does);
    } else if (command.kind === 'pan') {
      this.viewer.pan({ x: -command.x * PAN_STEP, y: -command.y * PAN_STEP });
    } else if (command.kind === 'aim') {
      const by = turnedStep(command, this.viewer.turn);
      this.tools.moveAim(by, command.far, this.viewer.middle());
    } else {
      this.#simple[command.kind]();
    }
  }

  /** What the person is doing, for the keys. */
  get doing(): Doing {
    if (this.fix.isOpen) return 'fixing';
    return this.tools.armed === null ? 'looking' : 'placing';
  }

  /** The picture has to be on the screen, and its place reset, before anything in it can be brought closer. */
  async #lookAt(at: Point): Promise<void> {
    await tick();
    await this.viewer.show(at, 1);
  }

  #back(): void {
    if (this.tools.armed !== null) this.tools.disarm();
    else if (this.looking.tour !== null) this.looking.endTour();
    else if (this.state.film.selected.length > 0) this.state.film.clearSelection();
    else if (this.state.film.isFiltered) this.state.film.setFilter(NO_FILTER);
    else this.#leave();
  }

  #placeByKey(): void {
    if (this.tools.armed !== null) this.place(this.tools.aim ?? this.viewer.middle(), this.tools.aimRadius);
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
    first: () => this.state.film.jump('first'),
    last: () => this.state.film.jump('last'),
    'next-open': () => this.state.nextOpen(),
    filter: () => this.state.film.nextFilter(),
    find: () => (this.wanted = 'find'),
    'still-holds': () => this.stillHolds(),
    'did-they-fix-it': () => void this.fix.open(),
    'next-change': () => void this.fix.nextChange().catch(this.#fail),
    'select-before': () => this.state.film.selectBy(-1),
    'select-after': () => this.state.film.selectBy(1),
    'select-first': () => this.state.film.selectBy('first'),
    'select-last': () => this.state.film.selectBy('last'),
    'walk-before': () => this.state.step(-1),
    'walk-after': () => this.state.step(1),
    'select-this': () => this.state.film.toggle(this.state.index),
    'select-all': () => this.state.film.selectAll(),
    wording: () => (this.wordingsOpen = true),
    redo: () => this.state.redo(),
    earlier: () => this.#earlier(),
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
    'circle-bigger': () => this.tools.growAim(1, this.viewer.middle()),
    'circle-smaller': () => this.tools.growAim(-1, this.viewer.middle()),
    'next-result': () => this.state.nextResult(),
    publish: () => this.publish(),
    keys: () => (this.keysOpen = true),
    back: () => this.#back(),
  };
}
