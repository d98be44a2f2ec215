import { createHash, type Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { Part, Written } from '../../ports/files.ts';
import { onDisk } from './file-error.ts';

/** Pieces of a network are gathered to this size before they are written. Bytes. */
const writeAtOnce = 1024 * 1024;

/** How much may lie in the system's memory only: what a power cut can take. Bytes. */
const syncEvery = 32 * 1024 * 1024;

const readAtOnce = 1024 * 1024;

async function writeAt(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let offset = 0; offset < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, offset, bytes.length - offset, position + offset);
    offset += bytesWritten;
  }
}

/** Reads what is kept into the hash, and leaves the handle's position behind it. */
async function hashKept(handle: FileHandle, keep: number, hash: Hash, signal: AbortSignal): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(readAtOnce, keep));
  for (let position = 0; position < keep;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, keep - position), position);
    if (bytesRead === 0) throw Object.assign(new Error('short read'), { code: 'EIO' });
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

async function openAt(path: string, keep: number, hash: Hash, signal: AbortSignal): Promise<FileHandle> {
  if (keep === 0) return open(path, 'w');
  const reading = await open(path, 'r');
  await hashKept(reading, keep, hash, signal).finally(() => reading.close());
  const handle = await open(path, 'r+');
  try {
    await handle.truncate(keep);
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
  return handle;
}

/** See `Files.openPart`. */
export async function openPart(path: string, keep: number, signal: AbortSignal): Promise<Part> {
  const hash = createHash('md5');
  const handle = await onDisk(path, 'write', () => openAt(path, keep, hash, signal));
  let size = keep;
  let unsynced = 0;
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  let isOpen = true;

  const flush = async (): Promise<void> => {
    if (gatheredBytes === 0) return;
    const [only] = gathered;
    const bytes = gathered.length === 1 && only !== undefined ? only : Buffer.concat(gathered, gatheredBytes);
    gathered = [];
    gatheredBytes = 0;
    // The place is given anew with each write: a handle opened for a rest stands at its beginning.
    await writeAt(handle, bytes, size);
    hash.update(bytes);
    size += bytes.length;
    unsynced += bytes.length;
    if (unsynced < syncEvery) return;
    await handle.datasync();
    unsynced = 0;
  };

  return {
    get size() {
      return size + gatheredBytes;
    },
    write: (bytes) =>
      onDisk(path, 'write', async () => {
        gathered.push(bytes);
        gatheredBytes += bytes.length;
        if (gatheredBytes >= writeAtOnce) await flush();
      }),
    complete: () =>
      onDisk(path, 'write', async (): Promise<Written> => {
        try {
          await flush();
          await handle.sync();
          if ((await handle.stat()).size !== size)
            throw Object.assign(new Error('short write'), { code: 'EIO' });
        } finally {
          isOpen = false;
          await handle.close();
        }
        return { size, md5: hash.digest('hex') };
      }),
    async close() {
      if (!isOpen) return;
      isOpen = false;
      try {
        await flush();
        await handle.datasync();
      } catch {
        // What could not be written is fetched again: how much there is, is read from the disk.
      } finally {
        await handle.close();
      }
    },
  };
}
