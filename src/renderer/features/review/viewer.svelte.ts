import { FIT, fractionAt, frameOf, magnification } from './geometry.ts';
import type { Frame, Point, Size } from './geometry.ts';
import { onOriginal, originalFrame } from './lining-up.ts';
import type { Place } from './lining-up.ts';
import type { RoomPicture } from './pictures.svelte.ts';
import { turnedBy, turnedPane, turnedPoint, turnedStep } from './turning.ts';
import type { Turn } from './turning.ts';
import { Zoom } from './zoom.svelte.ts';
import type { Shown, Side } from './zoom.svelte.ts';

/** What the search for the result's place on the original has said. */
export type LinedUp =
  | { readonly kind: 'searching' }
  | { readonly kind: 'lined-up'; readonly place: Place }
  | { readonly kind: 'not-sure'; readonly sentence: string };

/** A pair that may be shown next, and the place of its result where that is known. */
export interface ReadyPair {
  readonly original: RoomPicture | null;
  readonly result: RoomPicture | null;
  readonly place: Place | null;
}

/** A view, and the pane and picture it is bound by. */
interface Grip {
  readonly side: Side;
  readonly shown: Shown;
}

/**
 * Where the pictures lie in the panes that are on the screen, and what keys, wheel and pointer do to that. Points and sizes
 * are those of the turned pane (see turning.ts) unless a name says screen.
 */
