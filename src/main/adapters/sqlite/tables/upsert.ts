/**
 * `INSERT … ON CONFLICT DO UPDATE` over named parameters. Never `INSERT OR REPLACE`: that deletes the old row
 * first, and with it everything that refers to it.
 */
export function upsertStatement(table: string, key: readonly string[], columns: readonly string[]): string {
  const all = [...key, ...columns];
  const values = all.map((column) => `:${column}`).join(', ');
  const changes = columns.map((column) => `${column} = excluded.${column}`).join(', ');
  return `INSERT INTO ${table} (${all.join(', ')}) VALUES (${values}) ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${changes}`;
}
