import type { FileBytes } from './file-bytes.ts';
import { NotAsPromised } from './not-as-promised.ts';

/** Bytes of data at hand at once. */
const ROOM = 64 * 1024;
/** No block has more bytes: 64 coefficients with a code and as many further bits of at most 16 each. */
const BLOCK = 64 * 4;

/**
 * The data of a scan without the zeros that stand behind each 0xff of it (B.1.1.5), so that any 25 bits are one reading
 * away. The same memory for every picture. Behind the end of the data is what was there before: it may be read, and whoever
 * uses it finds out with `onward`, or `end`.
 */
const bytes = new DataView(new ArrayBuffer(ROOM + 2 * BLOCK));

/** The next bits from a position on, in bits, at the left of 32; 25 of them are true. */
export function bitsAt(position: number): number {
  return bytes.getInt32(position >>> 3) << (position & 7);
}

/** The data between two markers, portion by portion. Positions are in bits. */
export class ScanData {
  readonly #file: FileBytes;
  #filled = 0;
  /** The marker that ended the data; 0 before it was met. */
  #marker = 0;
  /** From here on there may not be enough for another block. */
  limit = 0;

  constructor(file: FileBytes) {
    this.#file = file;
  }

  /** Goes to the data that stands next in the file; its first bit is at 0. */
  begin(): void {
    this.#filled = 0;
    this.#marker = 0;
    this.#take();
  }

  /** Fills the memory, or up to the marker. */
  #take(): void {
    while (this.#filled < ROOM && this.#marker === 0) {
      this.#filled = this.#file.plain(bytes, this.#filled, ROOM);
      // Up to four singly: one of them is 0xff, or they lie across two readings of the file.
      for (let left = 4; left > 0 && this.#filled < ROOM && this.#marker === 0; left -= 1) {
        const value = this.#file.byte();
        if (value === 0xff) this.#marker = this.#behind255();
        if (this.#marker !== 0) break;
        bytes.setUint8(this.#filled, value);
        this.#filled += 1;
      }
    }
    this.limit = (this.#marker === 0 ? this.#filled - BLOCK : this.#filled) * 8;
  }

  /** @returns the marker; 0 where 0xff belongs to the data */
  #behind255(): number {
    let next = this.#file.byte();
    if (next === 0) return 0;
    while (next === 0xff) next = this.#file.byte();
    if (next === 0) throw new NotAsPromised();
    return next;
  }

  /**
   * To be asked after each block that ended beyond `limit`.
   * @returns the position from which to go on
   * @throws NotAsPromised when more was used than there is
   */
  onward(position: number): number {
    if (this.#marker !== 0) throw new NotAsPromised();
    const used = position >>> 3;
    for (let at = used; at < this.#filled; at += 1) bytes.setUint8(at - used, bytes.getUint8(at));
    this.#filled -= used;
    this.#take();
    return position & 7;
  }

  /** Over bits whose values do not matter. @returns the position behind them @throws as `onward` */
  over(position: number, count: number): number {
    let at = position;
    for (let left = count; left > 0;) {
      const part = Math.min(left, BLOCK * 8);
      at += part;
      left -= part;
      if (at > this.limit) at = this.onward(at);
    }
    return at;
  }

  /**
   * @returns the marker after the data: everything before it has been used but the bits that fill up its last byte
   * @throws NotAsPromised when bytes are left over or were missing
   */
  end(position: number): number {
    const left = this.#filled * 8 - position;
    if (this.#marker === 0 || left < 0 || left >= 8) throw new NotAsPromised();
    return this.#marker;
  }
}
