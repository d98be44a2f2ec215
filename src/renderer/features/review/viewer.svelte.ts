import { fractionAt, frameOf, magnification } from './geometry.ts';
import type { Point } from './geometry.ts';
import type { RoomPicture } from './pictures.svelte.ts';
import { Zoom } from './zoom.svelte.ts';
import type { Shown, Side } from './zoom.svelte.ts';

/** What the keys and buttons of the room do to the panes that are on the screen. */
export class Viewer {
  readonly zoom = new Zoom();
  original = $state.raw<RoomPicture | null>(null);
  result = $state.raw<RoomPicture | null>(null);
  #shown = $state.raw<Readonly<Partial<Record<Side, Shown>>>>({});
  /** Where the pointer last was, for Z; null when it has left. */
  pointer: { readonly side: Side; readonly point: Point } | null = null;

  picture(side: Side): RoomPicture | null {
    return side === 'original' ? this.original : this.result;
  }

  shownIn(side: Side): Shown | null {
    return this.#shown[side] ?? null;
  }

  /** A pane reports its size and its picture's; null when it goes. */
  report(side: Side, shown: Shown | null): void {
    const { [side]: _before, ...others } = this.#shown;
    this.#shown = shown === null ? others : { ...others, [side]: shown };
    if (shown !== null) this.zoom.settle(side, shown);
  }

  step(direction: 1 | -1): void {
    const side = this.#side();
    const shown = this.#shown[side];
    if (shown !== undefined) this.zoom.step(side, shown, direction);
  }

  pan(by: Point): void {
    const side = this.#side();
    const shown = this.#shown[side];
    if (shown !== undefined) this.zoom.pan(side, shown, by);
  }

  /** Z. The full file is asked for first: only it says what 100 % is. */
  async toggleActualSize(): Promise<void> {
    const side = this.#side();
    const picture = this.picture(side);
    const shown = this.#shown[side];
    if (picture === null || shown === undefined) return;
    const middle = { x: shown.pane.width / 2, y: shown.pane.height / 2 };
    const point = this.pointer?.side === side ? this.pointer.point : middle;
    if (this.zoom.isFit(side)) await picture.wantFull();
    const now = this.#shown[side];
    const size = picture.fullSize ?? picture.size;
    if (now === undefined || size === null || this.picture(side) !== picture) return;
    this.zoom.toggleActualSize(side, now, point, size, devicePixelRatio);
  }

  /** The fraction of the result in the middle of its pane. */
  middle(): Point {
    const shown = this.#shown.result;
    if (shown === undefined) return { x: 0.5, y: 0.5 };
    const frame = frameOf(shown.pane, shown.picture, this.zoom.view('result'));
    return fractionAt(frame, { x: shown.pane.width / 2, y: shown.pane.height / 2 });
  }

  /** "Fit", "Fit 10 %", "24 %", "1.6 × fit": per cent only where the delivered file's size is known. */
  readonly scale: { readonly fit: boolean; readonly amount: string } = $derived.by(() => {
    const side = this.result === null ? 'original' : 'result';
    const view = this.zoom.view(side);
    const full = this.picture(side)?.fullSize ?? null;
    const shown = this.#shown[side];
    const fit = view.zoom === 1;
    if (full === null || shown === undefined) {
      return { fit, amount: fit ? '' : `${view.zoom.toFixed(1)} × fit` };
    }
    const percent = Math.round(100 * magnification(shown.pane, full, view, devicePixelRatio));
    return { fit, amount: `${percent} %` };
  });

  #side(): Side {
    const under = this.pointer?.side;
    if (under !== undefined && this.#shown[under] !== undefined) return under;
    return this.#shown.result === undefined ? 'original' : 'result';
  }
}
