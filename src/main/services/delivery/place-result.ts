import { basename, dirname, join } from 'node:path';
import type { OnCollision } from '../../../preload/contract/index.ts';
import { AppError, toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import { localDate } from './local-moment.ts';
import { numberedName } from './safe-file-name.ts';
import type { FetchedPart } from './fetch-part.ts';

/** How often a free name is looked for: `bag.png`, `bag 2.png`, … */
const namesTried = 1_000;

export interface Placed {
  /** Null: a file of that name came meanwhile, and the wish was to leave it out then. */
  readonly path: string | null;
  /** Where a file that had the name went; null when there was none. */
  readonly replaced: string | null;
}

/** What is said of a file that had the name before, if there was one. */
export function keptWords({ replaced }: Placed): readonly string[] {
  return replaced === null ? [] : [`The file that was called so before is kept: ${replaced}`];
}

/** Gives a fetched file its name. A file that has it already is never overwritten. */
export type PlaceResult = (
  part: FetchedPart,
  path: string,
  onCollision: OnCollision,
  signal: AbortSignal,
) => Promise<Placed>;

export function createPlaceResult(options: {
  readonly files: Files;
  readonly clock: Pick<Clock, 'now'>;
}): PlaceResult {
  const { files, clock } = options;

  const isSame = async (path: string, part: FetchedPart, signal: AbortSignal): Promise<boolean> => {
    const facts = await files.facts(path);
    return (
      facts.kind === 'file' &&
      facts.size === part.size &&
      (await files.hash(path, 'md5', signal)) === part.md5
    );
  };

  /** True when the name is the part's now; false when something else has it. */
  const named = async (part: string, path: string): Promise<boolean> => {
    try {
      await files.giveName(part, path);
      return true;
    } catch (thrown) {
      if (toAppError(thrown).code === 'file_exists') return false;
      throw thrown;
    }
  };

  const tooMany = (path: string): AppError =>
    new AppError(
      'person',
      'name_taken',
      `The folder holds too many files called ${basename(path)}. Choose another folder.`,
    );

  /** Moves what has the name into a dated folder beside it. */
  const setAside = async (path: string): Promise<string> => {
    const folder = join(dirname(path), `Replaced ${localDate(clock.now())}`);
    await files.ensureFolder(folder);
    for (let turn = 1; turn <= namesTried; turn += 1) {
      const name = basename(path);
      const to = join(folder, turn === 1 ? name : numberedName(name, turn));
      if (await named(path, to)) return to;
    }
    throw tooMany(path);
  };

  return async (part, path, onCollision, signal) => {
    let replaced: string | null = null;
    for (let turn = 1; turn <= namesTried; turn += 1) {
      const candidate =
        turn === 1 || onCollision !== 'keep-both'
          ? path
          : join(dirname(path), numberedName(basename(path), turn));
      if (await named(part.part, candidate)) return { path: candidate, replaced };
      // The same content under the wanted name is this result, saved before: a second copy helps nobody.
      if (await isSame(candidate, part, signal)) {
        await files.remove(part.part);
        return { path: candidate, replaced };
      }
      if (onCollision === 'skip') {
        await files.remove(part.part);
        return { path: null, replaced };
      }
      if (onCollision === 'replace') replaced = await setAside(candidate);
    }
    throw tooMany(path);
  };
}
