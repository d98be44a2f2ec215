import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { AppError } from '../../errors/app-error.ts';
import { toAppError } from '../../errors/app-error.ts';
import type { FoundFile } from '../../ports/files.ts';
import { fileError } from './file-error.ts';

const systemNames = new Set([
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  'icon\r',
  '$recycle.bin',
  'system volume information',
  '__macosx',
  '@eadir',
]);

/** Files no photographer put there: dot files (`.DS_Store`, `._IMG_1.jpg`), Windows and NAS bookkeeping. */
export function isSystemName(name: string): boolean {
  return name.startsWith('.') || systemNames.has(name.toLowerCase());
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' });

function stem(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > name.lastIndexOf('/') + 1 ? name.slice(0, dot) : name;
}

/** `IMG_2` before `IMG_10`, `IMG_1.jpg` before `IMG_1 copy.jpg`; the same order on every computer. */
export function naturalOrder(left: string, right: string): number {
  return (
    collator.compare(stem(left), stem(right)) ||
    collator.compare(left, right) ||
    (left < right ? -1 : left > right ? 1 : 0)
  );
}

interface Walk {
  readonly signal: AbortSignal;
  /** Real paths of folders already entered: a link back up ends here instead of going round. */
  readonly entered: Set<string>;
  readonly given: Set<string>;
}

function problemOf(thrown: unknown, path: string): AppError {
  return toAppError(fileError(thrown, path, 'read'));
}

async function* walkFolder(walk: Walk, folder: string, sourceName: string): AsyncGenerator<FoundFile> {
  walk.signal.throwIfAborted();
  let entries;
  try {
    const real = await realpath(folder);
    if (walk.entered.has(real)) return;
    walk.entered.add(real);
    entries = await readdir(folder, { withFileTypes: true });
  } catch (thrown) {
    yield { path: folder, sourceName, problem: problemOf(thrown, folder) };
    return;
  }
  const files: FoundFile[] = [];
  const folders: { readonly path: string; readonly sourceName: string }[] = [];
  for (const entry of entries) {
    if (isSystemName(entry.name)) continue;
    const path = join(folder, entry.name);
    const found = { path, sourceName: `${sourceName}/${entry.name}` };
    if (entry.isFile()) files.push(found);
    else if (entry.isDirectory()) folders.push(found);
    else if (entry.isSymbolicLink()) {
      try {
        const facts = await stat(path);
        if (facts.isFile()) files.push(found);
        else if (facts.isDirectory()) folders.push(found);
      } catch (thrown) {
        files.push({ ...found, problem: problemOf(thrown, path) });
      }
    }
  }
  const byName = (left: FoundFile, right: FoundFile): number =>
    naturalOrder(left.sourceName, right.sourceName);
  for (const file of files.sort(byName)) {
    if (walk.given.has(file.path)) continue;
    walk.given.add(file.path);
    yield file;
  }
  for (const child of folders.sort(byName)) yield* walkFolder(walk, child.path, child.sourceName);
}

/**
 * Every regular file among and below `paths`, in natural order: the files of a folder first, then its folders.
 * What cannot be opened is reported in place and holds nothing else up.
 */
export async function* walkPaths(paths: readonly string[], signal: AbortSignal): AsyncGenerator<FoundFile> {
  const walk: Walk = { signal, entered: new Set(), given: new Set() };
  const sorted = [...new Set(paths.map((path) => resolve(path)))].sort(naturalOrder);
  for (const path of sorted) {
    signal.throwIfAborted();
    const name = basename(path);
    if (walk.given.has(path)) continue;
    let facts;
    try {
      facts = await stat(path);
    } catch (thrown) {
      yield { path, sourceName: name, problem: problemOf(thrown, path) };
      continue;
    }
    if (facts.isDirectory()) yield* walkFolder(walk, path, name);
    else if (facts.isFile() && !isSystemName(name)) {
      walk.given.add(path);
      yield { path, sourceName: name };
    }
  }
}
