/** Reasons offered to an account that has none of its own (GET /accounts/me/rejecttypes cannot be had): the window's nine. */
export const usualReasons: readonly string[] = [
  'Cut too tight',
  'Halo or fringe',
  'Background left in opening',
  'Part cropped off',
  'Shadow wrong',
  'Colour differs from reference',
  'Dust or scratches left',
  'Shape bent',
  'Not what was asked',
];

const KEYS = 9;

/**
 * The nine on the keys 1 to 9: what this account has used, most used first; then its own types in the service's order,
 * then the usual ones, as far as there is room. An open room keeps its nine, so that no key changes under a finger.
 */
export function reasonsForKeys(
  types: readonly string[],
  used: readonly { readonly reason: string; readonly times: number }[],
): readonly string[] {
  const mostUsed = used.toSorted((one, other) => other.times - one.times).map((each) => each.reason);
  const keys = [...mostUsed, ...types, ...usualReasons].map((reason) => reason.trim());
  return [...new Set(keys)].filter((reason) => reason !== '').slice(0, KEYS);
}
