import type { Beneath } from './beneath.ts';
import type { EdgePicture } from './rim.ts';

/** A reduced picture, its product and what lies beneath. */
export interface Scene {
  readonly picture: EdgePicture;
  /** 1 product, 0 not. */
  readonly mask: Uint8Array;
  readonly under: Beneath | null;
}
