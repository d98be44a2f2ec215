import type { ImageId, JobId, RemoteFileId } from './ids.ts';
import type { Pin } from './reviews.ts';

/**
 * Where a result's frame lies on its original (or a newer result on an older one): fractions of the upright (EXIF
 * applied) original's width and height. It may reach outside 0..1.
 * `xOnOriginal = frame.x + xOnResult * frame.width`, and likewise for y.
 */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type LineUp =
  | {
      readonly kind: 'lined-up';
      readonly frame: Frame;
      /** 0..1; what is lower than Clipdesk trusts is never called lined up. */
      readonly confidence: number;
      /** The result shows exactly the original's frame: nothing has to be moved. */
      readonly isSame: boolean;
    }
  /** Compare them without linking by place, and say why. */
  | { readonly kind: 'not-sure'; readonly sentence: string };

export type EdgeSpotKind = 'light-rim' | 'dark-rim' | 'fringe' | 'island' | 'hole' | 'soft-edge' | 'cut-off';

/** A suspicious place on the edge of a cut-out. */
export interface EdgeSpot {
  /** Fractions of the result. */
  readonly x: number;
  readonly y: number;
  /** Fraction of the result's width. */
  readonly radius: number;
  readonly kind: EdgeSpotKind;
  readonly sentence: string;
  /** The reject reason it suggests, in the words of the review room. */
  readonly reason: string;
  /** 0..1. */
  readonly weight: number;
}

export interface EdgeTour {
  /** The most suspicious first. */
  readonly spots: readonly EdgeSpot[];
  readonly edge: 'transparency' | 'white-background' | 'none';
  /** Said of the whole edge: that there is nothing to walk to, or where nothing could be told; empty otherwise. */
  readonly sentence: string;
}

/** What happened at one pin between two results. */
export interface PinAnswer {
  /** `outside`: the place is no longer in the picture. `unknown`: the two could not be laid over each other. */
  readonly kind: 'changed' | 'no-visible-change' | 'outside' | 'unknown';
  /** How much, 0..1, where 1 is as different as black and white. */
  readonly amount: number;
  readonly sentence: string;
}

/** A change between two results away from every pin: one that nobody asked for. Fractions of the newer result. */
export interface ChangeFound {
  readonly x: number;
  readonly y: number;
  /** Fraction of the newer result's width. */
  readonly radius: number;
  /** 0..1, as in `PinAnswer`. */
  readonly amount: number;
}

export interface Changes {
  /** The newer result is the older one, byte for byte. */
  readonly sameFile: boolean;
  /** Where the newer result's frame lies on the older one; null when that could not be found. */
  readonly frame: Frame | null;
  /** In the order of the pins asked about. */
  readonly pins: readonly PinAnswer[];
  /** The largest change first. */
  readonly others: readonly ChangeFound[];
}

/** All of it works outside the window's thread, is kept by image id, and answers for pictures seen before without a network. */
export interface CompareApi {
  lineUp(job: JobId, file: RemoteFileId, result: ImageId): Promise<LineUp>;
  edgeTour(job: JobId, file: RemoteFileId, result: ImageId): Promise<EdgeTour>;
  /** Nobody waits for that tour any more: it ends soon, and whoever asked hears `given_up`. */
  stopEdgeTour(job: JobId, file: RemoteFileId, result: ImageId): Promise<void>;
  /** @param pins places on `before` */
  changes(
    job: JobId,
    file: RemoteFileId,
    before: ImageId,
    after: ImageId,
    pins: readonly Pin[],
  ): Promise<Changes>;
}
