import type { PictureFacts } from '../../../preload/contract/index.ts';
import type { PictureReading } from '../../ports/inspector.ts';

/** Formats a window shows from their own bytes, with all they say about colour. */
const shownAsTheyAre: ReadonlySet<string> = new Set(['JPEG', 'PNG', 'WebP', 'AVIF', 'GIF']);

function withProfile(reading: PictureReading): string {
  return reading.profile === '' ? 'no profile' : reading.profile;
}

/** Which colours are meant, and how they are shown. */
function colourOf(reading: PictureReading): { readonly isExact: boolean; readonly sentence: string } {
  if (reading.format === 'HEIC')
    return {
      isExact: false,
      sentence: 'A HEIC cannot be shown here; what you see is what the service made of it.',
    };
  const deep = reading.bitsPerChannel > 8 ? `, ${String(reading.bitsPerChannel)} bits shown as 8` : '';
  switch (reading.colourSpace) {
    case 'cmyk':
      return {
        isExact: false,
        sentence: `Shown as a preview: CMYK (${withProfile(reading)}) cannot be shown exactly on a screen.`,
      };
    case 'lab':
      return {
        isExact: false,
        sentence: `Shown as a preview: Lab has colours no screen has${deep}.`,
      };
    case 'other':
      return {
        isExact: false,
        sentence: 'Shown as a preview: its kind of colours has no exact counterpart.',
      };
    case 'grey':
    case 'rgb': {
      const kind = reading.colourSpace === 'grey' ? 'Grey' : 'RGB';
      // The decoder takes grey of 16 bits as sRGB's, whatever its profile says.
      if (
        kind === 'Grey' &&
        reading.bitsPerChannel > 8 &&
        reading.profile !== '' &&
        !shownAsTheyAre.has(reading.format)
      )
        return {
          isExact: false,
          sentence: `Shown as a preview: grey (${reading.profile}) shown as sRGB grey${deep}.`,
        };
      if (reading.bitsPerChannel > 16)
        return {
          isExact: false,
          sentence: `Shown as a preview: ${String(reading.bitsPerChannel)} bits hold more light than a screen.`,
        };
      if (reading.profile !== '') {
        const screen = /srgb/i.test(reading.profile) ? '' : ', as far as your screen has its colours';
        return { isExact: true, sentence: `${reading.profile}${screen}${deep}.` };
      }
      if (reading.colourNote !== '')
        return { isExact: true, sentence: `${kind} without a profile, marked ${reading.colourNote}${deep}.` };
      return { isExact: true, sentence: `${kind} without a profile: taken as sRGB${deep}.` };
    }
  }
}

export function pictureFacts(reading: PictureReading): PictureFacts {
  const { colourNote, ...facts } = reading;
  const colour = colourOf({ ...facts, colourNote });
  const converted = !shownAsTheyAre.has(reading.format) && reading.colourSpace === 'rgb' && colour.isExact;
  return {
    ...facts,
    isExact: colour.isExact,
    colourSentence: converted
      ? `${colour.sentence} ${reading.format}, converted for the window${reading.profile === '' ? '' : ' with its profile kept'}.`
      : colour.sentence,
  };
}
