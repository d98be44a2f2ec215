import { readFile, readdir } from 'node:fs/promises';

interface Process {
  readonly id: number;
  readonly parent: number;
  readonly words: string;
  /** Of the processor, in user and in system mode. */
  readonly ticks: number;
}

async function processes(): Promise<readonly Process[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id): Promise<Process | null> => {
      try {
        const stat = await readFile(`/proc/${id}/stat`, 'utf8');
        // proc_pid_stat(5), from the third field on.
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const ticks = Number(fields[11]) + Number(fields[12]);
        const words = (await readFile(`/proc/${id}/cmdline`, 'utf8')).replaceAll('\0', ' ');
        return { id: Number(id), parent: Number(fields[1]), words, ticks };
      } catch {
        return null;
      }
    }),
  );
  return found.filter((each) => each !== null);
}

async function proportional(id: number): Promise<number> {
  try {
    const text = await readFile(`/proc/${String(id)}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** A process and all that it started, and what those started. */
async function familyOf(main: number): Promise<readonly Process[]> {
  const all = await processes();
  const family = new Set([main]);
  for (let grown = true; grown;) {
    grown = false;
    for (const each of all) {
      if (family.has(each.id) || !family.has(each.parent)) continue;
      family.add(each.id);
      grown = true;
    }
  }
  return all.filter((each) => family.has(each.id));
}

/** Megabytes (proportional set size) of the main process and of all renderer processes below it. Linux only. */
export async function mainAndRenderers(
  main: number,
): Promise<{ readonly main: number; readonly renderers: number }> {
  const renderers = (await familyOf(main)).filter((each) => each.words.includes('--type=renderer'));
  const sizes = await Promise.all(renderers.map((each) => proportional(each.id)));
  return { main: await proportional(main), renderers: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Seconds of processor time that the process and everything below it have used. Linux only: 100 ticks a second. */
export async function processorTime(main: number): Promise<number> {
  return (await familyOf(main)).reduce((sum, each) => sum + each.ticks, 0) / 100;
}
