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
/** So many keys may go to reasons somebody wrote; the others keep theirs, so that fingers can learn them. */
const OWN = 3;

/**
 * The nine on the keys 1 to 9: the account's own types in the service's order, else the usual ones; then reasons used
 * before, most used first; then the usual ones again, where there is room.
 */
export function reasonsForKeys(
  types: readonly string[],
  used: readonly { readonly reason: string; readonly times: number }[],
): readonly string[] {
  const named = [...new Set(types.map((type) => type.trim()).filter((type) => type !== ''))];
  const base = named.length === 0 ? usualReasons : named;
  const own = used.map((each) => each.reason).filter((reason) => !base.includes(reason));
  const room = Math.max(KEYS - base.length, Math.min(own.length, OWN));
  const keys = [...base.slice(0, KEYS - Math.min(room, own.length)), ...own.slice(0, room), ...usualReasons];
  return [...new Set(keys)].slice(0, KEYS);
}
