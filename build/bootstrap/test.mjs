import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBundles } from './bundles.mjs';
import { ensureFtpServers } from './ftp-servers.mjs';
import { projectEnvironment, projectNode, root } from './project.mjs';
import { run } from './run.mjs';
import { SetUpError } from './say.mjs';
import { command, setUp } from './set-up.mjs';
import { countTests, summary } from './test-outcome.mjs';

/** @typedef {import('./test-outcome.mjs').Counts} Counts */

/** Milliseconds: a check or a test run that takes longer hangs, and is ended as a failure. */
const limits = { check: 600_000, tests: 1_500_000 };

/** Name, script of a package, its parameters. */
const checks = /** @type {const} */ ([
  ['format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']],
  ['layers', 'dependency-cruiser/bin/dependency-cruiser.mjs', ['--config', '.dependency-cruiser.mjs', 'src']],
  ['types', 'typescript/bin/tsc', ['--noEmit']],
  [
    'renderer types',
    'svelte-check/bin/svelte-check',
    ['--tsconfig', './tsconfig.web.json', '--fail-on-warnings'],
  ],
  ['lint', 'eslint/bin/eslint.js', ['--max-warnings', '0', '.']],
]);

/** @param {number} started */
const since = (started) => `${((performance.now() - started) / 1000).toFixed(1)} s`;

/** @param {string} line */
const print = (line) => process.stdout.write(`${line}\n`);

/**
 * @param {(typeof checks)[number]} check
 * @returns {Promise<Counts>}
 */
async function runCheck([name, script, parameters]) {
  const started = performance.now();
  const { code, tooLong, output } = await run(
    projectNode(),
    [join(root, 'node_modules', script), ...parameters],
    { folder: root, environment: projectEnvironment(), show: 'capture', limit: limits.check },
  );
  if (code === 0) {
    print(`✓ ${name} (${since(started)})`);
    return { passed: 1, failed: 0 };
  }
  print(`✗ ${name} (${since(started)})${tooLong ? ': took too long and was ended' : ''}\n${output.trim()}`);
  return { passed: 0, failed: 1 };
}

/**
 * The bundles, counted like a check: when they cannot be built, everything else is still looked at.
 * @returns {Promise<Counts>}
 */
async function build() {
  try {
    await ensureBundles(root);
    print('✓ build');
    return { passed: 1, failed: 0 };
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    print(`✗ build\n${error.message}`);
    return { passed: 0, failed: 1 };
  }
}

/**
 * The static checks, two at a time.
 * @returns {Promise<Counts[]>}
 */
async function runChecks() {
  const waiting = [...checks];
  /** @type {Counts[]} */
  const counts = [];
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      counts.push(await runCheck(check));
    }
  };
  await Promise.all([work(), work()]);
  return counts;
}

/**
 * @param {readonly string[]} projects of vitest.config.ts
 * @param {readonly string[]} passed further parameters for vitest
 * @returns {Promise<Counts>}
 */
async function runTests(projects, passed) {
  const folder = mkdtempSync(join(tmpdir(), 'clipdesk-test-'));
  try {
    const file = join(folder, 'report.json');
    const { code, tooLong } = await run(
      projectNode(),
      [
        join(root, 'node_modules', 'vitest', 'vitest.mjs'),
        'run',
        ...projects.flatMap((project) => ['--project', project]),
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
        ...passed,
      ],
      { folder: root, environment: projectEnvironment(), limit: limits.tests },
    );
    if (tooLong) print('✗ the tests took too long and were ended');
    /** @type {import('./test-outcome.mjs').Report | null} */
    const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
    return countTests(report, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What each kind of run consists of. */
const kinds = {
  all: { checks: true, projects: ['unit', 'renderer', 'e2e'] },
  unit: { checks: false, projects: ['unit', 'renderer'] },
  e2e: { checks: false, projects: ['e2e'] },
};

await command(async () => {
  const passed = process.argv.slice(2);
  const only = passed[0] === '--only' ? passed.splice(0, 2)[1] : 'all';
  if (only !== 'all' && only !== 'unit' && only !== 'e2e')
    throw new TypeError(`No tests are called ${String(only)}.`);
  const kind = kinds[only];

  const linux = /** @type {const} */ (['screen', 'keyring', 'ftp-server', 'tracer']);
  try {
    await setUp({
      system: [
        'browser',
        'fonts',
        'keychain',
        'certificates',
        ...(process.platform === 'linux' ? linux : []),
      ],
      bundles: false,
    });
    if (kind.projects.some((project) => project === 'unit')) await ensureFtpServers();
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    print(`✗ set-up: ${error.message}`);
    print(summary([{ passed: 0, failed: 1 }]));
    return 1;
  }
  const counts = [await build()];
  if (kind.checks) counts.push(...(await runChecks()));
  counts.push(await runTests(kind.projects, passed));
  print(summary(counts));
  return counts.some(({ failed }) => failed > 0) ? 1 : 0;
});
