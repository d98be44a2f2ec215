import { expect, test } from 'vitest';
import { FIT } from '../../../../src/renderer/features/review/geometry.ts';
import { Zoom } from '../../../../src/renderer/features/review/zoom.svelte.ts';

const SHOWN = { pane: { width: 582, height: 740 }, picture: { width: 2400, height: 3000 } };
const POINT = { x: 200, y: 200 };

test('linked panes zoom and pan together, whichever is touched', () => {
  const zoom = new Zoom();
  zoom.wheel('original', SHOWN, POINT, -1);
  expect(zoom.view('result')).toEqual(zoom.view('original'));
  expect(zoom.view('result').zoom).toBeCloseTo(Math.E);
  zoom.pan('result', SHOWN, { x: 10, y: 10 });
  expect(zoom.view('original')).toEqual(zoom.view('result'));
});

test('unlinked panes go their own way and meet at the result when linked again', () => {
  const zoom = new Zoom();
  zoom.toggleLink();
  zoom.wheel('result', SHOWN, POINT, -1);
  expect(zoom.view('original')).toEqual(FIT);
  zoom.wheel('original', SHOWN, POINT, -2);
  expect(zoom.view('original').zoom).toBeGreaterThan(zoom.view('result').zoom);
  const result = zoom.view('result');
  zoom.toggleLink();
  expect(zoom.view('original')).toEqual(result);
  expect(zoom.view('result')).toEqual(result);
});

test('turning the wheel back ends exactly at fit', () => {
  const zoom = new Zoom();
  for (let turn = 0; turn < 7; turn += 1) zoom.wheel('result', SHOWN, POINT, -0.25);
  for (let turn = 0; turn < 7; turn += 1) zoom.wheel('result', SHOWN, POINT, 0.25);
  expect(zoom.isFit('result')).toBe(true);
  expect(zoom.view('result')).toEqual(FIT);
});

test('Z goes to 100 %, to 200 % and back to fit', () => {
  const zoom = new Zoom();
  zoom.cycleActualSize('result', SHOWN, POINT, SHOWN.picture, 1);
  expect(zoom.view('result').zoom).toBeCloseTo(2400 / 534.4, 1);
  zoom.cycleActualSize('result', SHOWN, POINT, SHOWN.picture, 1);
  expect(zoom.view('result').zoom).toBeCloseTo(4800 / 534.4, 1);
  zoom.cycleActualSize('result', SHOWN, POINT, SHOWN.picture, 1);
  expect(zoom.view('result')).toEqual(FIT);
});

test('Z goes back to fit from any zoom between, and to 200 % where 100 % is not larger than fit', () => {
  const zoom = new Zoom();
  zoom.wheel('result', SHOWN, POINT, -1);
  zoom.cycleActualSize('result', SHOWN, POINT, SHOWN.picture, 1);
  expect(zoom.view('result')).toEqual(FIT);
  const small = { width: 300, height: 375 };
  zoom.cycleActualSize('result', { ...SHOWN, picture: small }, POINT, small, 1);
  expect(zoom.view('result').zoom).toBeCloseTo(600 / 534.4, 1);
});

test('a place is brought into the middle at the wanted size', () => {
  const zoom = new Zoom();
  zoom.goTo('result', SHOWN, { x: 0.4, y: 0.6 }, SHOWN.picture, 2, 1);
  expect(zoom.view('result')).toMatchObject({ x: 0.4, y: 0.6 });
  expect(zoom.view('result').zoom).toBeCloseTo(4800 / 534.4, 1);
});

test('one step in and one step out is where it was', () => {
  const zoom = new Zoom();
  zoom.step('result', SHOWN, 1);
  zoom.step('result', SHOWN, 1);
  expect(zoom.view('result').zoom).toBeCloseTo(1.5625);
  zoom.step('result', SHOWN, -1);
  zoom.step('result', SHOWN, -1);
  expect(zoom.view('result')).toEqual(FIT);
});
