import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccountId, JobId } from '../../../preload/contract/index.ts';
import type { Log } from '../../ports/log.ts';

/**
 * What a picture is kept under: never an address. `version` tells pictures apart that the service gave under one image id.
 * `delivered` is the file as it would be downloaded, needed only while somebody looks into it.
 */
export type PictureKey = JobPictureKey | SitePictureKey;

export interface JobPictureKey {
  readonly job: JobId;
  readonly image: number;
  readonly variant: 'thumbnail' | 'preview' | 'full' | 'delivered';
  readonly version: string;
}

/** A picture of a site, as it is shown; `version` tells apart what had the same path at different times. */
export interface SitePictureKey {
  readonly site: AccountId;
  readonly path: string;
  readonly version: string;
}

interface Entry {
  readonly name: string;
  readonly bytes: number;
  readonly usedAt: number;
}

export interface DiskUsage {
  /** Bytes. */
  readonly used: number;
  readonly limit: number;
  readonly pictures: number;
}

const jobDigits = 12;
const keyDigits = 28;
const deliveredEnding = '.d';
const cacheName = /^[0-9a-f]{40}(\.d)?$/;

function digest(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

function nameOf(key: PictureKey): string {
  if ('site' in key)
    return `${digest(`site ${key.site}`, jobDigits)}${digest(JSON.stringify([key.path, key.version]), keyDigits)}`;
  const rest = digest(`${String(key.image)} ${key.variant} ${key.version}`, keyDigits);
  return `${digest(key.job, jobDigits)}${rest}${key.variant === 'delivered' ? deliveredEnding : ''}`;
}

async function* one(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  await Promise.resolve();
  yield bytes;
}

/**
 * Pictures of the service on this disk. A file has its name only when it is whole. Beyond the limit the ones not used
 * longest are removed: delivered files first, then pictures of jobs that are decided, at last those somebody still has to
 * judge; what undelivered decisions were taken on stays. A cache that cannot be read or written costs time and nothing else, so its failures are logged and never thrown.
 */
export class DiskCache {
  readonly #folder: string;
  readonly #log: Log;
  readonly #undecided: () => Promise<readonly JobId[]>;
  readonly #staying: () => Promise<readonly PictureKey[]>;
  #limit: number;
  #index: Promise<Map<string, Entry>> | null = null;
  #bytes = 0;
  #tidying: Promise<void> = Promise.resolve();
  /** What is on its way to the disk, by name. */
  readonly #writing = new Map<string, Promise<void>>();
  #written: Promise<void> = Promise.resolve();

  /**
   * @param options.undecided jobs with results that wait for a decision
   * @param options.staying pictures that never leave by themselves, nor when the cache is emptied
   */
  constructor(options: {
    readonly folder: string;
    readonly limit: number;
    readonly log: Log;
    readonly undecided?: () => Promise<readonly JobId[]>;
    readonly staying?: () => Promise<readonly PictureKey[]>;
  }) {
    this.#folder = options.folder;
    this.#limit = options.limit;
    this.#log = options.log;
    this.#undecided = options.undecided ?? (() => Promise.resolve([]));
    this.#staying = options.staying ?? (() => Promise.resolve([]));
  }

  #entries(): Promise<Map<string, Entry>> {
    this.#index ??= this.#load();
    return this.#index;
  }

  async #load(): Promise<Map<string, Entry>> {
    const entries: Entry[] = [];
    await mkdir(this.#folder, { recursive: true });
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      if (!cacheName.test(name)) {
        // Left over from a write that was interrupted.
        if (name.endsWith('.part')) await rm(path, { force: true });
        continue;
      }
      const facts = await stat(path);
      entries.push({ name, bytes: facts.size, usedAt: facts.mtimeMs });
    }
    entries.sort((left, right) => left.usedAt - right.usedAt);
    this.#bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    return new Map(entries.map((entry) => [entry.name, entry]));
  }

  async usage(): Promise<DiskUsage> {
    await this.settled();
    const pictures = await this.#entries().then(
      (entries) => entries.size,
      () => 0,
    );
    return { used: this.#bytes, limit: this.#limit, pictures };
  }

  async setLimit(bytes: number): Promise<void> {
    this.#limit = bytes;
    await this.#tidy('');
  }

  async has(key: PictureKey): Promise<boolean> {
    const name = nameOf(key);
    await this.#writing.get(name);
    try {
      return (await this.#entries()).has(name);
    } catch {
      return false;
    }
  }

  async get(key: PictureKey): Promise<Uint8Array | null> {
    const path = await this.file(key);
    if (path === null) return null;
    try {
      return await readFile(path);
    } catch {
      return null;
    }
  }

  /** Where the picture lies, for those who read it in parts; null when it is not there whole. */
  async file(key: PictureKey): Promise<string | null> {
    const name = nameOf(key);
    await this.#writing.get(name);
    try {
      const entries = await this.#entries();
      const entry = entries.get(name);
      if (entry === undefined) return null;
      const path = join(this.#folder, name);
      const now = new Date();
      await utimes(path, now, now);
      if ((await stat(path)).size !== entry.bytes || entry.bytes === 0) return null;
      entries.delete(name);
      entries.set(name, entry);
      return path;
    } catch {
      return null;
    }
  }

  /** Resolves when the picture is on the disk, or could not be written. */
  async put(key: PictureKey, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 || bytes.length > this.#limit) return;
    await this.putStream(key, one(bytes)).catch(() => undefined);
  }

  /**
   * Writes it meanwhile, after what is being written: who looks at it need not wait for the disk. Whoever asks for it here
   * waits until it is written.
   */
  keep(key: PictureKey, bytes: Uint8Array): void {
    const name = nameOf(key);
    const written = this.#written
      .then(() => this.put(key, bytes))
      .finally(() => {
        if (this.#writing.get(name) === written) this.#writing.delete(name);
      });
    this.#writing.set(name, written);
    this.#written = written;
  }

  /** Resolves when nothing is on its way to the disk any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing.values());
  }

  /**
   * Writes as it comes, with constant memory. Null when the disk did not take it.
   * @throws what `content` throws: nothing is kept then
   */
  async putStream(key: PictureKey, content: AsyncIterable<Uint8Array>): Promise<string | null> {
    const name = nameOf(key);
    const part = join(this.#folder, `${name}.${randomUUID()}.part`);
    let fromContent = false;
    try {
      const entries = await this.#entries();
      const handle = await open(part, 'wx');
      let bytes = 0;
      try {
        fromContent = true;
        for await (const chunk of content) {
          fromContent = false;
          await handle.writeFile(chunk);
          bytes += chunk.byteLength;
          fromContent = true;
        }
        fromContent = false;
      } finally {
        await handle.close();
      }
      await rename(part, join(this.#folder, name));
      this.#bytes += bytes - (entries.get(name)?.bytes ?? 0);
      entries.delete(name);
      entries.set(name, { name, bytes, usedAt: 0 });
      await this.#tidy(name);
      return join(this.#folder, name);
    } catch (thrown) {
      await rm(part, { force: true }).catch(() => undefined);
      if (fromContent) throw thrown;
      this.#log.warn('A picture could not be kept on this disk; it is fetched again when it is needed.', {
        reason: thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown',
      });
      return null;
    }
  }

  async remove(key: PictureKey): Promise<void> {
    await this.#writing.get(nameOf(key));
    const entries = await this.#entries();
    await this.#drop(entries, entries.get(nameOf(key)));
  }

  /** Removes every picture that may go, and nothing else. */
  async empty(): Promise<void> {
    await this.settled();
    const entries = await this.#entries();
    const staying = new Set((await this.#staying()).map(nameOf));
    for (const entry of [...entries.values()]) if (!staying.has(entry.name)) await this.#drop(entries, entry);
  }

  async #drop(entries: Map<string, Entry>, entry: Entry | undefined): Promise<void> {
    if (entry === undefined || !entries.delete(entry.name)) return;
    this.#bytes -= entry.bytes;
    await rm(join(this.#folder, entry.name), { force: true }).catch((thrown: unknown) => {
      // In use elsewhere: it stays in the count and goes the next time.
      entries.set(entry.name, entry);
      this.#bytes += entry.bytes;
      this.#log.warn('A cached picture could not be removed', {
        reason: thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown',
      });
    });
  }

  /** One at a time; `newest` is the picture just written, which stays. */
  #tidy(newest: string): Promise<void> {
    this.#tidying = this.#tidying.then(async () => {
      const entries = await this.#entries();
      if (this.#bytes <= this.#limit) return;
      const undecided = new Set((await this.#undecided()).map((job) => digest(job, jobDigits)));
      const staying = new Set((await this.#staying()).map(nameOf));
      const rank = (entry: Entry): number => {
        if (entry.name.endsWith(deliveredEnding)) return 0;
        return undecided.has(entry.name.slice(0, jobDigits)) ? 2 : 1;
      };
      const order = [...entries.values()].map((entry, age) => ({ entry, age, rank: rank(entry) }));
      order.sort((left, right) => left.rank - right.rank || left.age - right.age);
      for (const { entry } of order) {
        if (this.#bytes <= this.#limit) break;
        if (entry.name !== newest && !staying.has(entry.name)) await this.#drop(entries, entry);
      }
    });
    // A failure here must not stand in the way of the next one.
    this.#tidying = this.#tidying.catch(() => undefined);
    return this.#tidying;
  }
}
