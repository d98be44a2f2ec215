import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Plan } from './plan.ts';
import type { Outcome } from './run.ts';

export interface SeedRequest {
  readonly seed: number;
  /** Instead of the plan of the seed. */
  readonly plan?: Plan;
  /** The broken variant to run; null: Clipdesk as it is. */
  readonly variant: string | null;
  /** Runs it a second time and compares. */
  readonly twice: boolean;
  /** Looks for the shortest plan that still fails. */
  readonly shrinks: boolean;
}

export interface SeedResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly digest: string;
  /** How often each thing was done that can fail. */
  readonly counts: Outcome['counts'];
  readonly shrunk: { readonly plan: Plan; readonly trace: readonly string[] } | null;
}

/**
 * Runs seeds side by side, each thread one after the other.
 * @param onResult true: enough, no further seed is begun
 */
export async function runSeeds(
  requests: Iterable<SeedRequest, undefined>,
  onResult: (result: SeedResult) => boolean,
  threads: number = Math.max(1, availableParallelism()),
): Promise<void> {
  const waiting = requests[Symbol.iterator]();
  let isEnough = false;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('worker.ts', import.meta.url), { execArgv: ['--no-warnings'] });
      const next = (): void => {
        const request = isEnough ? undefined : waiting.next().value;
        if (request === undefined) worker.terminate().then(() => resolve(), reject);
        else worker.postMessage(request);
      };
      worker.on('message', (result: SeedResult) => {
        if (onResult(result)) isEnough = true;
        next();
      });
      worker.on('error', reject);
      next();
    });
  await Promise.all(Array.from({ length: threads }, work));
}

/** One plan, in a thread of its own. */
export async function runPlan(plan: Plan): Promise<SeedResult> {
  let found: SeedResult | null = null;
  const request: SeedRequest = { seed: plan.seed, plan, variant: null, twice: true, shrinks: false };
  await runSeeds(
    [request].values(),
    (result) => {
      found = result;
      return true;
    },
    1,
  );
  if (found === null) throw new Error('The simulator gave no result.');
  return found;
}

/** Seeds of a row; every tenth is run twice. */
export function* seedsFrom(
  first: number,
  count: number,
  options: { readonly variant?: string | null; readonly shrinks?: boolean } = {},
): Generator<SeedRequest, undefined> {
  for (let index = 0; index < count; index += 1)
    yield {
      seed: first + index,
      variant: options.variant ?? null,
      twice: index % 10 === 0 && (options.variant ?? null) === null,
      shrinks: options.shrinks ?? false,
    };
}
