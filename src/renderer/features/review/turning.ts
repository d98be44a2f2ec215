import type { Point, Size } from './geometry.ts';

/** Quarter turns clockwise by which pictures are looked at. Turning is for the eye only: places stay fractions of the upright picture. */
export type Turn = 0 | 1 | 2 | 3;

const TURNS: readonly Turn[] = [0, 1, 2, 3];

export function turnedBy(turn: Turn, quarters: number): Turn {
  return TURNS[(((turn + quarters) % 4) + 4) % 4] ?? 0;
}

/** The pane as the turned picture has it: width and height change places with every odd quarter. */
export function turnedPane(pane: Size, turn: Turn): Size {
  return turn % 2 === 0 ? pane : { width: pane.height, height: pane.width };
}

/** A distance on the screen as the turned picture has it. */
export function turnedStep(by: Point, turn: Turn): Point {
  switch (turn) {
    case 0:
      return by;
    case 1:
      return { x: by.y, y: -by.x };
    case 2:
      return { x: -by.x, y: -by.y };
    case 3:
      return { x: -by.y, y: by.x };
  }
}

/** A point of the pane, from its top left corner on the screen, as the turned picture has it. */
export function turnedPoint(point: Point, pane: Size, turn: Turn): Point {
  const from = turnedStep({ x: point.x - pane.width / 2, y: point.y - pane.height / 2 }, turn);
  const inner = turnedPane(pane, turn);
  return { x: from.x + inner.width / 2, y: from.y + inner.height / 2 };
}

/** The reverse of `turnedPoint`. */
export function screenPoint(point: Point, pane: Size, turn: Turn): Point {
  const inner = turnedPane(pane, turn);
  const back = turnedBy(0, -turn);
  const from = turnedStep({ x: point.x - inner.width / 2, y: point.y - inner.height / 2 }, back);
  return { x: from.x + pane.width / 2, y: from.y + pane.height / 2 };
}
