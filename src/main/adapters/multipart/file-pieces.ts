import { getDefaultHighWaterMark } from 'node:stream';
import type { StreamHash } from '../uploads/hash-thread.ts';
import type { LocalFile } from '../uploads/local-source.ts';
import type { FormFrame } from './form-frame.ts';
import type { Loan } from './send-memory.ts';

/** Read, hashed and handed over at once; big, because each costs the same handful of calls whatever its size. Bytes. */
const PIECE = 500 * 1024;

/**
 * One is with the network, one is being hashed, one is being read. The network is done with a piece long before its block
 * comes round again: it asks for the next one only when it holds less than a piece.
 */
const PLACES = 3;

/**
 * A socket counts what is smaller as taken before the network has it: it goes in memory of its own, which nobody writes to
 * meanwhile. Bytes.
 */
const TAKEN_AT_ONCE = getDefaultHighWaterMark(false);

/**
 * The bytes of a form with one file, exactly `file.size` of the file's, in as few pieces as there can be; constant memory.
 * @param hash told of the file's bytes in order; what it says is of the very bytes given
 * @param onTaken told how many of the file's bytes the reader has taken so far: a piece counts when the next is asked for
 * @throws AppError `file_changed`, `file_unreadable`
 */
export async function* filePieces(
  file: LocalFile,
  { head, tail }: FormFrame,
  hash: StreamHash,
  memory: Loan,
  onTaken: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { size } = file;
  if (size === 0) {
    yield Buffer.concat([head, tail]);
    return;
  }
  if (file.whole !== undefined) {
    const { bytes, within } = file.whole;
    void hash.add(bytes);
    yield size < TAKEN_AT_ONCE ? Buffer.concat([head, bytes, tail]) : within(head, tail);
    onTaken(size);
    return;
  }
  const blocks: Buffer[] = [];
  const hashing: (Promise<void> | null)[] = [];
  const fill = async (position: number, place: number): Promise<Buffer> => {
    await hashing[place];
    const length = Math.min(PIECE, size - position);
    const block = (blocks[place] ??= memory.take(head.byteLength + length + tail.byteLength));
    // The head has its place in every block, so that each is as large as any.
    return file.read(block.subarray(head.byteLength, head.byteLength + length), position);
  };
  const read = (position: number, place: number): Promise<Buffer> | null => {
    if (position >= size) return null;
    const reading = fill(position, place);
    // Met where it is awaited, or not at all when the network broke first.
    reading.catch(() => undefined);
    return reading;
  };

  let position = 0;
  let place = 0;
  let next = read(0, 0);
  while (next !== null) {
    const piece = await next;
    const block = blocks[place] ?? piece;
    const start = position === 0 ? 0 : head.byteLength;
    let end = head.byteLength + piece.byteLength;
    if (start === 0) block.set(head);
    position += piece.byteLength;
    if (position === size) {
      block.set(tail, end);
      end += tail.byteLength;
    }
    hashing[place] = hash.add(piece);
    place = (place + 1) % PLACES;
    next = read(position, place);
    yield block.subarray(start, end);
    onTaken(position);
  }
}
