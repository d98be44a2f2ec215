import { parentPort } from 'node:worker_threads';
import { planOf } from './plan.ts';
import { run } from './run.ts';
import { shrink } from './shrink.ts';
import { breakageOf } from './variants.ts';
import type { SeedRequest, SeedResult } from './seed-pool.ts';

async function carryOut(request: SeedRequest): Promise<SeedResult> {
  const { seed, variant, twice, shrinks } = request;
  const plan = request.plan ?? planOf(seed);
  const breakage = variant === null ? {} : breakageOf(variant);
  const first = await run(plan, breakage);
  const again = twice ? await run(plan, breakage) : first;
  const violations =
    again.digest === first.digest
      ? first.violations
      : [...first.violations, 'the same seed did not give the same run twice'];
  const { digest, counts } = first;
  const isDone = violations.length === 0 || !shrinks;
  return {
    seed,
    violations,
    digest,
    counts,
    shrunk: isDone ? null : await shrink(plan, first.violations, breakage),
  };
}

parentPort?.on('message', (request: SeedRequest) => {
  carryOut(request).then(
    (result) => parentPort?.postMessage(result),
    (thrown: unknown) => {
      const words = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      const failed: SeedResult = {
        seed: request.seed,
        violations: [`the simulator itself failed: ${words}`],
        digest: '',
        counts: { writes: 0, uploads: 0, looks: 0, fetches: 0, saves: 0, requests: [] },
        shrunk: null,
      };
      parentPort?.postMessage(failed);
    },
  );
});
