/** What a look into a file found. */
export type PictureCheck =
  | {
      readonly kind: 'picture';
      /** e.g. "JPEG" */
      readonly format: string;
      /** Pixels as shown (EXIF orientation applied); null where the format is taken but cannot be decoded here (RAW, HEIC, PSD). */
      readonly width: number | null;
      readonly height: number | null;
      /** e.g. "JPEG, 2000 × 2500" */
      readonly description: string;
    }
  | { readonly kind: 'not-a-picture'; readonly sentence: string }
  | { readonly kind: 'empty'; readonly sentence: string }
  /** It has the beginning of a picture, but not all of it. */
  | { readonly kind: 'broken'; readonly format: string; readonly sentence: string };

/** A picture with everything in order, and the file it was found in, the same from before until after the look. */
export interface SoundPicture {
  readonly description: string;
  /** Bytes. */
  readonly size: number;
  readonly modifiedAt: number;
  /** Pictures of one size with different samples are different. */
  readonly sample: string;
}

export interface EncodedPicture {
  readonly bytes: Uint8Array;
  /** MIME type. */
  readonly type: string;
}

/** Decoding happens off the event loop (libvips threads). Colours are converted to sRGB by the embedded profile. */
export interface Images {
  /** False where the processors are so few that large pictures are decoded one after the other. */
  readonly decodesLargeSideBySide: boolean;
  /** Looks at the whole structure of the file, not only at its name. Never throws for bad content. */
  check(path: string): Promise<PictureCheck>;
  /**
   * Whether files look like whole pictures by their beginnings and ends alone, in the order of `paths`: hardly any time is
   * spent, and nothing is said for sure. False also for what can only be told by a look into it. Never throws.
   */
  seemWhole?(paths: readonly string[]): Promise<readonly boolean[]>;
  /** What `check` finds, for what is in order beyond doubt, in less time; null for everything else: then `check` tells. Never throws. */
  sound?(path: string): Promise<SoundPicture | null>;
  /** A picture that fits into `edge` × `edge` pixels, EXIF orientation applied, transparency kept (WebP). Null when it cannot be decoded. */
  reduced(source: string | Uint8Array, edge: number): Promise<EncodedPicture | null>;
  /**
   * A web picture made to fit into `edge` × `edge` pixels, quickly; null when it fits already or cannot be decoded.
   * @param first before other large ones, where the processors are too few for all of them at once
   */
  smaller(bytes: Uint8Array, edge: number, first?: boolean): Promise<EncodedPicture | null>;
}
