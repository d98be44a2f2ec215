import type { DatabaseImage } from './database-image.ts';

/** Kinds of pages (https://www.sqlite.org/fileformat2.html#b_tree_pages). */
const kinds = { 2: 'index-interior', 5: 'table-interior', 10: 'index-leaf', 13: 'table-leaf' } as const;

export type PageKind = (typeof kinds)[keyof typeof kinds];
export type Value = string | number | bigint | Uint8Array | null;

/** One stored row: `key` is its rowid, null in a table without. */
export interface StoredRow {
  readonly key: number | null;
  readonly values: readonly Value[];
}

export interface ReadPage {
  readonly kind: PageKind;
  readonly rows: readonly StoredRow[];
  /** Cells that hold nothing that can be read. */
  readonly spoiled: number;
  /** Pages below; `upTo` is the greatest rowid below, null for the last and in a table without rowids. */
  readonly children: readonly { readonly page: number; readonly upTo: number | null }[];
}

/** Ends the reading of one cell, never more. */
class Spoiled extends Error {}

/** Counts through bytes as the file format does. */
class Cursor {
  readonly #bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  take(length: number): Buffer {
    const end = this.at + length;
    if (length < 0 || end > this.#bytes.length) throw new Spoiled();
    const taken = this.#bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  /** A length or key; what does not fit into 53 bits is none of ours. */
  varint(): number {
    let value = 0;
    for (let each = 0; each < 8; each += 1) {
      const byte = this.take(1).readUInt8();
      value = value * 128 + (byte & 0x7f);
      if (!Number.isSafeInteger(value)) throw new Spoiled();
      if (byte < 0x80) return value;
    }
    throw new Spoiled();
  }
}

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const integerLengths = [0, 1, 2, 3, 4, 6, 8];

function readValue(type: number, body: Cursor): Value {
  if (type === 0) return null;
  if (type <= 6) {
    const bytes = body.take(integerLengths[type] ?? 0);
    if (type < 6) return bytes.readIntBE(0, bytes.length);
    const value = bytes.readBigInt64BE();
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (type === 7) return body.take(8).readDoubleBE();
  if (type === 8 || type === 9) return type - 8;
  if (type < 12) throw new Spoiled();
  const bytes = body.take((type - 12) >> 1);
  if (type % 2 === 0) return new Uint8Array(bytes);
  try {
    return text.decode(bytes);
  } catch {
    throw new Spoiled();
  }
}

function readRecord(payload: Buffer): readonly Value[] {
  const head = new Cursor(payload, 0);
  const headEnd = head.varint();
  if (headEnd > payload.length) throw new Spoiled();
  const types: number[] = [];
  while (head.at < headEnd) types.push(head.varint());
  const body = new Cursor(payload, headEnd);
  const values = types.map((type) => readValue(type, body));
  if (head.at !== headEnd || body.at !== payload.length) throw new Spoiled();
  return values;
}

/** The payload of a cell with what of it stands on pages of its own. */
function readPayload(image: DatabaseImage, cell: Cursor, length: number, isTable: boolean): Buffer {
  const { usable } = image;
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (length > image.pageCount * image.pageSize) throw new Spoiled();
  if (length <= most) return cell.take(length);
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (usable - 4));
  const parts = [cell.take(fitting <= most ? fitting : least)];
  let left = length - (parts[0]?.length ?? 0);
  let next = cell.take(4).readUInt32BE();
  while (left > 0) {
    const page = next === 0 || image.free.has(next) ? null : image.page(next);
    if (page === null) throw new Spoiled();
    next = page.readUInt32BE(0);
    parts.push(page.subarray(4, 4 + Math.min(left, usable - 4)));
    left -= usable - 4;
  }
  return Buffer.concat(parts);
}

/** @returns null when the page is no page of a table at all */
export function readPage(image: DatabaseImage, number: number): ReadPage | null {
  const page = image.page(number);
  if (page === null) return null;
  const start = number === 1 ? 100 : 0;
  const kind = kinds[page.readUInt8(start) as keyof typeof kinds] as PageKind | undefined;
  if (kind === undefined) return null;
  const count = page.readUInt16BE(start + 3);
  const isInterior = kind.endsWith('interior');
  const pointers = start + (isInterior ? 12 : 8);
  if (pointers + count * 2 > image.usable) return null;
  const rows: StoredRow[] = [];
  const children: { page: number; upTo: number | null }[] = [];
  let spoiled = 0;
  for (let each = 0; each < count; each += 1) {
    try {
      const cell = new Cursor(page, page.readUInt16BE(pointers + each * 2));
      if (cell.at < pointers + count * 2) throw new Spoiled();
      const below = isInterior ? cell.take(4).readUInt32BE() : null;
      if (kind === 'table-interior') {
        children.push({ page: below ?? 0, upTo: cell.varint() });
        continue;
      }
      if (below !== null) children.push({ page: below, upTo: null });
      const length = cell.varint();
      const key = kind === 'table-leaf' ? cell.varint() : null;
      rows.push({ key, values: readRecord(readPayload(image, cell, length, kind === 'table-leaf')) });
    } catch (thrown) {
      if (!(thrown instanceof Spoiled)) throw thrown;
      spoiled += 1;
    }
  }
  if (isInterior) children.push({ page: page.readUInt32BE(start + 8), upTo: null });
  return { kind, rows, spoiled, children };
}
