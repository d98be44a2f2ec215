import type { ClippingPaths, PictureFacts } from '../../preload/contract/index.ts';

/** What the head of a picture file says: the facts before anybody judged how its colours can be shown. */
export interface PictureReading extends Omit<PictureFacts, 'isExact' | 'colourSentence'> {
  /** Colours described without a profile (PNG: cICP, sRGB, gAMA); empty when nothing describes them. */
  readonly colourNote: string;
}

/** The part of the picture the product covers: fractions 0..1 of the upright picture. */
export interface ProductBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What only the pixels can tell. */
export interface PictureMeasures {
  /** What lies around the product; `other`: a photograph's own background. */
  readonly background: 'transparent' | 'white' | 'other';
  /** Null when product and background cannot be told apart. */
  readonly product: ProductBox | null;
  /** Pixels of a white background, and how many of them are not 255/255/255; null where the background is not white. */
  readonly white: { readonly pixels: number; readonly impure: number } | null;
}

/** Where a white background is not 255/255/255; of a transparent one, where it is not when it lies over white. */
export interface ImpureWhite {
  readonly background: PictureMeasures['background'];
  readonly pixels: number;
  readonly impure: number;
  /** An upright PNG of at most 2,000 pixels a side: opaque white where it is not, clear elsewhere. Null where there is no background. */
  readonly marked: Uint8Array | null;
}

/** Reads what a picture file says beside its pixels, and measures them. Files are read in parts: memory does not grow with their size. */
export interface Inspector {
  /** Null when it is no picture that is understood here. @throws AppError `file_missing`, `file_unreadable` (person) */
  read(path: string): Promise<PictureReading | null>;
  /**
   * Paths of the 8BIM resources 2000 to 2997 with the name in 2999 (Adobe Photoshop File Formats Specification, “Image
   * resources”, “Path resource format”), turned as the picture is shown. Never throws for bad content: the sentence says it.
   * @throws AppError `file_missing`, `file_unreadable` (person)
   */
  clippingPaths(path: string): Promise<ClippingPaths>;
  /** Null when it cannot be decoded here (RAW, HEIC, damaged). Counts every pixel of the file. @throws what `signal` was aborted with */
  measure(path: string, signal: AbortSignal): Promise<PictureMeasures | null>;
  /** The same count with the places. Null when the file cannot be decoded here. @throws what `signal` was aborted with */
  impureWhite(path: string, signal: AbortSignal): Promise<ImpureWhite | null>;
  /** Whether two files hold the same picture: the same pixels as far as a repeated save can keep them. Null when that cannot be told. */
  samePicture(one: string, other: string): Promise<boolean | null>;
}
