/** Fills `into` with the file's bytes from `position` and says how many there were; 0 behind its end. */
export type ReadAt = (into: Uint8Array, position: number) => number;

/** What is read at once goes into the same memory for every picture: a walk never gives way to another. */
const window = new Uint8Array(256 * 1024);
/** Bytes read after a jump; four times as many with each further reading. */
const SHORT = 8 * 1024;

/** The picture is not as its own tables promise; whoever walks gives up and leaves the verdict to a decoder. */
export class NotAsPromised extends Error {}

/** A Huffman table (ITU-T T.81, annex C), made for reading. */
export interface CodeTable {
  /** By the next 9 bits: length of the code in the upper byte, its symbol in the lower one; 0 for a longer code. */
  readonly fast: Uint16Array;
  /** By length: the first code beyond those of this length, at the left of 16 bits. */
  readonly beyond: Int32Array;
  /** By length: what to add to a code for the place of its symbol. */
  readonly offset: Int32Array;
  readonly symbols: Uint8Array;
}

const FAST = 9;

/**
 * @param counts how many codes there are of each length, 1 to 16
 * @throws NotAsPromised where codes do not fit into their lengths
 */
export function codeTable(counts: Uint8Array, symbols: Uint8Array): CodeTable {
  const fast = new Uint16Array(1 << FAST);
  const beyond = new Int32Array(18);
  const offset = new Int32Array(17);
  let code = 0;
  let place = 0;
  for (let length = 1; length <= 16; length += 1) {
    const count = counts[length - 1] ?? 0;
    offset[length] = place - code;
    if (code + count > 1 << length) throw new NotAsPromised();
    for (let index = 0; index < count; index += 1) {
      if (length <= FAST) {
        const from = code << (FAST - length);
        fast.fill((length << 8) | (symbols[place] ?? 0), from, from + (1 << (FAST - length)));
      }
      code += 1;
      place += 1;
    }
    beyond[length] = count > 0 || code > 0 ? code << (16 - length) : 0;
    code <<= 1;
  }
  beyond[17] = 0x7fffffff;
  return { fast, beyond, offset, symbols };
}

/** Reads a JPEG from its beginning: bytes between markers, codes and bits inside a scan. Never goes back. */
export class CodeReader {
  readonly #readAt: ReadAt;
  /** Of the file: behind what is in the window. */
  #position = 0;
  #wanted = SHORT;
  #at = 0;
  #end = 0;
  /** The lowest `#count` bits are those that were read and not used. */
  #bits = 0;
  #count = 0;
  /** Bits that were made up behind the end of a scan's data: they may be looked at, never used. */
  #madeUp = 0;
  /** The marker that ended the data; 0 inside it. */
  #marker = 0;

  constructor(readAt: ReadAt) {
    this.#readAt = readAt;
  }

  /** @throws NotAsPromised at the end of the file */
  byte(): number {
    if (this.#at === this.#end) {
      this.#end = this.#readAt(window.subarray(0, this.#wanted), this.#position);
      this.#position += this.#end;
      this.#wanted = Math.min(window.length, this.#wanted * 4);
      this.#at = 0;
      if (this.#end === 0) throw new NotAsPromised();
    }
    const value = window[this.#at] ?? 0;
    this.#at += 1;
    return value;
  }

  word(): number {
    return (this.byte() << 8) | this.byte();
  }

  /** Over bytes that are not read, where they are many. */
  skip(length: number): void {
    const inWindow = Math.min(length, this.#end - this.#at);
    this.#at += inWindow;
    if (inWindow === length) return;
    this.#position += length - inWindow;
    this.#wanted = SHORT;
  }

  bytes(length: number): Uint8Array {
    const found = new Uint8Array(length);
    for (let index = 0; index < length; index += 1) found[index] = this.byte();
    return found;
  }

  /** The next marker: two bytes, or more where it is filled up (B.1.1.2). */
  marker(): number {
    if (this.byte() !== 0xff) throw new NotAsPromised();
    let value = this.byte();
    while (value === 0xff) value = this.byte();
    return value;
  }

  /** From here on bits are read. */
  beginCodes(): void {
    this.#bits = 0;
    this.#count = 0;
    this.#madeUp = 0;
    this.#marker = 0;
  }

  #fill(): void {
    while (this.#count <= 24) {
      let value = 0;
      if (this.#marker === 0) {
        value = this.#at < this.#end ? (window[this.#at++] ?? 0) : this.byte();
        if (value === 0xff) {
          let next = this.byte();
          if (next !== 0) {
            while (next === 0xff) next = this.byte();
            this.#marker = next;
            value = 0;
          }
        }
      }
      if (this.#marker !== 0) this.#madeUp += 8;
      this.#bits = (this.#bits << 8) | value;
      this.#count += 8;
    }
  }

  /** The next symbol of a table. @throws NotAsPromised for bits that are no code */
  symbol(table: CodeTable): number {
    if (this.#count < 16) this.#fill();
    const found = table.fast[(this.#bits >>> (this.#count - FAST)) & ((1 << FAST) - 1)] ?? 0;
    if (found !== 0) {
      this.#count -= found >>> 8;
      return found & 0xff;
    }
    const next = (this.#bits >>> (this.#count - 16)) & 0xffff;
    let length = FAST + 1;
    while (length <= 16 && next >= (table.beyond[length] ?? 0)) length += 1;
    if (length > 16) throw new NotAsPromised();
    this.#count -= length;
    return table.symbols[(next >>> (16 - length)) + (table.offset[length] ?? 0)] ?? 0;
  }

  /** @param length at most 16 */
  bitsOf(length: number): number {
    if (this.#count < length) this.#fill();
    this.#count -= length;
    return (this.#bits >>> this.#count) & ((1 << length) - 1);
  }

  skipBits(length: number): void {
    let left = length;
    while (left > this.#count) {
      left -= this.#count;
      this.#count = 0;
      this.#fill();
    }
    this.#count -= left;
  }

  /**
   * The marker after the data: everything before it has been used but the bits that fill up its last byte.
   * @throws NotAsPromised when bytes are left over or were missing
   */
  endOfCodes(): number {
    if (this.#marker === 0) {
      // Whole bytes that were looked at ahead must be the beginning of the marker, and there are none.
      if (this.#count >= 8) throw new NotAsPromised();
      return this.marker();
    }
    const left = this.#count - this.#madeUp;
    if (left < 0 || left >= 8) throw new NotAsPromised();
    return this.#marker;
  }
}
