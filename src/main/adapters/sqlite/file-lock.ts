import { unlinkSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isBusy, isDamaged } from './sqlite-error.ts';

export interface FileLock {
  release(): void;
}

/**
 * An exclusive lock between processes: an open exclusive transaction on a database file of its own. The operating
 * system drops it when the process ends, however it ends, so that no stale lock can remain.
 * Gives null while another holder has it. Throws what `node:sqlite` throws when the file cannot be made.
 * The file must not be opened by anything else in this process: POSIX drops all of a process's locks on a file
 * as soon as any of its handles to it is closed.
 */
export function tryLockFile(path: string): FileLock | null {
  try {
    return lock(path);
  } catch (thrown) {
    if (isBusy(thrown)) return null;
    if (!isDamaged(thrown)) throw thrown;
    // A file that is no database cannot be locked by anybody: nothing is taken from a holder.
    unlinkSync(path);
    return lock(path);
  }
}

function lock(path: string): FileLock {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    database.close();
    throw thrown;
  }
  return {
    release() {
      if (database.isOpen) database.close();
    },
  };
}
