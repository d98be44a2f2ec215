import type { Metadata, Sharp } from 'sharp';

/**
 * The picture with its colours as the window is to get them: RGB keeps its numbers and its profile, so that Chromium shows
 * as much of a wide space as the screen can; everything else is converted to sRGB by its profile. (Left to itself sharp takes
 * 16 bits through Display P3 and then calls them sRGB.)
 */
export function withOwnColours(picture: Sharp, metadata: Pick<Metadata, 'icc' | 'space'>): Sharp {
  const isRgb = metadata.space === 'srgb' || metadata.space === 'rgb' || metadata.space === 'rgb16';
  // ICC.1, 7.2.8: the data colour space stands at byte 16.
  const keeps = isRgb && metadata.icc?.toString('latin1', 16, 20) === 'RGB ';
  return (keeps ? picture.keepIccProfile() : picture).toColourspace('srgb');
}
