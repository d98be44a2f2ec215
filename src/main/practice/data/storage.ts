import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudioJob, StudioResult } from './studio-data.ts';

export type JobFolder = 'ORIGINAL' | 'CLIPPED';

/** Bytes most file systems allow in one name. */
const LONGEST_NAME = 255;

/** Characters some file systems refuse, and the sign they are written with. */
const refused = /[\u0000-\u001f<>:"|?*\\%]|[. ]$/g;

/**
 * The name under which a file of a client lies on this disk: the same on every system, and its way back.
 * @returns null when nothing can have this name: empty, a path, `.`, `..` or too long
 */
export function diskName(name: string): string | null {
  if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0')) return null;
  const written = name
    .normalize('NFC')
    .replace(refused, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return Buffer.byteLength(written) > LONGEST_NAME ? null : written;
}

export function clientName(onDisk: string): string {
  return onDisk.replace(/%([0-9a-f]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

export interface FoundOriginal {
  readonly name: string;
  readonly size: number;
  readonly modifiedAt: number;
}

/** The folders of a studio's home: what FTP shows, what is still arriving, reduced pictures. */
export interface Storage {
  /** What the FTP server shows as `/`. */
  readonly root: string;
  readonly incoming: string;
  readonly previews: string;
  folder(job: Pick<StudioJob, 'day' | 'id'>, folder: JobFolder): string;
  /** @throws when nothing can have this name; names in the register always can */
  path(job: Pick<StudioJob, 'day' | 'id'>, folder: JobFolder, name: string): string;
  makeFolders(job: Pick<StudioJob, 'day' | 'id'>): Promise<void>;
  /** Deletes the pictures of an archived job. */
  clear(job: Pick<StudioJob, 'day' | 'id'>): Promise<void>;
  /** Files lying directly in ORIGINAL now, whole or not, by name. */
  originals(job: Pick<StudioJob, 'day' | 'id'>): Promise<readonly FoundOriginal[]>;
}

export async function openStorage(home: string): Promise<Storage> {
  const root = join(home, 'storage');
  const incoming = join(home, 'incoming');
  const previews = join(home, 'previews');
  // What was still arriving when the studio ended was never confirmed to anybody.
  await rm(incoming, { recursive: true, force: true });
  for (const folder of [root, incoming, previews]) await mkdir(folder, { recursive: true });
  const folder: Storage['folder'] = (job, name) => join(root, job.day, String(job.id), name);
  return {
    root,
    incoming,
    previews,
    folder,
    path(job, place, name) {
      const written = diskName(name);
      if (written === null) throw new Error('This name cannot be stored.');
      return join(folder(job, place), written);
    },
    async makeFolders(job) {
      await mkdir(folder(job, 'ORIGINAL'), { recursive: true });
      await mkdir(folder(job, 'CLIPPED'), { recursive: true });
    },
    async clear(job) {
      await rm(join(root, job.day, String(job.id)), { recursive: true, force: true });
    },
    async originals(job) {
      const place = folder(job, 'ORIGINAL');
      const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
      const found: FoundOriginal[] = [];
      for (const entry of entries) {
        if (!entry.isFile()) continue;
        const facts = await stat(join(place, entry.name)).catch(() => null);
        if (facts) found.push({ name: clientName(entry.name), size: facts.size, modifiedAt: facts.mtimeMs });
      }
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

/** Lower-case hex. Streams. */
export async function md5OfFile(path: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** Where a result lies: in the job that made it. */
export function resultPath(storage: Storage, job: StudioJob, result: StudioResult): string {
  return storage.path(job, 'CLIPPED', result.name);
}
