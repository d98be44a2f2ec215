import { expect, test } from 'vitest';
import {
  FIT,
  MARGIN,
  ZOOM_MAX,
  actualSizeZoom,
  fractionAt,
  frameOf,
  isInside,
  magnification,
  pannedBy,
  pointAt,
  radiusOf,
  settled,
  zoomedAt,
} from '../../../../src/renderer/features/review/geometry.ts';
import type { View } from '../../../../src/renderer/features/review/geometry.ts';

const PANE = { width: 582, height: 740 };
const PORTRAIT = { width: 2400, height: 3000 };
const LANDSCAPE = { width: 6000, height: 4000 };

test('a fitted picture lies in the middle, whole, between the captions', () => {
  for (const picture of [PORTRAIT, LANDSCAPE, { width: 30, height: 4000 }]) {
    const frame = frameOf(PANE, picture, FIT);
    expect(frame.left).toBeGreaterThanOrEqual(MARGIN.x - 1e-9);
    expect(frame.top).toBeGreaterThanOrEqual(MARGIN.y - 1e-9);
    expect(frame.left + frame.width / 2).toBeCloseTo(PANE.width / 2);
    expect(frame.top + frame.height / 2).toBeCloseTo(PANE.height / 2);
    expect(frame.width / frame.height).toBeCloseTo(picture.width / picture.height);
  }
});

test('zooming in keeps what is under the pointer under the pointer', () => {
  const point = { x: 400, y: 310 };
  let view: View = FIT;
  const under = fractionAt(frameOf(PANE, PORTRAIT, view), point);
  for (const zoom of [1.7, 3, 11, ZOOM_MAX]) {
    view = zoomedAt(PANE, PORTRAIT, view, point, zoom);
    const now = fractionAt(frameOf(PANE, PORTRAIT, view), point);
    expect(now.x).toBeCloseTo(under.x, 8);
    expect(now.y).toBeCloseTo(under.y, 8);
  }
});

test('zooming out ends at fit, in the middle, wherever the pointer is', () => {
  const near = zoomedAt(PANE, PORTRAIT, FIT, { x: 20, y: 30 }, 9);
  expect(zoomedAt(PANE, PORTRAIT, near, { x: 570, y: 700 }, 0.2)).toEqual(FIT);
});

test('zoom never goes beyond its limit', () => {
  expect(zoomedAt(PANE, PORTRAIT, FIT, { x: 1, y: 1 }, 1e9).zoom).toBe(ZOOM_MAX);
});

test('a picture cannot be dragged off the pane', () => {
  const near = zoomedAt(PANE, PORTRAIT, FIT, { x: 291, y: 370 }, 4);
  const far = pannedBy(PANE, PORTRAIT, near, { x: 1e6, y: -1e6 });
  const frame = frameOf(PANE, PORTRAIT, far);
  expect(frame.left).toBeCloseTo(MARGIN.x);
  expect(frame.top + frame.height).toBeCloseTo(PANE.height - MARGIN.y);
});

test('dragging moves the picture by exactly what the pointer moved', () => {
  const near = zoomedAt(PANE, PORTRAIT, FIT, { x: 291, y: 370 }, 6);
  const before = frameOf(PANE, PORTRAIT, near);
  const after = frameOf(PANE, PORTRAIT, pannedBy(PANE, PORTRAIT, near, { x: -31, y: 17 }));
  expect(after.left - before.left).toBeCloseTo(-31);
  expect(after.top - before.top).toBeCloseTo(17);
});

test('a direction in which the picture is smaller than the pane stays in the middle', () => {
  const view = settled(PANE, LANDSCAPE, { zoom: 1.2, x: 0.1, y: 0.1 });
  expect(view.y).toBe(0.5);
  expect(view.x).toBeGreaterThan(0.1);
});

test('a place on the picture is the same place at every zoom and in every pane', () => {
  const spot = { x: 0.866, y: 0.54 };
  for (const pane of [PANE, { width: 1164, height: 740 }, { width: 412, height: 540 }]) {
    for (const zoom of [1, 2.5, 30]) {
      const view = settled(pane, PORTRAIT, { zoom, x: 0.8, y: 0.5 });
      const frame = frameOf(pane, PORTRAIT, view);
      const back = fractionAt(frame, pointAt(frame, spot));
      expect(back.x).toBeCloseTo(spot.x, 10);
      expect(back.y).toBeCloseTo(spot.y, 10);
    }
  }
});

test('two pictures of different size show the same fraction in the middle when they share a view', () => {
  const view = settled(PANE, PORTRAIT, { zoom: 5, x: 0.4, y: 0.6 });
  const middle = { x: PANE.width / 2, y: PANE.height / 2 };
  const result = fractionAt(frameOf(PANE, PORTRAIT, view), middle);
  const original = fractionAt(frameOf(PANE, { width: 5464, height: 6830 }, view), middle);
  expect(original.x).toBeCloseTo(result.x);
  expect(original.y).toBeCloseTo(result.y);
});

test('100 % is one picture pixel per screen pixel, also on dense screens', () => {
  for (const density of [1, 1.5, 2]) {
    const view = { ...FIT, zoom: actualSizeZoom(PANE, PORTRAIT, density) };
    expect(frameOf(PANE, PORTRAIT, view).width * density).toBeCloseTo(PORTRAIT.width);
    expect(magnification(PANE, PORTRAIT, view, density)).toBeCloseTo(1);
  }
});

test('a small file is never shown smaller than fit', () => {
  expect(actualSizeZoom(PANE, { width: 200, height: 250 }, 1)).toBe(1);
});

test('a circle is measured in widths of the picture and survives zooming', () => {
  const spot = { x: 0.5, y: 0.5 };
  for (const zoom of [1, 4]) {
    const frame = frameOf(PANE, PORTRAIT, { ...FIT, zoom });
    const middle = pointAt(frame, spot);
    const edge = { x: middle.x + frame.width * 0.06, y: middle.y + frame.width * 0.08 };
    expect(radiusOf(frame, middle, edge)).toBeCloseTo(0.1);
  }
});

test('a shaky click is a pin and not a tiny circle', () => {
  const frame = frameOf(PANE, PORTRAIT, FIT);
  expect(radiusOf(frame, { x: 100, y: 100 }, { x: 103, y: 103 })).toBeNull();
});

test('a circle larger than half the picture is held at half', () => {
  const frame = frameOf(PANE, PORTRAIT, FIT);
  expect(radiusOf(frame, { x: 0, y: 0 }, { x: 5000, y: 0 })).toBe(0.5);
});

test('only what lies on the picture is inside', () => {
  expect(isInside({ x: 0, y: 1 })).toBe(true);
  expect(isInside({ x: -0.001, y: 0.5 })).toBe(false);
  expect(isInside({ x: 0.5, y: 1.001 })).toBe(false);
});
