import { fileError, type FileWork } from '../../../src/main/adapters/files/file-error.ts';
import type { Images } from '../../../src/main/ports/images.ts';
import type { FaultBook } from './fault-book.ts';
import { keyedChance } from './keyed-chance.ts';

export interface Stored {
  bytes: Buffer;
  readonly modifiedAt: number;
  /** So many of its bytes survive a power cut. */
  synced: number;
  /** Whether its name survives one. */
  isNamed: boolean;
}

/** What a whole result ends with: a picture whose end is missing is found broken. */
export const PICTURE_END = '<end>';

/** Errors of the disk in the sentences of the real adapter. */
export function diskError(code: string, path: string, work: FileWork): unknown {
  return fileError(Object.assign(new Error(code), { code }), path, work);
}

/** The photographer's disk: what lies there, and what of it a power cut leaves. */
export class Disk {
  readonly files = new Map<string, Stored>();
  /** Everything that ever lay at a path, the last one at the end. */
  readonly history = new Map<string, Buffer[]>();
  /** Folders whose drive is unplugged. */
  readonly away = new Set<string>();
  readonly #faults: FaultBook;
  readonly #seed: number;
  readonly #watchers = new Set<(path: string) => void>();
  #cuts = 0;

  constructor(faults: FaultBook, seed: number) {
    this.#faults = faults;
    this.#seed = seed;
  }

  /** Another program puts a file there, whole and safe. */
  put(path: string, bytes: Buffer, modifiedAt: number): void {
    this.files.set(path, { bytes, modifiedAt, synced: bytes.byteLength, isNamed: true });
    this.history.set(path, [...(this.history.get(path) ?? []), bytes]);
    for (const tell of [...this.#watchers]) tell(path);
  }

  onPut(tell: (path: string) => void): () => void {
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  }

  isAway(path: string): boolean {
    return [...this.away].some((folder) => path === folder || path.startsWith(`${folder}/`));
  }

  read(path: string): Stored {
    const code = this.#faults.look() ? 'EIO' : 'ENOENT';
    const stored = code === 'EIO' || this.isAway(path) ? undefined : this.files.get(path);
    if (stored === undefined) throw diskError(code, path, 'read');
    return stored;
  }

  isFolder(path: string): boolean {
    return !this.isAway(path) && [...this.files.keys()].some((each) => each.startsWith(`${path}/`));
  }

  /** What was not synced is gone, or there in part; a name whose folder was not synced may be gone. */
  cutPower(): void {
    this.#cuts += 1;
    const chance = (path: string, what: string): number => keyedChance(this.#seed, what, path, this.#cuts);
    for (const [path, stored] of this.files) {
      if (!stored.isNamed && chance(path, 'name') < 0.5) {
        this.files.delete(path);
        continue;
      }
      const more = stored.bytes.byteLength - stored.synced;
      if (more > 0)
        stored.bytes = stored.bytes.subarray(0, stored.synced + Math.floor(chance(path, 'bytes') * more));
      // What is there when the computer starts again is on the disk.
      stored.synced = stored.bytes.byteLength;
      stored.isNamed = true;
    }
  }

  pictures(): Images {
    return {
      decodesLargeSideBySide: true,
      check: async (path) => {
        const { bytes } = this.read(path);
        if (path.endsWith('.part') && !bytes.subarray(-PICTURE_END.length).equals(Buffer.from(PICTURE_END)))
          return { kind: 'broken', format: 'PNG', sentence: 'Its end is missing.' };
        return { kind: 'picture', format: 'JPEG', width: 10, height: 10, description: 'JPEG, 10 × 10' };
      },
      // What was not looked into when a job is sent off is looked into on its way.
      seemWhole: (paths) => Promise.resolve(paths.map((path) => this.files.has(path))),
      reduced: () => Promise.resolve(null),
      smaller: () => Promise.resolve(null),
    };
  }
}
