const plain = (text: string): string => text.normalize('NFC').toLowerCase();

/**
 * What was said before and holds every word that is typed: own words first, the last used at the top, then the reasons on
 * the keys. All of them while nothing is typed.
 */
export function wordingsLike(
  saved: readonly string[],
  reasons: readonly string[],
  typed: string,
): readonly string[] {
  const parts = plain(typed)
    .split(/\s+/)
    .filter((part) => part !== '');
  const all = [...new Set([...saved, ...reasons])];
  return all.filter((text) => parts.every((part) => plain(text).includes(part)));
}
