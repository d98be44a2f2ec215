import { createHash } from 'node:crypto';
import type { FileId } from '../../../preload/contract/index.ts';
import type { Files } from '../../ports/files.ts';
import type { FileRecord, StoreReader } from '../../ports/store.ts';

/** Bytes of the beginning and of the end that are compared before whole files are read. */
const EDGE = 64 * 1024;

/** `md5` where it was sent already, or hashed for another reason. */
type Known = Pick<FileRecord, 'id' | 'path' | 'size' | 'modifiedAt' | 'md5'> & {
  /** Of the look into it, where it was looked into just now. */
  readonly sample?: string;
};

/**
 * Finds pictures of the same bytes within one job. Only files of one size are compared, first by their beginnings and
 * ends: a picture whose size is its own is not read for it at all.
 */
export class KnownContents {
  readonly #files: Pick<Files, 'hash' | 'head' | 'tail'>;
  readonly #bySize = new Map<number, Known[]>();
  readonly #edges = new Map<string, Promise<string>>();
  readonly #wholes = new Map<string, Promise<string>>();

  constructor(files: Pick<Files, 'hash' | 'head' | 'tail'>, records: Iterable<FileRecord>) {
    this.#files = files;
    for (const record of records) if (goes(record)) this.add(record);
  }

  add({ id, path, size, modifiedAt, md5, sample }: Known): void {
    if (path === null || size === 0) return;
    const known = this.#bySize.get(size);
    const one = { id, path, size, modifiedAt, md5, ...(sample === undefined ? {} : { sample }) };
    if (known === undefined) this.#bySize.set(size, [one]);
    else if (!known.some((each) => each.id === id)) known.push(one);
  }

  /**
   * Pictures known so far with the same bytes, in the order they were added; a file that cannot be read is like no other.
   * Takes time where files of one size are many and large: not for use in a transaction.
   */
  async twins(file: Known, signal: AbortSignal): Promise<readonly FileId[]> {
    const twins: FileId[] = [];
    for (const other of this.#bySize.get(file.size) ?? [])
      if (other.id !== file.id && !haveOtherSamples(file, other) && (await this.#isSame(file, other, signal)))
        twins.push(other.id);
    return twins;
  }

  async #isSame(one: Known, other: Known, signal: AbortSignal): Promise<boolean> {
    if (one.path === null || other.path === null) return false;
    try {
      // Its file may be gone or changed since it was sent; what was sent is what counts.
      if (other.md5 !== null) return (await this.#whole(one.path, signal)) === other.md5;
      // Exported anew under its old name: another version, although there is only one file now.
      if (one.path === other.path) return one.modifiedAt === other.modifiedAt;
      if ((await this.#edge(one.path)) !== (await this.#edge(other.path))) return false;
      if (one.size <= EDGE) return true;
      return (await this.#whole(one.path, signal)) === (await this.#whole(other.path, signal));
    } catch {
      signal.throwIfAborted();
      return false;
    }
  }

  #edge(path: string): Promise<string> {
    const known = this.#edges.get(path);
    if (known !== undefined) return known;
    const edge = (async () => {
      const hash = createHash('md5').update(await this.#files.head(path, EDGE));
      return hash.update(await this.#files.tail(path, EDGE)).digest('hex');
    })();
    this.#edges.set(path, edge);
    return edge;
  }

  #whole(path: string, signal: AbortSignal): Promise<string> {
    const known = this.#wholes.get(path);
    if (known !== undefined) return known;
    const whole = this.#files.hash(path, 'md5', signal);
    this.#wholes.set(path, whole);
    return whole;
  }
}

/** Different, without anything being read for it. */
function haveOtherSamples(one: Known, other: Known): boolean {
  return one.sample !== undefined && other.sample !== undefined && one.sample !== other.sample;
}

/** Whether a picture goes, or went, with the job. One that waits is looked into before it is sent, if it was not yet. */
export function goes({ state, format }: FileRecord): boolean {
  return (
    state.kind !== 'left-out' && state.kind !== 'at-server' && (format !== '' || state.kind === 'waiting')
  );
}

/** The first of the pictures that still goes with the job; null when none does. */
export async function firstThatGoes(ids: readonly FileId[], reader: StoreReader): Promise<FileRecord | null> {
  for (const id of ids) {
    const record = await reader.file(id);
    if (record !== null && goes(record)) return record;
  }
  return null;
}
