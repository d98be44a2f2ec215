import { Connection } from '../connection.ts';
import { migrate } from '../migrate.ts';
import { countQueue } from '../migrations/0019-queue-counts.ts';
import { migrations } from '../migrations/index.ts';
import { openImage, type DatabaseImage } from './database-image.ts';
import { missingAtMost, readSchema, readTables, type FoundTable } from './read-tables.ts';
import { settleRecovered, type Settled } from './settle-recovered.ts';
import { namedValues, tableShapes } from './table-shapes.ts';

/** What came back of one table. */
export interface RecoveredTable {
  readonly table: string;
  readonly rows: number;
  /** Rows that could not be read, at most; null: nobody can know how many there were. */
  readonly missing: number | null;
}

export interface Recovery {
  readonly tables: readonly RecoveredTable[];
  readonly settled: Settled;
}

/**
 * Reads what can be read of a damaged register, page by page, into a new one.
 * @param damaged the file as it is, with its `-wal` beside it; only read
 * @param target where the new register is written; must not exist. It is not synced
 * @throws AppError `register_too_new` (person), and what `node:sqlite` and reading files throw
 */
export function recoverRegister(damaged: string, target: string, now: number): Recovery {
  const image = openImage(damaged);
  const connection = new Connection(target, 0);
  try {
    // Nobody knows of the file until it is whole and on the disk: its maker sees to that at the end.
    connection.execute('PRAGMA synchronous = OFF; PRAGMA foreign_keys = 0');
    // Rows are read by the tables they were written for, and only then brought to this version like any others.
    migrate(connection, versionOf(image));
    const found = readTables(image, tableShapes(connection)).filter(
      // What is only counted of other rows is counted anew.
      ({ shape }) => shape.table !== 'queue_counts',
    );
    connection.execute('BEGIN IMMEDIATE');
    const tables = found.map((table) => copyRows(connection, table));
    connection.execute('COMMIT');
    migrate(connection);
    connection.execute('BEGIN IMMEDIATE');
    connection.execute(countQueue);
    const settled = settleRecovered(connection, now);
    connection.execute('COMMIT');
    return { tables, settled };
  } finally {
    connection.close();
  }
}

/** The version by the header, or by the tables there are; the newest when both are spoiled. */
function versionOf(image: DatabaseImage): number {
  if (image.version !== null && image.version > 0) return image.version;
  const schema = readSchema(image);
  for (let version = migrations.length; version > 0; version -= 1) {
    const connection = new Connection(':memory:', 0);
    try {
      migrate(connection, version);
      const known = connection.all("SELECT name, sql FROM sqlite_schema WHERE type = 'table'");
      if (known.every((row) => schema.get(String(row['name']))?.sql === row['sql'])) return version;
    } finally {
      connection.close();
    }
  }
  return migrations.length;
}

function copyRows(connection: Connection, found: FoundTable): RecoveredTable {
  const { table } = found.shape;
  let rows = 0;
  let refused = 0;
  for (const row of found.rows) {
    const values = namedValues(found.shape, row);
    const columns = Object.keys(values);
    try {
      // The first one stays: what a tree leads to was read before what was merely left.
      rows += connection.run(
        `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `:${name}`).join(', ')})`,
        values,
      );
    } catch {
      refused += 1;
    }
  }
  const missing = missingAtMost(found);
  return { table, rows, missing: missing === null ? null : missing + refused };
}
