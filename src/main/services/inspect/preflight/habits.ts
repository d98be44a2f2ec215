import type { InspectionRecord } from '../../../ports/inspection-records.ts';
import { marginsOf, type JobHabits } from './subject.ts';

/** So many results, and this share of them, make a habit: with fewer, one picture would judge the other. */
const fewest = 3;
const share = 0.6;
/** Percent of the longer side: nearer to the edge than this counts as touching it. */
export const touching = 0.2;

/** The value most of them have; null when there is none. */
function mostCommon<T extends string | number | boolean>(values: readonly T[]): T | null {
  if (values.length < fewest) return null;
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [first] = [...counts].sort((left, right) => right[1] - left[1]);
  return first !== undefined && first[1] >= values.length * share ? first[0] : null;
}

/** What the job's results have in common: the expectation nobody had to type. */
export function habitsOf(results: readonly InspectionRecord[]): JobHabits {
  const readings = results.flatMap((result) => (result.reading === null ? [] : [result.reading]));
  const measured = results.flatMap(({ reading, measures }) =>
    reading === null || measures === null ? [] : [{ reading, measures }],
  );
  const margins = measured.flatMap(({ reading, measures }) => {
    const found = marginsOf(reading, measures);
    return found === null ? [] : [Math.min(found.left, found.top, found.right, found.bottom) > touching];
  });
  return {
    size: mostCommon(readings.map(({ width, height }) => `${String(width)} ${String(height)}`)),
    ratio: mostCommon(readings.map(({ width, height }) => Math.round((width / height) * 100) / 100)),
    profile: mostCommon(readings.map(({ profile }) => profile)),
    bits: mostCommon(readings.map(({ bitsPerChannel }) => bitsPerChannel)),
    dpi: mostCommon(readings.flatMap(({ dpi }) => (dpi === null ? [] : [dpi]))),
    transparent: mostCommon(measured.map(({ measures }) => measures.background === 'transparent')),
    clippingPath: mostCommon(results.map(({ paths }) => paths.some((path) => path.isClippingPath))),
    keepsAway: mostCommon(margins),
  };
}
