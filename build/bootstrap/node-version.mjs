/** The oldest Node that can run the set-up; everything after it runs on the Node of the `node` package. */
export const oldestNode = '20.19.0';

/**
 * Whether a Node version can run the set-up.
 * @param {string} version as in `process.versions.node`, for example `20.19.1`
 * @returns {boolean}
 */
export function nodeIsNewEnough(version) {
  const have = version.split('.').map(Number);
  const need = oldestNode.split('.').map(Number);
  for (const [place, wanted] of need.entries()) {
    const found = have[place] ?? 0;
    if (found !== wanted) return found > wanted;
  }
  return true;
}
