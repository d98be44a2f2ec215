import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { failEach } from './fail-each.ts';
import { planOf } from './plan.ts';
import { readPlan } from './read-plan.ts';
import { runSeeds, seedsFrom, type SeedResult } from './seed-pool.ts';

const usage = `npm run simulate -- [--seeds N] [--seed S] [--variant NAME] [--trace] [--replay FILE]
Runs the real services, queue and register against a simulated service, network, clock and disk, each under its own seed.
--seeds N     how many seeds (300 when not given)
--seed S      the first one; chosen and printed when not given
--variant V   a broken variant of test/simulation/variants.ts
--trace       prints all that happened under the one seed given
--each        instead of seeds: one whole job, once for every single thing that can fail in it
--replay F    runs a stored plan, as test/simulation/regressions holds them
Exit code 0: every promise was kept. A seed that fails is made as short as possible and stored in out/simulation.`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function wholeNumber(text: string | undefined, name: string): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`--${name} is a whole number.`);
  return value;
}

function tell({ seed, violations, shrunk }: SeedResult): void {
  say(`\n✗ seed ${String(seed)}`);
  for (const violation of violations) say(`    ${violation}`);
  if (shrunk === null) return;
  const folder = join(import.meta.dirname, '..', '..', 'out', 'simulation');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `seed-${String(seed)}.json`);
  writeFileSync(file, `${JSON.stringify({ about: violations[0] ?? '', plan: shrunk.plan }, null, 2)}\n`);
  say(
    `  as short as it gets (${String(shrunk.plan.moves.length)} moves, ${String(shrunk.plan.faults.length)} faults; ${file}):`,
  );
  for (const line of shrunk.trace) say(`    ${line}`);
}

/** One plan in this very thread, with all that happened. */
async function replay(plan: ReturnType<typeof planOf>): Promise<number> {
  const { run } = await import('./run.ts');
  const outcome = await run(plan);
  for (const line of outcome.trace) say(line);
  say(
    `${outcome.digest}  ${outcome.violations.length === 0 ? 'every promise was kept' : outcome.violations.join('; ')}`,
  );
  return outcome.violations.length === 0 ? 0 : 1;
}

async function eachFault(): Promise<number> {
  const { tried, broken } = await failEach(1, 0);
  for (const { fault, violations } of broken) say(`✗ ${JSON.stringify(fault)}: ${violations.join('; ')}`);
  say(
    `One whole job, ${String(tried)} single faults: ${broken.length === 0 ? 'every promise was kept' : `${String(broken.length)} broke one`}.`,
  );
  return broken.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      variant: { type: 'string' },
      replay: { type: 'string' },
      trace: { type: 'boolean' },
      each: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    say(usage);
    return 0;
  }
  if (values.each === true) return eachFault();
  if (values.replay !== undefined) return replay(readPlan(readFileSync(values.replay, 'utf8')));
  const first = wholeNumber(values.seed, 'seed') ?? Math.floor(Math.random() * 1_000_000_000);
  if (values.trace === true) return replay(planOf(first));
  const count = wholeNumber(values.seeds, 'seeds') ?? 300;
  say(`Seeds ${String(first)} to ${String(first + count - 1)}; every tenth is run twice.`);
  const started = Date.now();
  let done = 0;
  let failed = 0;
  const requests = seedsFrom(first, count, { variant: values.variant ?? null, shrinks: true });
  await runSeeds(requests, (result) => {
    done += 1;
    if (result.violations.length > 0) {
      failed += 1;
      tell(result);
    }
    if (done % 100 === 0)
      say(`${String(done)} of ${String(count)}, ${((Date.now() - started) / 1000).toFixed(0)} s`);
    return failed >= 5;
  });
  const took = ((Date.now() - started) / 1000).toFixed(1);
  say(
    `${String(done)} seeds from ${String(first)} in ${took} s: ${failed === 0 ? 'every promise was kept' : `${String(failed)} broke a promise`}.`,
  );
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n\n${usage}\n`);
  process.exitCode = 2;
}
