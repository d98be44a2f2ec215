import { realpath } from 'node:fs/promises';
import { basename, relative, isAbsolute, sep } from 'node:path';

const unfinished = /\.(part|partial|tmp|temp|crdownload|download|filepart|lock|swp)$/i;
const bookkeeping = /^(thumbs\.db|desktop\.ini|icon\r)$/i;

/** Names that are never a finished export: hidden files, bookkeeping, and what programs call a file they still write. */
export function isPassing(path: string): boolean {
  const name = basename(path);
  return name.startsWith('.') || name.startsWith('~') || unfinished.test(name) || bookkeeping.test(name);
}

/** Whether any part of `path` below `folder` is one that is passed over. */
export function isPassedOver(folder: string, path: string): boolean {
  return relative(folder, path)
    .split(sep)
    .some((part) => part !== '' && isPassing(part));
}

/** False for what a link inside the folder leads to elsewhere: only what lies in the folder is sent. */
export async function liesInside(folder: string, path: string): Promise<boolean> {
  try {
    const way = relative(await realpath(folder), await realpath(path));
    return way !== '' && !way.startsWith('..') && !isAbsolute(way);
  } catch {
    return false;
  }
}
