import { readPage, type ReadPage, type StoredRow } from './cells.ts';
import type { DatabaseImage } from './database-image.ts';
import { fits, type TableShape } from './table-shapes.ts';

/** What was found of one table. */
export interface FoundTable {
  readonly shape: TableShape;
  readonly rows: StoredRow[];
  /** Rows that are known to have been there and cannot be read. */
  spoiled: number;
  /** Rowids on pages that cannot be read: after the first, up to the second (null: nobody knows how far). */
  readonly gaps: { readonly after: number; readonly upTo: number | null }[];
  /** Nothing says any more where the table begins. */
  isRootLost: boolean;
}

/** Where each table and index begins; empty when the first page is spoiled. Also gives their statements. */
export function readSchema(
  image: DatabaseImage,
): ReadonlyMap<string, { readonly root: number; readonly sql: string }> {
  const found = new Map<string, { root: number; sql: string }>();
  walk(image, 1, new Set(), {
    rows: (page) => {
      for (const { values } of page.rows) {
        const [, name, , root, sql] = values;
        if (typeof name === 'string' && typeof root === 'number' && root > 1)
          found.set(name, { root, sql: typeof sql === 'string' ? sql : '' });
      }
    },
    lost: () => undefined,
  });
  return found;
}

interface Visitor {
  rows(page: ReadPage): void;
  lost(after: number, upTo: number | null): void;
}

/** Every page of a tree that can be read; each at most once, however its pages point at each other. */
function walk(image: DatabaseImage, root: number, seen: Set<number>, visitor: Visitor): void {
  const rootKind = readPage(image, root)?.kind.slice(0, 5);
  const open = [{ page: root, after: 0, upTo: null as number | null }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const page = seen.has(next.page) || image.free.has(next.page) ? null : readPage(image, next.page);
    if (page?.kind.slice(0, 5) !== rootKind || page === null) {
      visitor.lost(next.after, next.upTo);
      continue;
    }
    seen.add(next.page);
    visitor.rows(page);
    let { after } = next;
    const below: typeof open = [];
    for (const child of page.children) {
      below.push({ page: child.page, after, upTo: child.upTo ?? next.upTo });
      after = child.upTo ?? after;
    }
    open.push(...below.reverse());
  }
}

/** Tables whose rows few other things look like: among pages nobody points to, only these are told apart from indexes. */
const FEWEST_COLUMNS_WITHOUT_ROWID = 4;

/**
 * Everything that can be read of the tables, by their trees first, then on pages no tree leads to any more, as far as
 * their rows fit one of the tables something is missing of. Removed rows are not brought back: pages the header calls
 * unused are left alone.
 */
export function readTables(image: DatabaseImage, shapes: readonly TableShape[]): readonly FoundTable[] {
  const schema = readSchema(image);
  const seen = new Set<number>([1]);
  const tables = shapes.map((shape): FoundTable => {
    const table: FoundTable = { shape, rows: [], spoiled: 0, gaps: [], isRootLost: false };
    const root = schema.get(shape.table)?.root;
    if (root === undefined) {
      table.isRootLost = true;
      return table;
    }
    walk(image, root, seen, {
      rows(page) {
        table.spoiled += page.spoiled;
        for (const row of page.rows) {
          if (fits(shape, row)) table.rows.push(row);
          else table.spoiled += 1;
        }
      },
      lost(after, upTo) {
        table.gaps.push({ after, upTo });
      },
    });
    if (table.gaps.length > 0 && !seen.has(root)) table.isRootLost = true;
    return table;
  });
  const names = new Set(shapes.map(({ table }) => table));
  for (const [name, { root }] of schema)
    if (!names.has(name)) walk(image, root, seen, { rows: () => undefined, lost: () => undefined });
  const damaged = tables.filter((table) => table.isRootLost || table.gaps.length > 0);
  if (damaged.length > 0) adoptStrays(image, seen, damaged);
  return tables;
}

function adoptStrays(image: DatabaseImage, seen: Set<number>, damaged: readonly FoundTable[]): void {
  const strays = new Map<number, ReadPage>();
  for (let number = 2; number <= image.pageCount; number += 1) {
    const page = seen.has(number) || image.free.has(number) ? null : readPage(image, number);
    if (page !== null) strays.set(number, page);
  }
  const pointedAt = new Set<number>();
  for (const page of strays.values()) for (const child of page.children) pointedAt.add(child.page);
  // What another page still leads to is surely newer than what is merely left.
  const order = [...strays].toSorted(
    ([one], [other]) => Number(pointedAt.has(other)) - Number(pointedAt.has(one)),
  );
  for (const [, page] of order) {
    if (page.rows.length === 0) continue;
    const candidates = damaged.filter(
      ({ shape }) =>
        (shape.hasRowid || shape.columns.length >= FEWEST_COLUMNS_WITHOUT_ROWID) &&
        page.rows.every((row) => fits(shape, row)),
    );
    const [only] = candidates;
    if (only === undefined || candidates.length > 1) continue;
    only.rows.push(...page.rows);
    only.spoiled += page.spoiled;
  }
}

/** How many rows cannot have been read, at most; null when nobody can know. */
export function missingAtMost(table: FoundTable): number | null {
  if (table.isRootLost) return null;
  let missing = table.spoiled;
  for (const { after, upTo } of table.gaps) {
    if (upTo === null) return null;
    const here = table.rows.filter(({ key }) => key !== null && key > after && key <= upTo).length;
    missing += Math.max(0, upTo - after - here);
  }
  return missing;
}
