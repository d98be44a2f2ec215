import { codesWithin, FAST, type CodeTable } from './code-table.ts';

/**
 * What to do for the bits that stand next, as many of them as are looked up at once: codes and the further bits that follow
 * each of them are taken together. An entry has the bits to go on by in its lower 5 bits, and above them how many
 * coefficients; further bits may lie beyond those looked up.
 */
export interface LookUp {
  readonly entries: Uint16Array;
  /** What to move 32 bits to the right by for the number of an entry. */
  readonly shift: number;
  /** For what no entry tells. */
  readonly codes: CodeTable;
}

/** In the coefficients of an entry, beside those before it: the rest of the block is zero. */
export const ENDED = 128;
/** The entry of bits that have to be read code by code: more coefficients than there can be. */
const UNTOLD = 255 << 5;

/** First coefficients: a code and the bits of a difference. An entry is 0 where it does not tell. */
export function lookUpOfDifferences(codes: CodeTable): LookUp {
  const entries = codes.fast.map((code) => ((code & 255) > 11 ? 0 : (code >> 8) + (code & 255)));
  return { entries, shift: 32 - FAST, codes };
}

/** The coefficients behind the first: as many of a block as there are codes within the bits looked up. */
export function lookUpOfRuns(width: number, codes: CodeTable): LookUp {
  const single = width === FAST ? codes.fast : codesWithin(width, codes);
  const entries = new Uint16Array(single.length);
  const mask = single.length - 1;
  for (let index = 0; index < entries.length; index += 1) {
    let used = 0;
    let coefficients = 0;
    while (used < width) {
      const code = single[(index << used) & mask] ?? 0;
      const length = code >> 8;
      // Behind what is looked up it is not known which code it is.
      if (code === 0 || length > width - used) break;
      const further = code & 15;
      const zeros = (code >> 4) & 15;
      if (further === 0 && zeros < 15) {
        used += length;
        coefficients += ENDED;
        break;
      }
      const more = further === 0 ? 16 : zeros + 1;
      // More than a block has: somebody has to see that.
      if (coefficients + more > 63) break;
      used += length + further;
      coefficients += more;
    }
    entries[index] = used === 0 ? UNTOLD : (coefficients << 5) | used;
  }
  return { entries, shift: 32 - width, codes };
}
