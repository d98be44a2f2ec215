import { codeOf } from './code-table.ts';
import { ENDED, type LookUp } from './look-up.ts';
import { NotAsPromised } from './not-as-promised.ts';
import { bitsAt } from './scan-data.ts';

// Called for every block of every picture: numbers in, a number out, and nothing is made.

/**
 * Over the first coefficient of a block (F.2.2.1).
 * @returns the position behind it
 * @throws NotAsPromised for bits that are no code, or of a size there is not
 */
export function overDifference(position: number, { entries, shift, codes }: LookUp): number {
  const bits = bitsAt(position);
  const told = entries[bits >>> shift] ?? 0;
  if (told !== 0) return position + told;
  const code = codeOf(codes, bits);
  if ((code & 255) > 11) throw new NotAsPromised();
  return position + (code >> 8) + (code & 255);
}

/**
 * Over the other coefficients of a block (F.2.2.2).
 * @returns the position behind them
 * @throws NotAsPromised for bits that are no code, and for more coefficients than a block has
 */
export function overCoefficients(start: number, { entries, shift, codes }: LookUp): number {
  let position = start;
  let index = 1;
  for (;;) {
    const told = entries[bitsAt(position) >>> shift] ?? 0;
    const next = index + (told >> 5);
    if (next < 64) {
      position += told & 31;
      index = next;
      continue;
    }
    // It ends with its last coefficient, or before, and the rest is zero.
    if (next === 64 || (next > ENDED && next < ENDED + 64)) return position + (told & 31);
    // Long codes, and where the codes that were looked up at once are not all of this block.
    const code = codeOf(codes, bitsAt(position));
    const further = code & 15;
    position += (code >> 8) + further;
    if (further > 0) index += ((code >> 4) & 15) + 1;
    else if ((code & 255) === 0xf0) index += 16;
    else return position;
    if (index === 64) return position;
    if (index > 64) throw new NotAsPromised();
  }
}
