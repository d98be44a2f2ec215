/**
 * Reasons offered before an account has used any: the window's own nine. `GET /accounts/me/rejecttypes` exists at the
 * service, but its answer is undocumented.
 */
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

/** The nine on the keys 1 to 9: a key keeps its reason until another one was really used more often. */
export function reasonsForKeys(
  used: readonly { readonly reason: string; readonly times: number }[],
): readonly string[] {
  const own = used.map((each) => each.reason).filter((reason) => !usualReasons.includes(reason));
  const room = Math.min(own.length, 3);
  return [...usualReasons.slice(0, 9 - room), ...own.slice(0, room)];
}
