import type { Connection } from '../connection.ts';
import type { StoredRow, Value } from './cells.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly hasDefault: boolean;
  /** Stands in the key of the row, and is empty in what is stored. */
  readonly isRowid: boolean;
}

/** How the rows of a table are stored, as the register itself says it. */
export interface TableShape {
  readonly table: string;
  /** In the order they are stored in; what is computed is not. */
  readonly columns: readonly Column[];
  readonly hasRowid: boolean;
}

export function tableShapes(connection: Connection): readonly TableShape[] {
  const tables = connection.all(
    "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
  );
  return tables.map((found) => {
    const table = String(found['name']);
    const hasRowid = found['wr'] === 0;
    const stored = connection
      .all('SELECT * FROM pragma_table_xinfo(:table)', { table })
      .filter((column) => column['hidden'] === 0);
    const keys = stored.filter((column) => Number(column['pk']) > 0);
    // A table without rowids stores what its key is made of first.
    const ordered = hasRowid
      ? stored
      : [
          ...keys.toSorted((one, other) => Number(one['pk']) - Number(other['pk'])),
          ...stored.filter((column) => column['pk'] === 0),
        ];
    return {
      table,
      hasRowid,
      columns: ordered.map((column) => ({
        name: String(column['name']),
        type: String(column['type']),
        isRequired: column['notnull'] === 1,
        hasDefault: column['dflt_value'] !== null,
        isRowid: hasRowid && keys.length === 1 && column['pk'] === 1 && column['type'] === 'INTEGER',
      })),
    };
  });
}

function fitsColumn(column: Column, value: Value, row: StoredRow): boolean {
  if (column.isRowid) return value === null && row.key !== null;
  if (value === null) return !column.isRequired;
  if (column.type === 'TEXT') return typeof value === 'string';
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Whether a stored row can be one of this table. Rows from before a column was added do not have it. */
export function fits(shape: TableShape, row: StoredRow): boolean {
  if ((row.key !== null) !== shape.hasRowid || row.values.length > shape.columns.length) return false;
  return shape.columns.every((column, place) => {
    const value = row.values[place];
    if (value === undefined) return column.hasDefault || !column.isRequired;
    return fitsColumn(column, value, row);
  });
}

/** The row by columns, without those it does not have. */
export function namedValues(shape: TableShape, row: StoredRow): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    shape.columns
      .slice(0, row.values.length)
      .map((column, place) => [column.name, column.isRowid ? row.key : (row.values[place] ?? null)]),
  );
}
