/** One of a list that is not empty. */
export function choose<T>(from: readonly T[], random: () => number): T {
  // Not empty, and `random` is below 1.
  return from[Math.floor(random() * from.length)] as T;
}
