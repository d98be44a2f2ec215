import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '../../errors/app-error.ts';
import type { UploadSource } from '../../ports/uploads.ts';

const pieceSize = 64 * 1024;

function changed(): AppError {
  return new AppError(
    'person',
    'file_changed',
    'The file changed on this computer after it was added. Add it again to send it as it is now.',
  );
}

/** A failure of the local disk, in words. */
function localError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError(
      'person',
      'file_missing',
      'The file is not on this computer any more. Put it back or remove it from the job.',
      { cause },
    );
  }
  return new AppError(
    'person',
    'file_unreadable',
    'The file cannot be read. Check its permissions and the drive it is on, then try again.',
    { cause },
  );
}

/** A local file held open while it is sent. */
export interface LocalFile {
  /**
   * Its bytes, exactly `source.size` of them, in pieces; constant memory. May be asked for again.
   * @param onTaken told how many bytes the reader has taken so far: a piece counts when the next one is asked for
   * @throws AppError `file_changed`, `file_unreadable`
   */
  pieces(onTaken: (bytes: number) => void): AsyncIterable<Uint8Array>;
  /** @throws AppError `file_changed` when the file was written to since it was opened */
  assertUnchanged(): Promise<void>;
  close(): Promise<void>;
}

async function* readPieces(
  handle: FileHandle,
  size: number,
  onTaken: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  let position = 0;
  while (position < size) {
    // A new buffer each time: the socket may still hold the one before.
    const buffer = Buffer.allocUnsafe(Math.min(pieceSize, size - position));
    const { bytesRead } = await handle
      .read(buffer, 0, buffer.length, position)
      .catch((cause: unknown) => Promise.reject(localError(cause)));
    if (bytesRead === 0) throw changed();
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
    onTaken(position);
  }
}

/**
 * Opens a file to send and checks that it is the one that was queued.
 * @throws AppError `file_missing`, `file_unreadable`, `file_changed` (another size than `source.size`), all `person`
 */
export async function openLocalFile(source: UploadSource): Promise<LocalFile> {
  const handle = await open(source.path, 'r').catch((cause: unknown) => Promise.reject(localError(cause)));
  try {
    const before = await handle.stat();
    if (!before.isFile()) throw localError(null);
    if (before.size !== source.size) throw changed();
    return {
      pieces: (onTaken) => readPieces(handle, source.size, onTaken),
      async assertUnchanged() {
        const now = await handle.stat().catch((cause: unknown) => Promise.reject(localError(cause)));
        if (now.size !== before.size || now.mtimeMs !== before.mtimeMs) throw changed();
      },
      close: () => handle.close(),
    };
  } catch (cause) {
    await handle.close();
    throw localError(cause);
  }
}