export class Viewer {
  readonly zoom = new Zoom();
  original = $state.raw<RoomPicture | null>(null);
  result = $state.raw<RoomPicture | null>(null);
  /** The pairs before and after this one. */
  neighbours = $state.raw<readonly ReadyPair[]>([]);
  turn = $state<Turn>(0);
  #found = $state.raw<{
    readonly original: RoomPicture;
    readonly result: RoomPicture;
    readonly linedUp: LinedUp;
  } | null>(null);
  /** Lining up is wanted; whether it is possible, `linedUp` says. */
  wantsLinedUp = $state(true);
  /** Panes on the screen, CSS pixels as on the screen. */
  #panes = $state.raw<Readonly<Partial<Record<Side, Size>>>>({});
  /** Where the pointer is, for Z and the loupe; null when it has left. */
  pointer = $state.raw<{ readonly side: Side; readonly point: Point } | null>(null);

  /** What is known of these two pictures; null while there is nothing to line up. */
  readonly linedUp: LinedUp | null = $derived(
    this.#found !== null && this.#found.original === this.original && this.#found.result === this.result
      ? this.#found.linedUp
      : null,
  );

  /** Where the result lies on the original; null while both are shown each for itself. */
  readonly place: Place | null = $derived.by(() => {
    const found = this.linedUp;
    if (!this.wantsLinedUp || !this.zoom.linked || found?.kind !== 'lined-up') return null;
    return this.result?.size == null || this.original?.size == null ? null : found.place;
  });

  /** Lined up, the original goes on beyond the result's frame: behind everything that is written on the stage. */
  readonly reachesOut: boolean = $derived(
    this.place !== null && (this.place.width < 0.99 || this.place.height < 0.99),
  );

  lineUp(original: RoomPicture, result: RoomPicture, linedUp: LinedUp): void {
    this.#found = { original, result, linedUp };
    this.settle();
  }

  picture(side: Side): RoomPicture | null {
    return side === 'original' ? this.original : this.result;
  }

  /** Where the picture of a side is drawn in a pane of this size on the screen; null until it can be. */
  frame(side: Side, screen: Size): Frame | null {
    if (screen.width === 0 || screen.height === 0) return null;
    const pane = turnedPane(screen, this.turn);
    const own = this.picture(side)?.size ?? null;
    const result = this.result?.size ?? null;
    if (side === 'original' && this.place !== null && result !== null) {
      return originalFrame(frameOf(pane, result, this.zoom.view('result')), this.place);
    }
    return own === null ? null : frameOf(pane, own, this.zoom.view(side));
  }

  /** Where the neighbours' pictures of a side will lie when they are shown, each fitted. */
  ready(side: Side, screen: Size): readonly { readonly picture: RoomPicture; readonly frame: Frame }[] {
    const pane = turnedPane(screen, this.turn);
    return this.neighbours.flatMap(({ original, result, place }) => {
      const picture = side === 'original' ? original : result;
      const own = picture?.size ?? null;
      if (picture === null || own === null) return [];
      const lined = side === 'original' && this.wantsLinedUp && this.zoom.linked && place !== null;
      const under = lined ? (result?.size ?? null) : null;
      const frame =
        under === null || place === null
          ? frameOf(pane, own, FIT)
          : originalFrame(frameOf(pane, under, FIT), place);
      return [{ picture, frame }];
    });
  }

  /** A pane reports its size on the screen; null when it goes. */
  report(side: Side, pane: Size | null): void {
    const { [side]: _before, ...others } = this.#panes;
    this.#panes = pane === null ? others : { ...others, [side]: pane };
    this.settle();
  }

  /** Brings the views back into their limits; after anything that changes them. */
  settle(): void {
    for (const side of ['result', 'original'] as const) {
      const grip = this.#grip(side);
      if (grip !== null) this.zoom.settle(grip.side, grip.shown);
    }
  }

  pane(side: Side): Size | null {
    return this.#panes[side] ?? null;
  }

  #grip(on: Side): Grip | null {
    const screen = this.#panes[on];
    const side = on === 'original' && this.place !== null ? 'result' : on;
    const picture = this.picture(side)?.size ?? null;
    if (screen === undefined || picture === null) return null;
    return { side, shown: { pane: turnedPane(screen, this.turn), picture } };
  }

  wheel(side: Side, point: Point, turns: number): void {
    const grip = this.#grip(side);
    if (grip !== null) this.zoom.wheel(grip.side, grip.shown, point, turns);
  }

  drag(side: Side, by: Point): void {
    const grip = this.#grip(side);
    if (grip !== null) this.zoom.pan(grip.side, grip.shown, by);
  }

  step(direction: 1 | -1): void {
    const grip = this.#grip(this.#side());
    if (grip !== null) this.zoom.step(grip.side, grip.shown, direction);
  }

  /** By CSS pixels on the screen. */
  pan(by: Point): void {
    this.drag(this.#side(), turnedStep(by, this.turn));
  }

  fit(): void {
    this.zoom.fit(this.#side());
  }

  turnBy(quarters: 1 | -1): void {
    this.turn = turnedBy(this.turn, quarters);
    this.pointer = null;
    this.settle();
  }

  toggleLink(): void {
    this.zoom.toggleLink();
    this.settle();
  }

  toggleLinedUp(): void {
    this.wantsLinedUp = !this.wantsLinedUp;
    this.settle();
  }

  /** Z. The full file is asked for first: only it says what 100 % is. */
  async cycleActualSize(): Promise<void> {
    const on = this.#side();
    const before = this.#grip(on);
    if (before === null) return;
    const picture = this.picture(before.side);
    const { pane } = before.shown;
    const point = this.pointer?.side === on ? this.pointer.point : { x: pane.width / 2, y: pane.height / 2 };
    if (this.zoom.isFit(before.side)) await picture?.wantFull();
    const now = this.#grip(on);
    const size = picture?.fullSize ?? picture?.size ?? null;
    if (now === null || size === null || this.picture(now.side) !== picture) return;
    this.zoom.cycleActualSize(now.side, now.shown, point, size, devicePixelRatio);
  }

  /** Shows a place of the result (fractions) in the middle, so many screen pixels per picture pixel. */
  async show(at: Point, magnified: number): Promise<void> {
    const picture = this.result;
    await picture?.wantFull();
    const grip = this.#grip('result');
    const size = picture?.fullSize ?? picture?.size ?? null;
    if (grip === null || size === null || this.result !== picture) return;
    this.zoom.goTo('result', grip.shown, at, size, magnified, devicePixelRatio);
  }

  /** The fraction of the result in the middle of its pane. */
  middle(): Point {
    const grip = this.#grip('result');
    if (grip === null) return { x: 0.5, y: 0.5 };
    const { pane, picture } = grip.shown;
    const frame = frameOf(pane, picture, this.zoom.view('result'));
    return fractionAt(frame, { x: pane.width / 2, y: pane.height / 2 });
  }

  /** The places under the pointer, else in the middle: fractions of the result and of the original. */
  underEye(): { readonly result: Point; readonly original: Point } | null {
    const side = this.#side();
    const screen = this.#panes[side];
    if (screen === undefined) return null;
    const pane = turnedPane(screen, this.turn);
    const point =
      this.pointer?.side === side ? this.pointer.point : { x: pane.width / 2, y: pane.height / 2 };
    const result = this.frame('result', screen);
    const original = this.frame('original', screen);
    const own = side === 'result' ? result : original;
    if (own === null) return null;
    const at = fractionAt(own, point);
    // Unlinked panes have nothing in common but the fraction.
    if (!this.zoom.linked || this.place === null) return { result: at, original: at };
    return side === 'result'
      ? { result: at, original: onOriginal(at, this.place) }
      : { result: result === null ? at : fractionAt(result, point), original: at };
  }

  /** Points of a pane on the screen are turned before anything else sees them. */
  turned(point: Point, screen: Size): Point {
    return turnedPoint(point, screen, this.turn);
  }

  /** "Fit", "Fit 10 %", "24 %", "1.6 × fit": per cent only where the delivered file's size is known. */
  readonly scale: { readonly fit: boolean; readonly amount: string; readonly times: number | null } =
    $derived.by(() => {
      const side = this.result === null ? 'original' : 'result';
      const view = this.zoom.view(side);
      const full = this.picture(side)?.fullSize ?? null;
      const screen = this.#panes[side] ?? this.#panes.original;
      const fit = view.zoom === 1;
      if (full === null || screen === undefined) {
        return { fit, amount: fit ? '' : `${view.zoom.toFixed(1)} × fit`, times: null };
      }
      const times = magnification(turnedPane(screen, this.turn), full, view, devicePixelRatio);
      return { fit, amount: `${Math.round(100 * times)} %`, times };
    });

  #side(): Side {
    const under = this.pointer?.side;
    if (under !== undefined && this.#panes[under] !== undefined) return under;
    return this.#panes.result === undefined ? 'original' : 'result';
  }
}
