import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { basename, dirname } from 'node:path';
import { fileError } from '../../../src/main/adapters/files/file-error.ts';
import { AppError } from '../../../src/main/errors/app-error.ts';
import type { Files, Part } from '../../../src/main/ports/files.ts';
import type { Images } from '../../../src/main/ports/images.ts';
import type { FaultBook } from './fault-book.ts';

interface Stored {
  readonly bytes: Buffer;
  readonly modifiedAt: number;
}

/** The photographer's disk. */
export class Disk {
  readonly files = new Map<string, Stored>();
  /** Everything that ever lay at a path, the last one at the end. */
  readonly history = new Map<string, Buffer[]>();
  readonly #faults: FaultBook;

  constructor(faults: FaultBook) {
    this.#faults = faults;
  }

  put(path: string, bytes: Buffer, modifiedAt: number): void {
    this.files.set(path, { bytes, modifiedAt });
    this.history.set(path, [...(this.history.get(path) ?? []), bytes]);
  }

  read(path: string): Stored {
    const code = this.#faults.look() ? 'EIO' : 'ENOENT';
    const stored = code === 'EIO' ? undefined : this.files.get(path);
    // As the real disk says it, in the sentences of the real adapter.
    if (stored === undefined) throw fileError(Object.assign(new Error(code), { code }), path, 'read');
    return stored;
  }

  isFolder(path: string): boolean {
    return [...this.files.keys()].some((each) => each.startsWith(`${path}/`));
  }

  pictures(): Images {
    return {
      check: async (path) => {
        this.read(path);
        return { kind: 'picture', format: 'JPEG', width: 10, height: 10, description: 'JPEG, 10 × 10' };
      },
      // What was not looked into when a job is sent off is looked into on its way.
      seemWhole: (paths) => Promise.resolve(paths.map((path) => this.files.has(path))),
      reduced: () => Promise.resolve(null),
      smaller: () => Promise.resolve(null),
    };
  }

  /** The disk as Clipdesk reaches it. */
  access(): Files {
    const disk: Pick<Disk, 'isFolder' | 'read' | 'files'> = {
      files: this.files,
      read: (path) => this.read(path),
      isFolder: (path) => this.isFolder(path),
    };
    return {
      async facts(path) {
        if (disk.isFolder(path)) return { size: 0, modifiedAt: 1, kind: 'folder' };
        const { bytes, modifiedAt } = disk.read(path);
        return { size: bytes.byteLength, modifiedAt, kind: 'file' };
      },
      async *walk(paths) {
        for (const path of paths)
          for (const found of [...disk.files.keys()].sort())
            if (found === path || found.startsWith(`${path}/`))
              yield {
                path: found,
                sourceName: found === path ? basename(found) : found.slice(dirname(path).length + 1),
              };
      },
      hash: async (path, algorithm) => createHash(algorithm).update(disk.read(path).bytes).digest('hex'),
      read: (path) => Readable.from([disk.read(path).bytes]),
      ensureFolder: async () => undefined,
      isFree: async (path) => !disk.files.has(path),
      writeWhole: () => Promise.reject(notHere()),
      openPart: (): Promise<Part> => Promise.reject(notHere()),
      giveName: () => Promise.reject(notHere()),
      remove: async (path) => void disk.files.delete(path),
      room: async () => null,
      head: async (path, length) => disk.read(path).bytes.subarray(0, length),
      tail: async (path, length) => disk.read(path).bytes.subarray(-length),
    };
  }
}

const notHere = (): AppError =>
  new AppError('person', 'not_simulated', 'Nothing is saved in the simulation.');
