import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FileFacts, Files } from '../../ports/files.ts';
import { isMissing, onDisk } from './file-error.ts';
import { makeFolder } from './make-folder.ts';
import { openPart } from './part-file.ts';
import { walkPaths } from './walk.ts';
import { giveName, isFree, writeWhole } from './write-whole.ts';

/** Large enough that a picture takes few turns of the event loop, small enough that none of them is felt. */
const readAtOnce = 512 * 1024;

async function facts(path: string): Promise<FileFacts> {
  return onDisk(path, 'read', async () => {
    const found = await stat(path);
    return {
      size: found.size,
      modifiedAt: Math.round(found.mtimeMs),
      kind: found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other',
    };
  });
}

/** Up to `length` bytes from the beginning, or from the end. */
async function slice(path: string, length: number, from: 'start' | 'end'): Promise<Uint8Array> {
  return onDisk(path, 'read', async () => {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      const wanted = Math.min(length, size);
      const buffer = Buffer.alloc(wanted);
      let filled = 0;
      while (filled < wanted) {
        const position = (from === 'start' ? 0 : size - wanted) + filled;
        const { bytesRead } = await handle.read(buffer, filled, wanted - filled, position);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    } finally {
      await handle.close();
    }
  });
}

/** Asked of the nearest folder that is there already. */
async function room(folder: string): Promise<number | null> {
  for (let path = folder; ; path = dirname(path)) {
    try {
      const { bavail, bsize } = await statfs(path);
      return bavail * bsize;
    } catch (thrown) {
      // Some network drives do not say; writing shows it then.
      if (!isMissing(thrown) || dirname(path) === path) return null;
    }
  }
}

/** The local disk, through Node's own file system. */
export function createFiles(): Files {
  return {
    facts,
    walk: walkPaths,
    async hash(path, algorithm, signal) {
      return onDisk(path, 'read', async () => {
        const hash = createHash(algorithm);
        await pipeline(createReadStream(path, { highWaterMark: readAtOnce }), hash, { signal });
        return hash.digest('hex');
      });
    },
    read(path) {
      return createReadStream(path, { highWaterMark: readAtOnce });
    },
    async ensureFolder(path) {
      await onDisk(path, 'write', async () => {
        await makeFolder(path);
      });
    },
    isFree,
    writeWhole,
    openPart,
    giveName,
    async remove(path) {
      await onDisk(path, 'write', () => rm(path, { force: true }));
    },
    room,
    head: (path, length) => slice(path, length, 'start'),
    tail: (path, length) => slice(path, length, 'end'),
  };
}
