import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { clientName } from '../data/storage.ts';

export interface Entry {
  readonly name: string;
  readonly facts: Stats;
}

/** What lies in a folder, or the one file itself. */
export async function entriesOf(path: string): Promise<readonly Entry[]> {
  const own = await stat(path);
  if (!own.isDirectory()) return [{ name: clientName(basename(path)), facts: own }];
  const entries: Entry[] = [];
  for (const name of (await readdir(path)).sort()) {
    const facts = await stat(join(path, name)).catch(() => null);
    if (facts) entries.push({ name: clientName(name), facts });
  }
  return entries;
}

/** `YYYYMMDDHHMMSS.sss`, UTC (RFC 3659). */
export function timeValue(facts: Stats): string {
  return facts.mtime.toISOString().replace(/[-:TZ]/g, '');
}

/** One line of MLSD and MLST (RFC 3659). */
export function factsLine({ name, facts }: Entry): string {
  const kind = facts.isDirectory() ? 'type=dir;' : `type=file;size=${facts.size};`;
  return `${kind}modify=${timeValue(facts).slice(0, 14)};perm=${facts.isDirectory() ? 'elcm' : 'radfw'}; ${name}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** One line of LIST, as `ls -l` writes it. */
export function listLine({ name, facts }: Entry, now: number): string {
  const time = facts.mtime;
  const day = String(time.getUTCDate()).padStart(2, ' ');
  const isRecent = now - time.getTime() < 180 * 24 * 60 * 60 * 1000;
  const when = isRecent
    ? `${String(time.getUTCHours()).padStart(2, '0')}:${String(time.getUTCMinutes()).padStart(2, '0')}`
    : ` ${time.getUTCFullYear()}`;
  return `${facts.isDirectory() ? 'drwxr-xr-x' : '-rw-r--r--'} 1 studio studio ${String(facts.size).padStart(12, ' ')} ${months[time.getUTCMonth()] ?? ''} ${day} ${when} ${name}`;
}
