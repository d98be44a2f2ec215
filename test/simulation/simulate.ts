import { planOf } from './plan.ts';
import { run } from './run.ts';

const seed = Number(process.argv[2] ?? 1);
const count = Number(process.argv[3] ?? 1);
const start = Date.now();
for (let each = seed; each < seed + count; each += 1) {
  const began = process.hrtime.bigint();
  const outcome = await run(planOf(each));
  const took = Number(process.hrtime.bigint() - began) / 1e6;
  process.stdout.write(`${each} ${took.toFixed(0)}ms ${outcome.trace.length} lines ${outcome.digest.slice(0, 12)} ${outcome.violations.join(' | ')}\n`);
  if (count === 1) process.stdout.write(outcome.trace.join('\n') + '\n');
}
process.stdout.write(`${Date.now() - start} ms\n`);
