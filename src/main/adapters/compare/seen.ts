import type { EdgeSpotKind } from '../../../preload/contract/index.ts';

/** Something suspicious, at pixels of the reduced picture. */
export interface Seen {
  readonly kind: EdgeSpotKind;
  readonly x: number;
  readonly y: number;
  readonly weight: number;
  /** Pixels; 0 for one place on the edge. */
  readonly radius: number;
  /** Places along the edge it stands for; whole regions need no company. */
  readonly run: number;
  /** A hole that can be seen through, where the others are filled with background. */
  readonly isClear?: boolean;
}
