import { readFile, readdir } from 'node:fs/promises';

interface Process {
  readonly id: number;
  readonly parent: number;
  readonly words: string;
}

async function processes(): Promise<readonly Process[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id): Promise<Process | null> => {
      try {
        const stat = await readFile(`/proc/${id}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        const words = (await readFile(`/proc/${id}/cmdline`, 'utf8')).replaceAll('\0', ' ');
        return { id: Number(id), parent, words };
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

/** Megabytes (proportional set size) of the main process and of all renderer processes below it. Linux only. */
export async function mainAndRenderers(
  main: number,
): Promise<{ readonly main: number; readonly renderers: number }> {
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
  const renderers = all.filter((each) => family.has(each.id) && each.words.includes('--type=renderer'));
  const sizes = await Promise.all(renderers.map((each) => proportional(each.id)));
  return { main: await proportional(main), renderers: sizes.reduce((sum, size) => sum + size, 0) };
}
