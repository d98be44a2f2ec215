import { expect, test } from 'vitest';
import {
  screenPoint,
  turnedBy,
  turnedPane,
  turnedPoint,
} from '../../../../src/renderer/features/review/turning.ts';

const PANE = { width: 600, height: 400 };

test('quarter turns go round in both directions', () => {
  expect(turnedBy(0, -1)).toBe(3);
  expect(turnedBy(3, 1)).toBe(0);
  expect(turnedPane(PANE, 1)).toEqual({ width: 400, height: 600 });
});

test('a point of the screen is the point of the picture that lies under it, and back', () => {
  // Turned clockwise once, the top left corner of the picture lies at the top right of the screen.
  expect(turnedPoint({ x: 600, y: 0 }, PANE, 1)).toEqual({ x: 0, y: 0 });
  expect(turnedPoint({ x: 0, y: 0 }, PANE, 2)).toEqual({ x: 600, y: 400 });
  expect(turnedPoint({ x: 0, y: 400 }, PANE, 3)).toEqual({ x: 0, y: 0 });
  for (const turn of [0, 1, 2, 3] as const) {
    const point = { x: 130, y: 70 };
    expect(screenPoint(turnedPoint(point, PANE, turn), PANE, turn)).toEqual(point);
  }
});
