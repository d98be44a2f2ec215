import { writeFile } from 'node:fs/promises';
import { benchWords, type BenchOptions } from './options.ts';
import { plainRow, type MeasuredRow } from './rows.ts';
import { table } from './table.ts';

/** Measures something and gives its rows; ends by itself in bounded time and leaves nothing behind. */
export type Bench = (options: BenchOptions) => Promise<readonly MeasuredRow[]>;

/** By name; each is loaded only when it is asked for. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  kill: async () => (await import('./kill/kill.ts')).kill,
  queue: async () => (await import('./queue/queue.ts')).queue,
  review: async () => (await import('./review/review.ts')).review,
  transfers: async () => (await import('./transfers/transfers.ts')).transfers,
};

const usage = `npm run bench -- NAME [--json FILE] [--rows PATTERN] [--quick] [--seed N] [--instants N] [--host cli|window|both] [--only uploads] [--items N]
NAME is one of: ${Object.keys(benches).join(', ')}.
\`kill\`: ends the application at so many instants: an eighth while a hundred pictures go, the rest in whole jobs by both
front ends; with --only uploads all of them while a hundred pictures go.
\`transfers\`: at most three rounds of each row, no further one after a minute; a program that needs more than four
minutes is ended and the row says “not reached”. About 25 minutes on two cores in all, 12 with --quick.
Exit code 0: it ran, whatever it found.`;

async function main(): Promise<number> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      interrupted.abort(new Error('Interrupted.'));
    });
  let given;
  try {
    given = benchWords(process.argv.slice(2), interrupted.signal);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
    return 2;
  }
  const load = Object.hasOwn(benches, given.name) ? benches[given.name] : undefined;
  if (load === undefined) {
    process.stderr.write(`There is no bench “${given.name}”.\n\n${usage}\n`);
    return 2;
  }
  const bench = await load();
  let rows;
  try {
    rows = await bench(given.options);
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    process.stderr.write('Interrupted.\n');
    return 130;
  }
  if (given.options.json !== null)
    await writeFile(given.options.json, `${JSON.stringify(rows.map(plainRow), null, 2)}\n`);
  process.stdout.write(`${table(rows)}\n`);
  return 0;
}

process.exitCode = await main();
