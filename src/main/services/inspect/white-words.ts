import type { PureWhite } from '../../../preload/contract/index.ts';
import type { ImpureWhite } from '../../ports/inspector.ts';

const counts = new Intl.NumberFormat('en');

/** A share in percent, with enough digits that something is never shown as nothing. */
export function percentWords(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (part / whole) * 100;
  if (percent > 0 && percent < 0.01) return 'less than 0.01 %';
  return `${percent.toFixed(percent < 10 ? 2 : 1)} %`;
}

export function impureSentence(white: { readonly pixels: number; readonly impure: number }): string {
  if (white.impure === 0) return 'The background is pure white: every pixel is 255/255/255.';
  return `${percentWords(white.impure, white.pixels)} of the background is not pure white (${counts.format(white.impure)} ${white.impure === 1 ? 'pixel' : 'pixels'}).`;
}

export function pureWhite(found: ImpureWhite): PureWhite {
  const { pixels, impure, marked } = found;
  switch (found.background) {
    case 'transparent':
      return { pixels, impure, sentence: 'The background is transparent: no white to check.', marked: null };
    case 'other':
      return { pixels, impure, sentence: 'This picture has no white background.', marked: null };
    case 'white':
      return {
        pixels,
        impure,
        sentence: impureSentence(found),
        marked:
          marked === null || impure === 0
            ? null
            : `data:image/png;base64,${Buffer.from(marked).toString('base64')}`,
      };
  }
}
