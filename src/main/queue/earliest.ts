import type { Instant } from '../../preload/contract/index.ts';

/** The first of those that are known; null when none is. Pure. */
export function earliest(times: readonly (Instant | null)[]): Instant | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
