import { existsSync, readFileSync } from 'node:fs';
import { readWal } from './wal-frames.ts';

/** Where the fields of a database header stand (https://www.sqlite.org/fileformat2.html#the_database_header). */
const MAGIC = 'SQLite format 3\0';
const FIRST_FREE_PAGE = 32;
const USER_VERSION = 60;
const OUR_PAGE_SIZE = 4_096;

/** A database file and its log as pages, read without SQLite, which gives up where a page is spoiled. */
export interface DatabaseImage {
  readonly pageSize: number;
  /** Bytes of a page that hold content. */
  readonly usable: number;
  readonly pageCount: number;
  /** `user_version`; null when the header is spoiled. */
  readonly version: number | null;
  /** Pages the header calls unused. What still stands in them was removed on purpose. */
  readonly free: ReadonlySet<number>;
  /** Counted from 1; null beyond the end of the file. */
  page(number: number): Buffer | null;
}

/** @throws what reading the files throws */
export function openImage(path: string): DatabaseImage {
  const file = readFileSync(path);
  const wal = readWal(existsSync(`${path}-wal`) ? readFileSync(`${path}-wal`) : Buffer.alloc(0));
  const header = wal.pages.get(1) ?? file.subarray(0, 100);
  const isHeader = header.length >= 100 && header.toString('latin1', 0, 16) === MAGIC;
  const said = isHeader ? header.readUInt16BE(16) : 0;
  const pageSize = wal.pageSize > 0 ? wal.pageSize : said === 1 ? 65_536 : said >= 512 ? said : OUR_PAGE_SIZE;
  const inFile = Math.floor(file.length / pageSize);
  const page = (number: number): Buffer | null => {
    const logged = wal.pages.get(number);
    if (logged !== undefined) return logged;
    const start = (number - 1) * pageSize;
    return number >= 1 && number <= inFile ? file.subarray(start, start + pageSize) : null;
  };
  return {
    pageSize,
    usable: pageSize - (isHeader ? header.readUInt8(20) : 0),
    pageCount: Math.max(inFile, wal.databasePages ?? 0),
    version: isHeader ? header.readUInt32BE(USER_VERSION) : null,
    free: isHeader ? freePages(page, header.readUInt32BE(FIRST_FREE_PAGE), pageSize) : new Set(),
    page,
  };
}

function freePages(page: DatabaseImage['page'], first: number, pageSize: number): ReadonlySet<number> {
  const free = new Set<number>();
  for (let trunk = first; trunk !== 0 && !free.has(trunk);) {
    free.add(trunk);
    const content = page(trunk);
    if (content === null) break;
    const count = Math.min(content.readUInt32BE(4), pageSize / 4 - 2);
    for (let each = 0; each < count; each += 1) free.add(content.readUInt32BE(8 + each * 4));
    trunk = content.readUInt32BE(0);
  }
  return free;
}
