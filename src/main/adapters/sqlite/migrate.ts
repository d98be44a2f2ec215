import { AppError } from '../../errors/app-error.ts';
import type { Connection } from './connection.ts';
import { migrations } from './migrations/index.ts';

/**
 * Brings a register to this version: every missing migration in a transaction of its own, counted in `user_version`.
 * Throws `register_too_new` (person) for a register of a later Clipdesk, and what `node:sqlite` throws.
 * @param target the version to stop at; the newest when not given
 */
export function migrate(connection: Connection, target: number = migrations.length): void {
  const version = Number(connection.pragma('PRAGMA user_version') ?? 0);
  if (Math.max(version, target) > migrations.length) {
    throw new AppError(
      'person',
      'register_too_new',
      'This profile was last used by a newer Clipdesk. Start that version, or choose another profile folder.',
    );
  }
  for (const [index, statements] of migrations.entries()) {
    if (index < version || index >= target) continue;
    connection.execute('BEGIN IMMEDIATE');
    try {
      connection.execute(statements);
      connection.execute(`PRAGMA user_version = ${String(index + 1)}`);
      connection.execute('COMMIT');
    } catch (thrown) {
      if (connection.inTransaction) connection.execute('ROLLBACK');
      throw thrown;
    }
  }
}
