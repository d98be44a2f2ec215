import type { EdgeSpotKind } from '../../../preload/contract/index.ts';

const what: Readonly<Record<EdgeSpotKind, string>> = {
  'light-rim': 'Light rim',
  'dark-rim': 'Dark rim',
  fringe: 'Coloured rim of the old background',
  island: 'A loose piece beside the product',
  hole: 'Background left inside the product',
  'soft-edge': 'Soft, blurred edge',
  'cut-off': 'The product may be cut off',
};

/** In the words of the review room’s own reasons. */
export const reasonFor: Readonly<Record<EdgeSpotKind, string>> = {
  'light-rim': 'Halo or fringe',
  'dark-rim': 'Halo or fringe',
  fringe: 'Halo or fringe',
  island: 'Dust or scratches left',
  hole: 'Background left in opening',
  'soft-edge': 'Halo or fringe',
  'cut-off': 'Part cropped off',
};

/** @param x, y fractions of the product’s own box */
function where(x: number, y: number): string {
  const down = y < 1 / 3 ? 'top' : y > 2 / 3 ? 'bottom' : '';
  const across = x < 1 / 3 ? 'left' : x > 2 / 3 ? 'right' : '';
  if (down === '' && across === '') return 'in the middle';
  if (down === '') return `on the ${across}`;
  return across === '' ? `at the ${down}` : `at the ${down} ${across}`;
}

/** e.g. “Light rim on the right”. @param isClear a hole that can be seen through */
export function spotSentence(kind: EdgeSpotKind, x: number, y: number, isClear = false): string {
  return `${isClear ? 'A hole in the product' : what[kind]} ${where(x, y)}`;
}

/** From this share of the edge on it is said that nothing can be told there. */
const muchAlike = 0.08;

/**
 * What is to be said of a whole edge besides its spots.
 * @param alike share of the edge at which product and background have nearly the same colour, 0..1
 */
export function tourSentence(spots: number, alike: number): string {
  if (alike < muchAlike)
    return spots === 0 ? 'The edge is clean all around, as far as Clipdesk can tell.' : '';
  const part =
    alike > 0.85
      ? 'all around'
      : `along about ${String(Math.max(10, Math.round(alike * 10) * 10))} % of the edge`;
  const advice = `product and background have nearly the same colour ${part}: a rim or a missing part would not show there, so look for yourself.`;
  return spots === 0 ? `Nothing was found, but ${advice}` : advice.replace('product', 'Product');
}
