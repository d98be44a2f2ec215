import type { Changes, EdgeTour, Frame, LineUp, Pin } from '../../preload/contract/index.ts';

/**
 * What can be found out by looking at the pixels of two pictures. Takes whole encoded pictures (JPEG, PNG, WebP, TIFF …),
 * works outside the caller's thread, one picture after the other.
 */
export interface Comparing {
  /** Finds the result's frame on the original; `not-sure` for everything that cannot be trusted. */
  lineUp(original: Uint8Array, result: Uint8Array): Promise<LineUp>;
  /**
   * @param original with its frame, when it is known where the result lies on it: shows left-over background
   * @throws what `signal` was aborted with
   */
  edgeTour(
    result: Uint8Array,
    original: { readonly bytes: Uint8Array; readonly frame: Frame } | null,
    signal: AbortSignal,
  ): Promise<EdgeTour>;
  changes(before: Uint8Array, after: Uint8Array, pins: readonly Pin[]): Promise<Changes>;
  /** Ends its thread; requests still running fail. Safe to call twice. */
  stop(): Promise<void>;
}
