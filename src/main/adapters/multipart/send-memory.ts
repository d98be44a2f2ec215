/** The smallest block, enough for most previews. Bytes. */
const SMALLEST = 64 * 1024;

/** Blocks of one body. */
export interface Loan {
  /** @returns at least so many bytes, shared with the thread that hashes */
  take(bytes: number): Buffer;
  /** The body is through: nobody reads or writes its blocks any more. Of one that broke they are never used again. */
  giveBack(): void;
}

/** Blocks to send from, used again: new memory for every body would cost more than sending it, and be given back late. */
export function createSendMemory(): { lend(): Loan } {
  const free: Buffer[] = [];
  return {
    lend() {
      const taken: Buffer[] = [];
      return {
        take(bytes) {
          const place = free.findIndex((block) => block.byteLength >= bytes);
          // One that is too small makes way for the one that grows out of it.
          const known = free.splice(Math.max(0, place), 1)[0];
          let size = SMALLEST;
          while (size < bytes) size *= 2;
          const block = known !== undefined && place >= 0 ? known : Buffer.from(new SharedArrayBuffer(size));
          taken.push(block);
          return block;
        },
        giveBack() {
          free.push(...taken.splice(0));
        },
      };
    },
  };
}
