import type { Frame } from '../../../preload/contract/index.ts';

/**
 * Where a result lies on its original, moved and enlarged alike in both directions. Lengths are in widths of their own picture, so
 * that a point `(p, q)` of the result lies at `(x + scale * p, y + scale * q)` on the original.
 */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** @param originalShape, resultShape height divided by width */
export function frameOf(placement: Placement, originalShape: number, resultShape: number): Frame {
  return {
    x: placement.x,
    y: placement.y / originalShape,
    width: placement.scale,
    height: (placement.scale * resultShape) / originalShape,
  };
}
