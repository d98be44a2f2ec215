import type { AccountId, ImageId, Instant, JobId, RemoteFileId } from './ids.ts';

export type ColourSpace = 'rgb' | 'cmyk' | 'lab' | 'grey' | 'other';

/** What a picture file says of itself, read from the delivered file and not from a reduced one. */
export interface PictureFacts {
  /** Pixels as shown (EXIF orientation applied). */
  readonly width: number;
  readonly height: number;
  /** e.g. "JPEG", "TIFF", "PSD" */
  readonly format: string;
  /** Bytes. */
  readonly size: number;
  readonly bitsPerChannel: number;
  readonly colourSpace: ColourSpace;
  /** The embedded profile's own description; empty when there is none. */
  readonly profile: string;
  /** Pixels per inch; null when the file does not say. */
  readonly dpi: number | null;
  readonly hasAlpha: boolean;
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number;
  /** False when the screen can only show something near it (CMYK, Lab, a format shown converted without its full colours). */
  readonly isExact: boolean;
  /** Which colours are meant and how they are shown, in one sentence. */
  readonly colourSentence: string;
}

/** A point of a path with the handles before and behind it: fractions 0..1 of the upright picture; they may lie outside it. */
export interface PathKnot {
  readonly x: number;
  readonly y: number;
  readonly inX: number;
  readonly inY: number;
  readonly outX: number;
  readonly outY: number;
}

/** Cubic Bézier curves from knot to knot; a closed one goes from the last knot back to the first. */
export interface Subpath {
  readonly closed: boolean;
  readonly points: readonly PathKnot[];
}

export interface ClippingPath {
  readonly name: string;
  /** The file itself names it as the one to cut by (resource 2999). */
  readonly isClippingPath: boolean;
  readonly subpaths: readonly Subpath[];
}

export interface ClippingPaths {
  /** The clipping path first, then in the file's order. */
  readonly paths: readonly ClippingPath[];
  /** What was found, or why there is nothing: "This JPEG holds no path.", "The path “Path 1” is damaged …". */
  readonly sentence: string;
}

/** How white the background of a picture is, counted on every pixel of the delivered file. */
export interface PureWhite {
  /** Pixels of the background a little away from the product, and those of them that are not 255/255/255. */
  readonly pixels: number;
  readonly impure: number;
  /** e.g. "0.42 % of the background is not pure white (18,230 pixels)." */
  readonly sentence: string;
  /** A PNG as `data:` address, upright, at most 2,000 pixels a side: opaque where it is not white, clear elsewhere; null when nothing is marked. */
  readonly marked: string | null;
}

export type PreflightCheck =
  | 'size'
  | 'ratio'
  | 'margins'
  | 'profile'
  | 'bit-depth'
  | 'dpi'
  | 'alpha'
  | 'clipping-path'
  | 'pure-white'
  | 'name'
  | 'unchanged';

export type PreflightOutcome = 'passed' | 'failed' | 'not-checked';

export interface PreflightFinding {
  readonly check: PreflightCheck;
  readonly outcome: PreflightOutcome;
  /** With numbers: "2,400 × 3,000 pixels; 2,000 × 2,500 were expected." */
  readonly sentence: string;
}

/** `waiting`: its turn has not come. `not-checked`: it could not be looked at, or every check is switched off. */
export type PreflightState = 'waiting' | 'running' | 'passed' | 'failed' | 'not-checked';

/** What preflight says of one picture: the worst of its results. */
export interface PreflightSummary {
  readonly fileId: RemoteFileId;
  readonly state: PreflightState;
  /** The checks that failed, the most serious first. */
  readonly failed: readonly PreflightCheck[];
}

/** How far preflight is with one job. */
export interface PreflightProgress {
  readonly jobId: JobId;
  readonly running: boolean;
  /** Pictures looked at, of those that have come back. */
  readonly checked: number;
  readonly total: number;
  readonly failed: number;
  /** Why it stands still, in one sentence; empty while it runs and when it is done. */
  readonly sentence: string;
}

export interface Preflight {
  readonly progress: PreflightProgress;
  /** One for each picture of the review room, in its order. */
  readonly files: readonly PreflightSummary[];
}

/** The findings on one result. */
export interface PreflightResult {
  readonly imageId: ImageId;
  readonly name: string;
  readonly state: PreflightState;
  /** Failed ones first; checks that are switched off are left out. */
  readonly findings: readonly PreflightFinding[];
  readonly at: Instant | null;
}

/**
 * Where an expected value comes from. `derived`: what most results of the job have, else what the original has;
 * `original`: always the original's.
 */
