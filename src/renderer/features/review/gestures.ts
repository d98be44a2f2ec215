import { DRAG_FROM } from './geometry.ts';
import type { Point } from './geometry.ts';

/** What a pane does with the pointer. Points are CSS pixels from the pane's top left corner. */
export interface Gestures {
  /** True when the next press sets a pin instead of panning. */
  readonly placing: () => boolean;
  readonly hover: (point: Point) => void;
  readonly zoom: (point: Point, turns: number) => void;
  readonly pan: (by: Point) => void;
  /** A pin or circle is being drawn from `middle` to `edge`; null when that is over without a result. */
  readonly draw: (drawing: { readonly middle: Point; readonly edge: Point } | null) => void;
  readonly place: (middle: Point, edge: Point) => void;
  readonly pick: (mark: number | null) => void;
  readonly moveMark: (mark: number, to: Point) => void;
}

type Drag =
  | { readonly kind: 'pan'; readonly last: Point; readonly moved: boolean }
  | { readonly kind: 'draw'; readonly from: Point }
  | { readonly kind: 'mark'; readonly mark: number; readonly from: Point; readonly moved: boolean };

/** Wheel distance for one e-fold of zoom. A pinch on a touchpad arrives as small steps with Ctrl. */
const WHEEL = 480;
const PINCH = 90;
/** `deltaMode` 1 counts lines, 2 pages. */
const LINE = 36;
const PAGE = 600;

function wheelTurns(event: WheelEvent): number {
  const unit = event.deltaMode === 1 ? LINE : event.deltaMode === 2 ? PAGE : 1;
  return (event.deltaY * unit) / (event.ctrlKey ? PINCH : WHEEL);
}

function markAt(target: EventTarget | null): number | null {
  const mark =
    target instanceof Element ? target.closest<HTMLElement>('[data-mark]')?.dataset['mark'] : undefined;
  return mark === undefined ? null : Number(mark);
}

/** Connects a pane with its gestures; for `{@attach}`. */
export function gestures(on: Gestures): (pane: HTMLElement) => () => void {
  return (pane) => {
    let drag: Drag | null = null;

    const at = (event: MouseEvent): Point => {
      const box = pane.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const far = (from: Point, to: Point): boolean => Math.hypot(to.x - from.x, to.y - from.y) >= DRAG_FROM;

    function down(event: PointerEvent): void {
      if (event.button > 1) return;
      if (event.target instanceof Element && event.target.closest('[data-control]') !== null) return;
      const point = at(event);
      const mark = markAt(event.target);
      if (event.button === 0 && mark !== null) drag = { kind: 'mark', mark, from: point, moved: false };
      else if (event.button === 0 && on.placing()) drag = { kind: 'draw', from: point };
      else drag = { kind: 'pan', last: point, moved: false };
      if (drag.kind === 'draw') on.draw({ middle: point, edge: point });
      pane.setPointerCapture(event.pointerId);
      if (event.button === 1) event.preventDefault();
    }

    function move(event: PointerEvent): void {
      const point = at(event);
      on.hover(point);
      if (drag === null) return;
      if (drag.kind === 'draw') {
        on.draw({ middle: drag.from, edge: point });
      } else if (drag.kind === 'mark') {
        if (!drag.moved && !far(drag.from, point)) return;
        drag = { ...drag, moved: true };
        on.moveMark(drag.mark, point);
      } else {
        on.pan({ x: point.x - drag.last.x, y: point.y - drag.last.y });
        drag = { kind: 'pan', last: point, moved: true };
      }
    }

    function up(event: PointerEvent): void {
      const ended = drag;
      drag = null;
      if (ended === null) return;
      if (ended.kind === 'draw') {
        on.draw(null);
        on.place(ended.from, at(event));
      } else if (!ended.moved) {
        on.pick(ended.kind === 'mark' ? ended.mark : null);
      }
    }

    function cancel(): void {
      if (drag?.kind === 'draw') on.draw(null);
      drag = null;
    }

    function wheel(event: WheelEvent): void {
      event.preventDefault();
      on.zoom(at(event), wheelTurns(event));
    }

    pane.addEventListener('pointerdown', down);
    pane.addEventListener('pointermove', move);
    pane.addEventListener('pointerup', up);
    pane.addEventListener('pointercancel', cancel);
    pane.addEventListener('wheel', wheel, { passive: false });
    return () => {
      pane.removeEventListener('pointerdown', down);
      pane.removeEventListener('pointermove', move);
      pane.removeEventListener('pointerup', up);
      pane.removeEventListener('pointercancel', cancel);
      pane.removeEventListener('wheel', wheel);
    };
  };
}
