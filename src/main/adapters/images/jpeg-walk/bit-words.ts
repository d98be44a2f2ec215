// A bit for each of the 64 coefficients of a block, in two words: the first 32 in the low one.

/** Of the coefficients from `from` to `to` those of the low word. */
export function lowBits(from: number, to: number): number {
  return from > 31 ? 0 : (-1 << from) & (to < 31 ? (2 << to) - 1 : -1);
}

/** Of the coefficients from `from` to `to` those of the high word. */
export function highBits(from: number, to: number): number {
  return to < 32 ? 0 : lowBits(Math.max(0, from - 32), to - 32);
}

/** The set bits of two words. */
export function countOf(low: number, high: number): number {
  const lowPairs = low - ((low >>> 1) & 0x55555555);
  const highPairs = high - ((high >>> 1) & 0x55555555);
  const fours =
    (lowPairs & 0x33333333) +
    ((lowPairs >>> 2) & 0x33333333) +
    (highPairs & 0x33333333) +
    ((highPairs >>> 2) & 0x33333333);
  return Math.imul((fours & 0x0f0f0f0f) + ((fours >>> 4) & 0x0f0f0f0f), 0x01010101) >>> 24;
}

/** The low word of both after they were moved to the right, by 31 bits at most. */
export function lowOf(low: number, high: number, by: number): number {
  return (low >>> by) | ((high << 1) << (31 - by));
}
