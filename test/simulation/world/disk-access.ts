import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../../../src/main/errors/app-error.ts';
import type { Files, Part, Written } from '../../../src/main/ports/files.ts';
import { diskError, type Disk } from './disk.ts';
import type { FaultBook } from './fault-book.ts';
import { Dead, type Life, never } from './life.ts';

/** Pieces are gathered to this size before they are written, as the real adapter gathers them. Bytes. */
const WRITTEN_AT_ONCE = 16 * 1024;

/** A part is read in so many pieces while it goes. */
const PIECES = 4;

interface AccessParts {
  readonly disk: Disk;
  readonly faults: FaultBook;
  readonly life: Life;
  /** When the files say they were changed. */
  readonly now: () => number;
  readonly onPowerCut: () => void;
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

/** Changes of the disk, each of which can fail or be the moment the power goes. */
function changesOf({ disk, faults, life, now, onPowerCut }: AccessParts) {
  /** @param halves what a power cut in the middle of it leaves */
  const change = async (
    path: string,
    run: () => void,
    halves: () => void = () => undefined,
  ): Promise<void> => {
    if (!life.alive) return never();
    if (disk.isAway(path)) throw diskError('ENOENT', path, 'write');
    const fault = faults.save();
    if (fault === 'disk-full') throw diskError('ENOSPC', path, 'write');
    if (fault === 'disk-error') throw diskError('EIO', path, 'write');
    if (fault === null) return run();
    if (fault === 'power-during') halves();
    if (fault === 'power-after') run();
    onPowerCut();
    throw new Dead();
  };

  const openPart = async (path: string, keep: number): Promise<Part> => {
    const before = keep === 0 ? undefined : disk.read(path);
    const kept = before?.bytes.subarray(0, keep) ?? Buffer.alloc(0);
    if (kept.byteLength < keep) throw diskError('EIO', path, 'write');
    const stored = {
      bytes: Buffer.from(kept),
      modifiedAt: now(),
      synced: Math.min(before?.synced ?? 0, keep),
      isNamed: before?.isNamed ?? false,
    };
    await change(path, () => void disk.files.set(path, stored));
    let gathered = Buffer.alloc(0);
    let isOpen = true;
    const flush = async (): Promise<void> => {
      const bytes = gathered;
      if (bytes.byteLength === 0) return;
      const half = bytes.subarray(0, bytes.byteLength >> 1);
      await change(
        path,
        () => {
          stored.bytes = Buffer.concat([stored.bytes, bytes]);
        },
        () => {
          stored.bytes = Buffer.concat([stored.bytes, half]);
        },
      );
      gathered = Buffer.alloc(0);
    };
    const sync = (): Promise<void> =>
      change(path, () => {
        stored.synced = stored.bytes.byteLength;
        stored.isNamed = true;
      });
    return {
      get size() {
        return stored.bytes.byteLength + gathered.byteLength;
      },
      async write(bytes) {
        gathered = Buffer.concat([gathered, bytes]);
        if (gathered.byteLength >= WRITTEN_AT_ONCE) await flush();
      },
      async complete(): Promise<Written> {
        isOpen = false;
        await flush();
        await sync();
        return { size: stored.bytes.byteLength, md5: md5(stored.bytes) };
      },
      async close() {
        if (!isOpen) return;
        isOpen = false;
        try {
          await flush();
          await sync();
        } catch {
          // As the real one: how much there is, is read from the disk.
        }
      },
    };
  };

  return {
    openPart,
    ensureFolder: (path: string) => change(path, () => undefined),
    /** A second name, then the first one goes; safe when the folder is synced. */
    async giveName(part: string, path: string): Promise<void> {
      const stored = disk.files.get(part);
      if (stored === undefined) throw diskError('ENOENT', part, 'write');
      if (disk.files.has(path))
        throw new AppError('conflict', 'file_exists', `There is already a file called “${basename(path)}”.`);
      const named = { ...stored, isNamed: true };
      await change(
        path,
        () => {
          disk.files.set(path, named);
          disk.files.delete(part);
        },
        () => void disk.files.set(path, { ...stored, isNamed: false }),
      );
    },
    remove: (path: string) => change(path, () => void disk.files.delete(path)),
  };
}

/** The disk as one process reaches it. */
export function accessTo(parts: AccessParts): Files {
  const { disk } = parts;
  const { ensureFolder, openPart, giveName, remove } = changesOf(parts);
  return {
    async facts(path) {
      if (disk.isFolder(path)) return { size: 0, modifiedAt: 1, kind: 'folder' };
      const { bytes, modifiedAt } = disk.read(path);
      return { size: bytes.byteLength, modifiedAt, kind: 'file' };
    },
    async *walk(paths) {
      for (const path of paths)
        for (const found of [...disk.files.keys()].sort())
          if (!disk.isAway(found) && (found === path || found.startsWith(`${path}/`)))
            yield {
              path: found,
              sourceName: found === path ? basename(found) : found.slice(dirname(path).length + 1),
            };
    },
    hash: async (path, algorithm) => createHash(algorithm).update(disk.read(path).bytes).digest('hex'),
    read: (path) => Readable.from([disk.read(path).bytes]),
    ensureFolder,
    isFree: async (path) => !disk.files.has(path),
    writeWhole: () =>
      Promise.reject(new AppError('person', 'not_simulated', 'Nothing is exported in the simulation.')),
    openPart: (path, keep) => openPart(path, keep),
    giveName,
    remove,
    room: async () => null,
    head: async (path, length) => disk.read(path).bytes.subarray(0, length),
    tail: async (path, length) => disk.read(path).bytes.subarray(-length),
  };
}

/** A slice of a file, as parts of it are read to be sent. */
export async function* sliceOf(
  disk: Disk,
  path: string,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  const { bytes } = disk.read(path);
  const piece = Math.ceil((end + 1 - start) / PIECES);
  for (let at = start; at <= end; at += piece) yield bytes.subarray(at, Math.min(at + piece, end + 1));
}
