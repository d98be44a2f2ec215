import { AppError } from '../../../errors/app-error.ts';
import type { Log } from '../../../ports/log.ts';
import type { Row } from '../connection.ts';
import { UnreadableRow } from '../rows/columns.ts';

/** One row; throws `register_row_unreadable` (bug) when it does not hold what its table promises. */
export function readable<T>(table: string, parse: (row: Row) => T, row: Row): T {
  try {
    return parse(row);
  } catch (thrown) {
    if (!(thrown instanceof UnreadableRow)) throw thrown;
    throw new AppError(
      'bug',
      'register_row_unreadable',
      'Clipdesk cannot read one of its own notes any more. Nothing was removed; please report this.',
      { cause: new Error(`${table}: ${thrown.message}`) },
    );
  }
}

/** A list for an overview: one row that cannot be read must not hide all others. It stays where it is and is logged. */
export function readableRows<T>(table: string, parse: (row: Row) => T, rows: readonly Row[], log: Log): T[] {
  const records: T[] = [];
  for (const row of rows) {
    try {
      records.push(parse(row));
    } catch (thrown) {
      if (!(thrown instanceof UnreadableRow)) throw thrown;
      log.error('A row of the register could not be read and is left out.', {
        table,
        reason: thrown.message,
      });
    }
  }
  return records;
}
