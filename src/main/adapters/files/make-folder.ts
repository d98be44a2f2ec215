import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { AppError } from '../../errors/app-error.ts';
import { isMissing, isTaken } from './file-error.ts';

/**
 * Makes a folder and those it lies in, where they are missing. Node's own way tries for ever where a parent is there and
 * still nothing can be made in it, as below `/proc` or on a share that was lost.
 * @throws AppError `not_a_folder` (person), the system's error
 */
export async function makeFolder(path: string): Promise<void> {
  const make = async (): Promise<void> => {
    try {
      await mkdir(path);
    } catch (thrown) {
      if (!isTaken(thrown)) throw thrown;
      if ((await stat(path)).isDirectory()) return;
      throw new AppError(
        'person',
        'not_a_folder',
        `“${basename(path)}” is a file, not a folder. Choose another folder.`,
        { cause: thrown },
      );
    }
  };
  try {
    await make();
  } catch (thrown) {
    const parent = dirname(path);
    if (!isMissing(thrown) || parent === path) throw thrown;
    await makeFolder(parent);
    await make();
  }
}
