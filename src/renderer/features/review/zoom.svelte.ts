import { FIT, actualSizeZoom, pannedBy, settled, zoomedAt } from './geometry.ts';
import type { Point, Size, View } from './geometry.ts';

export type Side = 'original' | 'result';

/** What a pane knows about itself when it is zoomed or dragged. */
export interface Shown {
  readonly pane: Size;
  readonly picture: Size;
}

const STEP = 1.25;
/** Two zooms this near are the same to the eye. */
const SAME = 1.01;

function isAbout(zoom: number, other: number): boolean {
  return zoom / other < SAME && other / zoom < SAME;
}

/** Zoom and place of both panes: one view while they are linked, two otherwise. */
export class Zoom {
  linked = $state(true);
  #original = $state.raw<View>(FIT);
  #result = $state.raw<View>(FIT);

  view(side: Side): View {
    return side === 'original' && !this.linked ? this.#original : this.#result;
  }

  isFit(side: Side): boolean {
    return this.view(side).zoom === 1;
  }

  reset(): void {
    this.#set('original', FIT);
    this.#set('result', FIT);
  }

  fit(side: Side): void {
    this.#set(side, FIT);
  }

  /** Linking again brings the original to where the result is. */
  toggleLink(): void {
    this.linked = !this.linked;
    this.#original = this.#result;
  }

  /** `turns` of the wheel: below 0 zooms in. */
  wheel(side: Side, shown: Shown, point: Point, turns: number): void {
    this.#zoomTo(side, shown, point, this.view(side).zoom * Math.exp(-turns));
  }

  step(side: Side, shown: Shown, direction: 1 | -1): void {
    const middle = { x: shown.pane.width / 2, y: shown.pane.height / 2 };
    this.#zoomTo(side, shown, middle, this.view(side).zoom * (direction === 1 ? STEP : 1 / STEP));
  }

  /** From fit to 1:1 at `point`, from there to 2:1, from anywhere else back to fit. `full`: the size of the delivered file. */
  cycleActualSize(side: Side, shown: Shown, point: Point, full: Size, density: number): void {
    const { zoom } = this.view(side);
    const whole = actualSizeZoom(shown.pane, full, density);
    const twice = actualSizeZoom(shown.pane, full, density / 2);
    if (zoom === 1 && !isAbout(whole, 1)) this.#zoomTo(side, shown, point, whole);
    else if (isAbout(zoom, whole) && !isAbout(twice, whole)) this.#zoomTo(side, shown, point, twice);
    else this.#set(side, FIT);
  }

  /** So many screen pixels per picture pixel, with this place (fractions of the picture) in the middle. */
  goTo(side: Side, shown: Shown, at: Point, full: Size, magnification: number, density: number): void {
    const zoom = actualSizeZoom(shown.pane, full, density / magnification);
    this.#set(side, settled(shown.pane, shown.picture, { zoom, x: at.x, y: at.y }));
  }

  pan(side: Side, shown: Shown, by: Point): void {
    this.#set(side, pannedBy(shown.pane, shown.picture, this.view(side), by));
  }

  /** Brings a view back into its limits after the window or the picture has another size. */
  settle(side: Side, shown: Shown): void {
    const now = this.view(side);
    const next = settled(shown.pane, shown.picture, now);
    if (next.zoom !== now.zoom || next.x !== now.x || next.y !== now.y) this.#set(side, next);
  }

  #zoomTo(side: Side, shown: Shown, point: Point, zoom: number): void {
    // Within a thousandth of fit is fit, so that turning the wheel back always ends there.
    const target = zoom < 1.001 ? 1 : zoom;
    this.#set(side, zoomedAt(shown.pane, shown.picture, this.view(side), point, target));
  }

  #set(side: Side, view: View): void {
    if (this.linked || side === 'result') this.#result = view;
    if (this.linked || side === 'original') this.#original = view;
  }
}
