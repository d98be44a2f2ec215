import type { ArchiveEntry } from '../../ports/archives.ts';
import { nameKey } from './plan-names.ts';

export interface ArchiveMatch<Wanted> {
  readonly matched: readonly { readonly wanted: Wanted; readonly entry: ArchiveEntry }[];
  /** What the archive does not hold, or holds so that it is not clear which it is, with the reason where there is one. */
  readonly missing: readonly { readonly wanted: Wanted; readonly problem: string }[];
  /** Files of the archive that are in no list of the service. */
  readonly unlisted: number;
}

const lastPart = (name: string): string => name.split('/').at(-1) ?? name;

/**
 * Finds each wanted result in an archive by its name at the service, whatever folders the archive puts it in. A name that
 * is not unique on either side is nobody's: which one is meant would be a guess. Pure.
 * @param listed names of all results the service lists, wanted now or not
 */
export function matchArchive<Wanted>(
  wanted: readonly Wanted[],
  nameOf: (wanted: Wanted) => string,
  entries: readonly ArchiveEntry[],
  listed: readonly string[],
): ArchiveMatch<Wanted> {
  const byName = new Map<string, Set<ArchiveEntry>>();
  for (const entry of entries)
    for (const name of entry.names) {
      const key = nameKey(lastPart(name));
      byName.set(key, (byName.get(key) ?? new Set()).add(entry));
    }
  const times = new Map<string, number>();
  const keyOf = (each: Wanted): string => nameKey(lastPart(nameOf(each)));
  for (const each of wanted) times.set(keyOf(each), (times.get(keyOf(each)) ?? 0) + 1);

  const matched: { wanted: Wanted; entry: ArchiveEntry }[] = [];
  const missing: { wanted: Wanted; problem: string }[] = [];
  const used = new Set<ArchiveEntry>();
  for (const each of wanted) {
    const found = [...(byName.get(keyOf(each)) ?? [])];
    for (const entry of found) used.add(entry);
    const [entry] = found;
    if (entry === undefined) missing.push({ wanted: each, problem: 'is not in the archive' });
    else if (found.length > 1 || times.get(keyOf(each)) !== 1)
      missing.push({ wanted: each, problem: 'has a name the archive holds more than once' });
    else if (entry.problem !== '') missing.push({ wanted: each, problem: entry.problem });
    else matched.push({ wanted: each, entry });
  }
  for (const name of listed) for (const entry of byName.get(nameKey(lastPart(name))) ?? []) used.add(entry);
  return { matched, missing, unlisted: entries.length - used.size };
}
