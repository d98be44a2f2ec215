import type { StreamHash } from '../uploads/hash-thread.ts';
import type { LocalFile } from '../uploads/local-source.ts';

/** Read, hashed and handed over at once; big, because each costs the same handful of calls whatever its size. Bytes. */
const PIECE = 512 * 1024;

/**
 * The bytes of a file, exactly `file.size` of them; constant memory: one is on its way while the next is read and hashed.
 * @param hash told of every piece in order; what it says is of the very bytes given
 * @param onTaken told how many bytes the reader has taken so far: a piece counts when the next one is asked for
 * @throws AppError `file_changed`, `file_unreadable`
 */
export async function* filePieces(
  file: LocalFile,
  hash: StreamHash,
  onTaken: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { size } = file;
  const read = (position: number): Promise<Buffer> | null => {
    if (position >= size) return null;
    const length = Math.min(PIECE, size - position);
    // New memory each time: the socket may still hold the one before. Shared where another thread hashes it.
    const buffer = size > PIECE ? Buffer.from(new SharedArrayBuffer(length)) : Buffer.allocUnsafe(length);
    const reading = file.read(buffer, position);
    // Met where it is awaited, or not at all when the network broke first.
    reading.catch(() => undefined);
    return reading;
  };
  let position = 0;
  let next = read(0);
  while (next !== null) {
    const piece = await next;
    position += piece.byteLength;
    next = read(position);
    const hashed = hash.add(piece);
    yield piece;
    await hashed;
    onTaken(position);
  }
}
