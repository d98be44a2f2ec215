import { join } from 'node:path';
import type { Register } from '../data/register.ts';
import { diskName, type Storage } from '../data/storage.ts';
import type { StudioJob } from '../data/studio-data.ts';

/** A place of the FTP tree. Every path resolves to one of these or to nothing: there is no way out of the job folders. */
export interface Place {
  /** From `/`, without `.` and `..`. */
  readonly parts: readonly string[];
  /** Where it lies on this disk. */
  readonly path: string;
  /** The job whose folder it is in; null above the job folders. */
  readonly job: StudioJob | null;
  /** The job's folder; null in and above the job's own. */
  readonly folder: 'ORIGINAL' | 'CLIPPED' | null;
  /** Parts below ORIGINAL or CLIPPED. */
  readonly depth: number;
}

/** An FTP path from the working folder, as parts; `..` stops at `/`. */
export function resolveParts(working: readonly string[], argument: string): readonly string[] {
  const parts = argument.startsWith('/') ? [] : [...working];
  for (const part of argument.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part.normalize('NFC'));
  }
  return parts;
}

/** @returns null when no place can have this path */
export function placeOf(register: Register, storage: Storage, parts: readonly string[]): Place | null {
  const written = parts.map(diskName);
  if (written.some((name) => name === null)) return null;
  const path = join(storage.root, ...written.filter((name) => name !== null));
  const [day, number, folder] = parts;
  const job = number !== undefined && /^\d{1,15}$/.test(number) ? register.job(Number(number)) : null;
  if (number !== undefined && (job === null || job.day !== day)) return null;
  if (folder !== undefined && folder !== 'ORIGINAL' && folder !== 'CLIPPED') return null;
  return { parts, path, job, folder: folder ?? null, depth: Math.max(0, parts.length - 3) };
}

export function pathText(parts: readonly string[]): string {
  return `/${parts.join('/')}`;
}

/** As replies 257 write a path: quotes inside are doubled (RFC 959). */
export function quoted(parts: readonly string[]): string {
  return `"${pathText(parts).replaceAll('"', '""')}"`;
}
