import { NotAsPromised } from './not-as-promised.ts';

/** A Huffman table (ITU-T T.81, annex C), made for reading. */
export interface CodeTable {
  /** How many codes there are of each length, 1 to 16. */
  readonly counts: Uint8Array;
  readonly symbols: Uint8Array;
  /** By the next 9 bits: length of the code in the upper byte, its symbol in the lower one; 0 for a longer code. */
  readonly fast: Uint16Array;
  /** By length: the first code beyond those of this length, at the left of 16 bits. */
  readonly beyond: Int32Array;
  /** By length: what to add to a code for the place of its symbol. */
  readonly offset: Int32Array;
}

/** Bits that `CodeTable.fast` looks at. */
export const FAST = 9;

/** By the next bits, `width` of them: length of the code they begin with and its symbol; 0 where it is longer, or none. */
export function codesWithin(
  width: number,
  { counts, symbols }: Pick<CodeTable, 'counts' | 'symbols'>,
): Uint16Array {
  const found = new Uint16Array(1 << width);
  let from = 0;
  let place = 0;
  for (let length = 1; length <= width; length += 1)
    for (let count = counts[length - 1] ?? 0; count > 0; count -= 1) {
      const to = from + (1 << (width - length));
      found.fill((length << 8) | (symbols[place] ?? 0), from, to);
      from = to;
      place += 1;
    }
  return found;
}

/** @throws NotAsPromised where codes do not fit into their lengths */
export function codeTable(counts: Uint8Array, symbols: Uint8Array): CodeTable {
  const beyond = new Int32Array(18);
  const offset = new Int32Array(17);
  let code = 0;
  let place = 0;
  for (let length = 1; length <= 16; length += 1) {
    const count = counts[length - 1] ?? 0;
    offset[length] = place - code;
    code += count;
    place += count;
    if (code > 1 << length) throw new NotAsPromised();
    beyond[length] = code << (16 - length);
    code <<= 1;
  }
  beyond[17] = 0x7fffffff;
  return { counts, symbols, fast: codesWithin(FAST, { counts, symbols }), beyond, offset };
}

/**
 * @param bits at the left of 32, 16 of them at least
 * @returns length of the code they begin with in the upper byte, its symbol in the lower one
 * @throws NotAsPromised for bits that are no code
 */
export function codeOf(table: CodeTable, bits: number): number {
  const found = table.fast[bits >>> (32 - FAST)] ?? 0;
  if (found !== 0) return found;
  const next = bits >>> 16;
  let length = FAST + 1;
  while (length <= 16 && next >= (table.beyond[length] ?? 0)) length += 1;
  if (length > 16) throw new NotAsPromised();
  return (length << 8) | (table.symbols[(next >>> (16 - length)) + (table.offset[length] ?? 0)] ?? 0);
}
