import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';

/** Held while a studio runs on a home; the system lets go of it however the process ends. */
export interface HomeLock {
  release(): void;
}

/** One studio per home: two would hand out the same numbers. @returns null when another one runs there */
export function lockHome(home: string): HomeLock | null {
  const database = new DatabaseSync(join(home, 'running.lock'));
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE;');
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) return null;
    throw error;
  }
  return { release: () => database.close() };
}
