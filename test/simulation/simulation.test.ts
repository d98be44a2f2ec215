import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPlan } from './read-plan.ts';
import { failEach } from './fail-each.ts';
import { variantNames } from './variants.ts';
import { runSeeds, seedsFrom, type SeedRequest, type SeedResult } from './seed-pool.ts';

const SEEDS = 300;
/** One of so many single faults is tried here, another one in each run; `npm run simulate -- --each` tries all. */
const ONE_FAULT_OF = 20;
/** Milliseconds; on two quiet cores 300 seeds take about half a minute. */
const LONG = 600_000;

const told = (result: SeedResult): string =>
  `seed ${String(result.seed)}: ${result.violations.join('; ')} (npm run simulate -- --seeds 1 --seed ${String(result.seed)})`;

test(
  'whatever goes wrong, nothing is lost and nothing is done twice',
  async () => {
    const first = Math.floor(Math.random() * 1_000_000_000);
    console.log(`simulated seeds: ${String(first)} to ${String(first + SEEDS - 1)}`);
    const failed: string[] = [];
    await runSeeds(seedsFrom(first, SEEDS), (result) => {
      if (result.violations.length > 0) failed.push(told(result));
      return failed.length >= 3;
    });
    expect(failed).toEqual([]);
  },
  LONG,
);

test(
  'one whole job, with one thing going wrong at a time',
  async () => {
    const offset = Math.floor(Math.random() * ONE_FAULT_OF);
    const { tried, broken } = await failEach(ONE_FAULT_OF, offset);
    expect(tried).toBeGreaterThan(100);
    expect(broken, `every ${String(ONE_FAULT_OF)}th fault from ${String(offset)}`).toEqual([]);
  },
  LONG,
);

test.each(variantNames)(
  'the simulator notices a Clipdesk in which %s',
  async (variant) => {
    let caught: readonly string[] = [];
    await runSeeds(seedsFrom(1_000, SEEDS, { variant }), ({ violations }) => {
      if (violations.length > 0) caught = violations;
      return violations.length > 0;
    });
    expect(caught).not.toEqual([]);
  },
  LONG,
);

const folder = join(import.meta.dirname, 'regressions');

test(
  'what the simulator once found stays mended',
  async () => {
    const names = readdirSync(folder);
    const requests = names.map((name, seed): SeedRequest => ({
      seed,
      plan: readPlan(readFileSync(join(folder, name), 'utf8')),
      variant: null,
      twice: true,
      shrinks: false,
    }));
    const broken: string[] = [];
    await runSeeds(requests.values(), ({ seed, violations }) => {
      if (violations.length > 0) broken.push(`${names[seed] ?? ''}: ${violations.join('; ')}`);
      return false;
    });
    expect(broken).toEqual([]);
  },
  LONG,
);
