import type { FileHandle } from 'node:fs/promises';

const window = 256 * 1024;

/** Fills `into`, or a buffer of its own, and gives the part that was filled. */
export type Load = (position: number, length: number, into: Buffer | null) => Promise<Buffer>;

/** Windows nobody uses at the moment: looking into a thousand pictures takes the memory of a few. */
const spareWindows: Buffer[] = [];
const mostSpare = 4;

/** Reads a file at any position through one buffer of 256 KiB: constant memory whatever the file's size. */
export class ByteReader {
  /** Bytes. */
  readonly size: number;
  readonly #load: Load;
  #buffer: Buffer = Buffer.alloc(0);
  #start = 0;
  #window: Buffer | null = null;

  private constructor(size: number, load: Load) {
    this.size = size;
    this.#load = load;
  }

  static async ofFile(handle: FileHandle): Promise<ByteReader> {
    const { size } = await handle.stat();
    return new ByteReader(size, async (position, length, into) => {
      const buffer = into ?? Buffer.allocUnsafeSlow(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    });
  }

  static of(size: number, load: Load): ByteReader {
    return new ByteReader(size, load);
  }

  static ofBytes(bytes: Uint8Array): ByteReader {
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new ByteReader(whole.length, (position, length) =>
      Promise.resolve(whole.subarray(position, position + length)),
    );
  }

  /**
   * From now on what is given is true until the next question only: for one walk from the beginning to the end, which
   * then needs no new memory. Ends with `keep`, or with `release` when the file is not read any more.
   */
  reuse(): void {
    this.#window ??= spareWindows.pop() ?? Buffer.allocUnsafeSlow(window);
  }

  /** What is given from now on stays as it is. */
  keep(): void {
    this.release();
    this.#buffer = Buffer.alloc(0);
  }

  release(): void {
    if (this.#window !== null && spareWindows.length < mostSpare) spareWindows.push(this.#window);
    this.#window = null;
  }

  /** The bytes from `position` on: `length` of them, fewer at the end of the file. */
  async bytes(position: number, length: number): Promise<Buffer> {
    if (position >= this.size || length <= 0) return Buffer.alloc(0);
    const end = Math.min(position + length, this.size);
    if (position < this.#start || end > this.#start + this.#buffer.length) {
      const wanted = Math.min(Math.max(length, window), this.size - position);
      const into = wanted <= window ? (this.#window?.subarray(0, wanted) ?? null) : null;
      this.#buffer = await this.#load(position, wanted, into);
      this.#start = position;
    }
    return this.#buffer.subarray(position - this.#start, end - this.#start);
  }

  /** The file as it was read, when all of it is in the buffer; null otherwise. */
  whole(): Buffer | null {
    return this.size > 0 && this.#start === 0 && this.#buffer.length === this.size ? this.#buffer : null;
  }

  /** What the buffer holds from `position` on, loading more when it holds nothing: for scanning. */
  async some(position: number): Promise<Buffer> {
    return this.bytes(position, Math.min(window, this.size - position));
  }
}
