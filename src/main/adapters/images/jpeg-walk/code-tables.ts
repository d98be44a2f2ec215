import { codeTable, FAST, type CodeTable } from './code-table.ts';
import { lookUpOfDifferences, lookUpOfRuns, type LookUp } from './look-up.ts';

/** Bits looked up at once where it pays: such a table takes as long to make as ten thousand blocks to read. */
const WIDE = 13;
/** Blocks for which the wide table has paid. */
const MANY = 40_000;

/** A Huffman table of a picture with what is looked up in it, made when it is wanted. */
export class CodeTables {
  readonly codes: CodeTable;
  #differences: LookUp | null = null;
  #narrow: LookUp | null = null;
  #wide: LookUp | null = null;
  #blocks = 0;

  /** @throws NotAsPromised where codes do not fit into their lengths */
  constructor(counts: Uint8Array, symbols: Uint8Array) {
    this.codes = codeTable(counts, symbols);
  }

  differences(): LookUp {
    return (this.#differences ??= lookUpOfDifferences(this.codes));
  }

  /** So many more blocks will be read by `runs`. */
  expect(blocks: number): void {
    this.#blocks += blocks;
  }

  runs(): LookUp {
    if (this.#blocks >= MANY) return (this.#wide ??= lookUpOfRuns(WIDE, this.codes));
    return (this.#narrow ??= lookUpOfRuns(FAST, this.codes));
  }
}

/** Cameras and most programs give every picture the same tables: those seen last, by their bytes. */
const known = new Map<string, CodeTables>();
const MOST_KNOWN = 16;

/**
 * @param given as a picture gives it: how many codes there are of each length, 1 to 16, and their symbols
 * @throws NotAsPromised where codes do not fit into their lengths
 */
export function codeTablesOf(given: Buffer): CodeTables {
  const key = given.toString('latin1');
  const found = known.get(key) ?? new CodeTables(given.subarray(0, 16), given.subarray(16));
  // The one used last stands last.
  known.delete(key);
  known.set(key, found);
  for (const oldest of known.keys()) {
    if (known.size <= MOST_KNOWN) break;
    known.delete(oldest);
  }
  return found;
}
