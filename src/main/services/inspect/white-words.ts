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

function overWhiteSentence({ pixels, impure }: ImpureWhite): string {
  if (impure === 0) return 'The background is transparent: over white every pixel of it is 255/255/255.';
  return `The background is transparent, but ${percentWords(impure, pixels)} of it is not pure white over white (${counts.format(impure)} ${impure === 1 ? 'pixel' : 'pixels'}).`;
}

export function pureWhite(found: ImpureWhite): PureWhite {
  const { pixels, impure, marked } = found;
  switch (found.background) {
    case 'other':
      return { pixels, impure, sentence: 'This picture has no white background.', marked: null };
    case 'transparent':
    case 'white':
      return {
        pixels,
        impure,
        sentence: found.background === 'white' ? impureSentence(found) : overWhiteSentence(found),
        marked:
          marked === null || impure === 0
            ? null
            : `data:image/png;base64,${Buffer.from(marked).toString('base64')}`,
      };
  }
}
