import { seededRandom } from '../../../build/bench/random.ts';

/** A number in [0, 1) that depends on the seed and these words only, not on what else was asked: what is left out of a plan changes nothing else. */
export function keyedChance(seed: number, ...words: readonly (string | number)[]): number {
  let mixed = seed >>> 0;
  for (const character of words.join('\u0000')) {
    mixed = Math.imul(mixed ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    mixed = (mixed ^ (mixed >>> 15)) >>> 0;
  }
  return seededRandom(mixed)();
}

export function pick<T>(from: readonly T[], chance: number): T | undefined {
  return from[Math.min(from.length - 1, Math.floor(chance * from.length))];
}
