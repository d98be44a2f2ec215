/**
 * Vitest's JSON report, as far as it is read here.
 * @typedef {object} Report
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {readonly { status: string, assertionResults: readonly unknown[] }[]} testResults one per file
 *
 * @typedef {{ passed: number, failed: number }} Counts
 */

/**
 * What a run of the tests came to. A file that could not even be loaded, an error outside every test and a run that
 * left no report are failures too: nothing that went wrong is counted as nothing.
 * @param {Report | null} report null when none was written
 * @param {number} exitCode vitest's
 * @returns {Counts}
 */
export function countTests(report, exitCode) {
  if (report === null) return { passed: 0, failed: 1 };
  const unloadable = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + unloadable;
  return { passed: report.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

/**
 * The last line of every test run.
 * @param {readonly Counts[]} counts
 * @returns {string}
 */
export function summary(counts) {
  const passed = counts.reduce((sum, part) => sum + part.passed, 0);
  const failed = counts.reduce((sum, part) => sum + part.failed, 0);
  return `${String(passed)} passed, ${String(failed)} failed`;
}
