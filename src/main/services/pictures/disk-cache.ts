import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../ports/log.ts';

interface Entry {
  readonly name: string;
  bytes: number;
  usedAt: number;
}

/**
 * Pictures of the service on this disk. Names are made of job, image and variant, never of an address; a file has its name
 * only when it is whole. Beyond the limit the ones not used longest are removed. A cache that cannot be read or
 * written costs time and nothing else, so its failures are logged and never thrown.
 */
export class DiskCache {
  readonly #folder: string;
  readonly #mostBytes: number;
  readonly #log: Log;
  #index: Promise<Map<string, Entry>> | null = null;
  #bytes = 0;
  #writes: Promise<void> = Promise.resolve();

  constructor(folder: string, mostBytes: number, log: Log) {
    this.#folder = folder;
    this.#mostBytes = mostBytes;
    this.#log = log;
  }

  #nameOf(key: string): string {
    return createHash('sha256').update(key).digest('hex').slice(0, 40);
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
      if (!/^[0-9a-f]{40}$/.test(name)) {
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

  async get(key: string): Promise<Uint8Array | null> {
    const name = this.#nameOf(key);
    try {
      const entries = await this.#entries();
      const entry = entries.get(name);
      if (entry === undefined) return null;
      const path = join(this.#folder, name);
      const bytes = await readFile(path);
      if (bytes.length !== entry.bytes || bytes.length === 0) return null;
      entries.delete(name);
      entries.set(name, entry);
      const now = new Date();
      await utimes(path, now, now);
      return bytes;
    } catch {
      return null;
    }
  }

  /** Resolves when the picture is on the disk, or could not be written. */
  async put(key: string, bytes: Uint8Array): Promise<void> {
    this.#writes = this.#writes.then(() => this.#write(this.#nameOf(key), bytes));
    await this.#writes;
  }

  async #write(name: string, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 || bytes.length > this.#mostBytes) return;
    const part = join(this.#folder, `${name}.${randomUUID()}.part`);
    try {
      const entries = await this.#entries();
      const handle = await open(part, 'wx');
      try {
        await handle.writeFile(bytes);
      } finally {
        await handle.close();
      }
      await rename(part, join(this.#folder, name));
      this.#bytes += bytes.length - (entries.get(name)?.bytes ?? 0);
      entries.delete(name);
      entries.set(name, { name, bytes: bytes.length, usedAt: 0 });
      for (const [oldest, entry] of entries) {
        if (this.#bytes <= this.#mostBytes) break;
        if (oldest === name) continue;
        entries.delete(oldest);
        this.#bytes -= entry.bytes;
        await rm(join(this.#folder, oldest), { force: true });
      }
    } catch (thrown) {
      await rm(part, { force: true }).catch(() => undefined);
      this.#log.warn('A picture could not be kept on this disk; it is fetched again when it is needed.', {
        reason: thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown',
      });
    }
  }
}
