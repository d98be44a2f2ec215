import type { Frame, Point } from './geometry.ts';

/** Where the result lies on the original: fractions of the original's width and height; may reach outside 0..1. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the original has to be drawn so that the same place of the product lies under the same point as in the result. */
export function originalFrame(result: Frame, place: Place): Frame {
  const width = result.width / place.width;
  const height = result.height / place.height;
  return { left: result.left - place.x * width, top: result.top - place.y * height, width, height };
}

/** A place of the result on the original, both as fractions. */
export function onOriginal(at: Point, place: Place): Point {
  return { x: place.x + at.x * place.width, y: place.y + at.y * place.height };
}
