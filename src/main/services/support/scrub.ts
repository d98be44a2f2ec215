import type { Redactor } from '../../ports/redactor.ts';

/** Any address with a scheme. Those of the services carry session ids, and the others are nobody's business either. */
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>\\]*/gi;

/** `/a/b/c.tif`, `C:\a\b\c.tif`, `\\server\share\c.tif`: up to the last separator. Not what only divides two words. */
const FOLDERS = /(?<![\w.~/\\-])(?:[A-Za-z]:[\\/]|\\\\|\/)(?:[^/\\\s"'<>|:]+[/\\])+/g;

/** As itself within a pattern. */
const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

export interface ScrubOptions {
  readonly redactor: Pick<Redactor, 'redact'>;
  readonly fullPaths: boolean;
  /** Folders that are known by name: their paths are found even where they hold spaces. */
  readonly folders: readonly string[];
}

/** Takes secrets and addresses, and unless they are wanted the folders of paths, out of a text. Pure. */
export function scrubText(text: string, { redactor, fullPaths, folders }: ScrubOptions): string {
  const clean = redactor.redact(text).replaceAll(ADDRESS, '[address removed]');
  if (fullPaths) return clean;
  const known = [...folders].filter((folder) => folder.length > 1).sort((a, b) => b.length - a.length);
  let short = clean;
  // Below a known folder names may hold spaces: everything up to the last separator goes.
  for (const folder of known)
    short = short.replaceAll(new RegExp(`${literal(folder)}[/\\\\](?:[^/\\\\"'<>|:\n]+[/\\\\])*`, 'g'), '');
  return short.replaceAll(FOLDERS, '');
}

/** The same for every text of a value made of plain data, names of members included. Pure. */
export function scrub(value: unknown, options: ScrubOptions): unknown {
  if (typeof value === 'string') return scrubText(value, options);
  if (Array.isArray(value)) return value.map((each) => scrub(each, options));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [scrubText(name, options), scrub(each, options)]),
  );
}