export type Derived = { readonly kind: 'derived' } | { readonly kind: 'original' };

/** What is expected of an account's results; a check that is off says nothing. */
export interface PreflightSettings {
  readonly size: {
    readonly on: boolean;
    readonly expected: Derived | { readonly kind: 'exact'; readonly width: number; readonly height: number };
  };
  readonly ratio: {
    readonly on: boolean;
    /** `exact`: width divided by height as two numbers, 4 and 5 for 4:5. */
    readonly expected: Derived | { readonly kind: 'exact'; readonly width: number; readonly height: number };
  };
  readonly margins: {
    readonly on: boolean;
    /** Room around the product on its narrowest side, in percent of the longer side. `derived`: it must not touch an edge where others of the job keep away. */
    readonly expected:
      | { readonly kind: 'derived' }
      | { readonly kind: 'exact'; readonly least: number; readonly most: number };
  };
  readonly profile: {
    readonly on: boolean;
    /** `exact`: part of the profile's name, e.g. "sRGB"; empty: no profile at all. */
    readonly expected: Derived | { readonly kind: 'exact'; readonly name: string };
  };
  readonly bitDepth: {
    readonly on: boolean;
    readonly expected: Derived | { readonly kind: 'exact'; readonly bits: 8 | 16 };
  };
  readonly dpi: {
    readonly on: boolean;
    readonly expected: Derived | { readonly kind: 'exact'; readonly dpi: number };
  };
  readonly alpha: {
    readonly on: boolean;
    readonly expected:
      { readonly kind: 'derived' } | { readonly kind: 'with' } | { readonly kind: 'without' };
  };
  readonly clippingPath: {
    readonly on: boolean;
    /** `with`: a path must be there, of this name unless it is empty. */
    readonly expected: { readonly kind: 'derived' } | { readonly kind: 'with'; readonly name: string };
  };
  readonly pureWhite: {
    readonly on: boolean;
    /** `always`: also where the job's other results have no white background. */
    readonly expected: { readonly kind: 'derived' } | { readonly kind: 'always' };
    /** Percent of the background that may differ from 255/255/255. */
    readonly tolerated: number;
  };
  readonly name: { readonly on: boolean };
  readonly unchanged: { readonly on: boolean };
}

/** Which pictures of a job are on this disk, so that it can be reviewed without a network. */
export interface OfflineState {
  readonly jobId: JobId;
  readonly running: boolean;
  /** Pictures (pairs) that are here whole: small, preview and full. */
  readonly kept: number;
  readonly total: number;
  /** Why not all of them are kept, in one sentence; empty otherwise. */
  readonly sentence: string;
}

export interface PictureCache {
  /** Bytes used on the disk, and the most that may be used. */
  readonly used: number;
  readonly limit: number;
  readonly pictures: number;
}

export interface InspectApi {
  /** @throws ErrorData `picture_missing` (gone), `picture_unreadable` (person), or why it could not be fetched */
  facts(job: JobId, file: RemoteFileId, image: ImageId): Promise<PictureFacts>;
  clippingPaths(job: JobId, file: RemoteFileId, image: ImageId): Promise<ClippingPaths>;
  pureWhite(job: JobId, file: RemoteFileId, image: ImageId): Promise<PureWhite>;
  /** Nobody waits for that check any more: it ends soon, and whoever asked hears `given_up`. */
  stopPureWhite(job: JobId, file: RemoteFileId, image: ImageId): Promise<void>;
  /** How the job's results stand; begins to look at what is new. A push `preflight-changed` tells when to read it again. */
  preflight(job: JobId): Promise<Preflight>;
  /** All results of one picture, in their order. */
  preflightOf(job: JobId, file: RemoteFileId): Promise<readonly PreflightResult[]>;
  /** Goes on after it was stopped or broke off. */
  startPreflight(job: JobId): Promise<void>;
  stopPreflight(job: JobId): Promise<void>;
  preflightSettings(account: AccountId): Promise<PreflightSettings>;
  /** Members left out stay. What was measured is kept; only the verdicts change. */
  changePreflightSettings(account: AccountId, change: Partial<PreflightSettings>): Promise<PreflightSettings>;
  offline(job: JobId): Promise<OfflineState>;
  /** Fetches every picture of the job onto this disk, in the background; `offline-changed` tells how far it is. */
  keepOffline(job: JobId): Promise<OfflineState>;
  stopKeeping(job: JobId): Promise<OfflineState>;
  pictureCache(): Promise<PictureCache>;
  /** Removes every cached picture from the disk; nothing else. */
  emptyPictureCache(): Promise<PictureCache>;
}
