/** What the structure of a file says, before anything is decoded. */
export type Structure =
  | { readonly kind: 'complete'; readonly size: PixelSize | null }
  /** The file ends before the picture does; `reached` is the part that is there, 0 to 1, null when it cannot be told. */
  | { readonly kind: 'cut'; readonly reached: number | null }
  /** It has its end, but something in between is not what it should be. */
  | { readonly kind: 'damaged' };

/** Pixels as shown, EXIF orientation applied. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

export const cut: Structure = { kind: 'cut', reached: null };
export const damaged: Structure = { kind: 'damaged' };

/** Width and height as shown: EXIF orientations 5 to 8 lie on their side (EXIF 2.32, tag 0x0112). */
export function shown(width: number, height: number, orientation: number): PixelSize | null {
  if (width <= 0 || height <= 0) return null;
  return orientation >= 5 && orientation <= 8 ? { width: height, height: width } : { width, height };
}

const again = 'It was probably copied before the export had finished.';

/** The sentence for a file that is not whole. */
export function brokenSentence(structure: Exclude<Structure, { kind: 'complete' }>): string {
  if (structure.kind === 'damaged') {
    return 'Part of its data is damaged. Export it again, or copy it again from where it came from.';
  }
  const percent = structure.reached === null ? 0 : Math.floor(structure.reached * 100);
  return percent < 1
    ? `Breaks off before the picture is complete. ${again}`
    : `Breaks off after ${String(Math.min(percent, 99))} % of the picture. ${again}`;
}
