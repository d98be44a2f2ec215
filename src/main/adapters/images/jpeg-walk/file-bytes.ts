import { NotAsPromised } from './not-as-promised.ts';

/** Fills `into` with the file's bytes from `position` and says how many there were; 0 behind its end. */
export type ReadAt = (into: Uint8Array, position: number) => number;

/** What is read at once goes into the same memory for every picture: a walk never gives way to another. */
const window = new Uint8Array(256 * 1024);
const wordsOfWindow = new DataView(window.buffer);
/** Bytes read after a jump; four times as many with each further reading. */
const SHORT = 8 * 1024;

/** Reads a JPEG from its beginning: what stands between its markers, and the data of its scans. Never goes back. */
export class FileBytes {
  readonly #readAt: ReadAt;
  /** Of the file: behind what is in the window. */
  #position = 0;
  #wanted = SHORT;
  #at = 0;
  #end = 0;

  constructor(readAt: ReadAt) {
    this.#readAt = readAt;
  }

  #read(): void {
    this.#end = this.#readAt(window.subarray(0, this.#wanted), this.#position);
    this.#position += this.#end;
    this.#wanted = Math.min(window.length, this.#wanted * 4);
    this.#at = 0;
    if (this.#end === 0) throw new NotAsPromised();
  }

  /** @throws NotAsPromised at the end of the file */
  byte(): number {
    if (this.#at === this.#end) this.#read();
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

  bytes(length: number): Buffer {
    const found = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      if (this.#at === this.#end) this.#read();
      const part = Math.min(length - filled, this.#end - this.#at);
      found.set(window.subarray(this.#at, this.#at + part), filled);
      this.#at += part;
      filled += part;
    }
    return found;
  }

  /** The next marker: two bytes, or more where it is filled up (B.1.1.2). */
  marker(): number {
    if (this.byte() !== 0xff) throw new NotAsPromised();
    let value = this.byte();
    while (value === 0xff) value = this.byte();
    return value;
  }

  /**
   * Copies bytes that are none of 0xff, four by four: as many as stand next, are at hand and have room.
   * @returns behind the last one that was written
   */
  plain(to: DataView, from: number, room: number): number {
    const last = Math.min(this.#end, this.#at + room - from) - 4;
    let at = this.#at;
    let filled = from;
    while (at <= last) {
      const four = wordsOfWindow.getInt32(at, true);
      // The complement of 0xff is zero, and only below a zero byte does taking one from each byte borrow.
      if (((~four - 0x01010101) & four & 0x80808080) !== 0) break;
      to.setInt32(filled, four, true);
      at += 4;
      filled += 4;
    }
    this.#at = at;
    return filled;
  }
}
