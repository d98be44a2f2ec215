import type { ClippingPaths, ColourSpace } from '../../preload/contract/index.ts';

/** What the head of a picture file says. */
export interface PictureReading {
  /** Pixels as shown (EXIF orientation applied). */
  readonly width: number;
  readonly height: number;
  readonly format: string;
  /** Bytes. */
  readonly size: number;
  readonly bitsPerChannel: number;
  readonly colourSpace: ColourSpace;
  /** The embedded profile's description; empty when there is none. */
  readonly profile: string;
  /** Pixels per inch; null when the file does not say. */
  readonly dpi: number | null;
  readonly hasAlpha: boolean;
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number;
  /** Colours described without a profile (PNG: cICP, sRGB, gAMA; EXIF); empty when nothing describes them. */
  readonly colourNote: string;
}

/** Reads what a picture file says beside its pixels. Files are read in parts: memory does not grow with their size. */
export interface Inspector {
  /** Null when it is no picture that is understood here. @throws AppError `file_missing`, `file_unreadable` (person) */
  read(path: string): Promise<PictureReading | null>;
  /**
   * Paths of the 8BIM resources 2000 to 2997 with the name in 2999 (Adobe Photoshop File Formats Specification, “Image
   * resources”, “Path resource format”), turned as the picture is shown. Never throws for bad content: the sentence says it.
   * @throws AppError `file_missing`, `file_unreadable` (person)
   */
  clippingPaths(path: string): Promise<ClippingPaths>;
}
