import { basename, dirname, join } from 'node:path';
import { toAppError } from '../../errors/app-error.ts';
import type { Files } from '../../ports/files.ts';
import type { FileRecord } from '../../ports/store.ts';
import type { PlannedResult } from './plan-names.ts';
import { numberedName } from './safe-file-name.ts';

/** How a planned name stands in the folder. */
export type Standing =
  | 'free'
  /** This very result was saved there before, and is unchanged. */
  | 'already-there'
  | 'taken';

export interface StandingResult extends PlannedResult {
  readonly path: string;
  readonly standing: Standing;
}

/** How many files are looked at side by side. */
const atOnce = 8;

/** True for the name itself and for what it is called with a number: `bag.png`, `bag 2.png`. */
function isNameOrNumbered(name: string, planned: string): boolean {
  const number = / (\d{1,4})(?=\.[^.]*$|$)/.exec(name)?.[1];
  return name === planned || (number !== undefined && name === numberedName(planned, Number(number)));
}

/**
 * Looks at every planned name in the folder; writes nothing.
 * @param exact true: what was saved before is hashed again; false: its length is enough (a preview)
 */
export async function lookAtFolder(
  files: Files,
  folder: string,
  planned: readonly PlannedResult[],
  records: readonly FileRecord[],
  exact: boolean,
  signal: AbortSignal,
): Promise<readonly StandingResult[]> {
  const recordOf = new Map(records.map((record) => [record.id, record]));

  /** Where this result was saved before, by its planned name or a numbered one, if it is still there unchanged. */
  const savedAt = async (result: PlannedResult, path: string): Promise<string | null> => {
    const saved = recordOf
      .get(result.fileId)
      ?.download?.results?.find((each) => each.imageId === result.imageId);
    if (saved === undefined || dirname(saved.path) !== dirname(path)) return null;
    if (!isNameOrNumbered(basename(saved.path), basename(path))) return null;
    try {
      const facts = await files.facts(saved.path);
      if (facts.kind !== 'file' || facts.size !== saved.size) return null;
      return !exact || (await files.hash(saved.path, 'md5', signal)) === saved.md5 ? saved.path : null;
    } catch (thrown) {
      // What is gone or cannot be read is not known to be ours.
      if (toAppError(thrown).action === 'person') return null;
      throw thrown;
    }
  };

  const look = async (result: PlannedResult): Promise<StandingResult> => {
    const path = join(folder, ...result.to.split('/'));
    const saved = await savedAt(result, path);
    if (saved !== null) return { ...result, path: saved, standing: 'already-there' };
    return { ...result, path, standing: (await files.isFree(path)) ? 'free' : 'taken' };
  };

  const found: StandingResult[] = [];
  for (let start = 0; start < planned.length; start += atOnce)
    found.push(...(await Promise.all(planned.slice(start, start + atOnce).map(look))));
  return found;
}
