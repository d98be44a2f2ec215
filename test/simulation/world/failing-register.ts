import { copyFileSync, existsSync, mkdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, StatementSync, type SQLInputValue } from 'node:sqlite';
import type { FaultBook } from './fault-book.ts';
import { Dead, type Life } from './life.ts';

/** What the files of a register were when the power went. */
interface Wreck {
  readonly folder: string;
}

/** One process on one register folder. */
export interface RegisterUser {
  readonly life: Life;
  readonly faults: FaultBook;
  readonly folder: string;
  /** Power went at a write: the world stops this process and whatever else ran on the computer. */
  readonly onPowerCut: (wreck: Wreck) => void;
}

const owners = new WeakMap<DatabaseSync, RegisterUser>();
const makers = new WeakMap<StatementSync, DatabaseSync>();
const open = new Map<RegisterUser, Set<DatabaseSync>>();
let opening: RegisterUser | null = null;
let wrecks = 0;

const real = {
  exec: DatabaseSync.prototype.exec,
  prepare: DatabaseSync.prototype.prepare,
  close: DatabaseSync.prototype.close,
  run: StatementSync.prototype.run,
};

/** Everything opened during `work` belongs to this user. */
export function openingFor<T>(user: RegisterUser, work: () => T): T {
  const before = opening;
  opening = user;
  try {
    return work();
  } finally {
    opening = before;
  }
}

/** The same while something asynchronous opens; nothing else may open meanwhile. */
export async function openingWhile<T>(user: RegisterUser, work: () => Promise<T>): Promise<T> {
  opening = user;
  try {
    return await work();
  } finally {
    opening = null;
  }
}

function ownerOf(database: DatabaseSync): RegisterUser | null {
  const known = owners.get(database);
  if (known !== undefined) return known;
  if (opening === null) return null;
  owners.set(database, opening);
  const all = open.get(opening) ?? new Set();
  all.add(database);
  open.set(opening, all);
  return opening;
}

/** What SQLite throws, with its own result codes (https://www.sqlite.org/rescode.html). */
function sqliteError(code: number, words: string): Error {
  return Object.assign(new Error(words), { code: 'ERR_SQLITE_ERROR', errcode: code, errstr: words });
}

/** Copies the files as they lie there, as a power cut leaves them: nothing is closed and nothing is checkpointed. */
export function salvage(folder: string, walBytes: number | null = null): Wreck {
  wrecks += 1;
  const after = join(folder, '..', `after-${String(wrecks)}`);
  mkdirSync(after);
  for (const name of ['register.sqlite', 'register.sqlite-wal'])
    if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(after, name));
  if (walBytes !== null) truncateSync(join(after, 'register.sqlite-wal'), walBytes);
  return { folder: after };
}

function walSize(folder: string): number {
  return statSync(join(folder, 'register.sqlite-wal'), { throwIfNoEntry: false })?.size ?? 0;
}

/** Before a write: what is to go wrong goes wrong. */
function beforeWrite(user: RegisterUser, commit: (() => void) | null, mayWait = false): void {
  if (!user.life.alive) throw new Dead();
  const fault = user.faults.write();
  if (fault === null) {
    commit?.();
    return;
  }
  if (fault === 'disk-full') throw sqliteError(13, 'database or disk is full');
  if (fault === 'disk-error') throw sqliteError(10, 'disk I/O error');
  // Waiting for a lock at the beginning is done in real time, which is not simulated.
  if (fault === 'busy' && mayWait) return;
  if (fault === 'busy') throw sqliteError(5, 'database is locked');
  if (commit === null || fault.when === 'before') user.onPowerCut(salvage(user.folder));
  else {
    const before = walSize(user.folder);
    commit();
    const after = walSize(user.folder);
    // Part of the last commit reached the disk. A log that began anew has overwritten its beginning: left as it is.
    const isCut = fault.when === 'during' && after > before;
    user.onPowerCut(salvage(user.folder, isCut ? before + Math.floor((after - before) / 2) : null));
  }
  throw new Dead();
}

/**
 * Puts a failing layer between `node:sqlite` and its users in this thread. SQLite itself is the real one, on real files;
 * it offers no file layer to plug into, so that what can fail is each write statement and each transaction boundary, and
 * what a power cut leaves is a copy of the files of that instant.
 */
export function makeRegistersFail(): void {
  DatabaseSync.prototype.exec = function (sql) {
    const user = ownerOf(this);
    if (user === null) return real.exec.call(this, sql);
    if (!user.life.alive) throw new Dead();
    if (sql === 'COMMIT') return beforeWrite(user, () => real.exec.call(this, sql));
    if (sql === 'BEGIN IMMEDIATE') beforeWrite(user, null, true);
    return real.exec.call(this, sql);
  };
  DatabaseSync.prototype.prepare = function (...given) {
    const user = ownerOf(this);
    if (user !== null && !user.life.alive) throw new Dead();
    const statement = real.prepare.apply(this, given);
    makers.set(statement, this);
    return statement;
  };
  // The overloads differ only in what is bound; all of it is handed on.
  const run = function (this: StatementSync, ...bound: SQLInputValue[]) {
    const database = makers.get(this);
    const user = database === undefined ? undefined : owners.get(database);
    if (user !== undefined) beforeWrite(user, null);
    return Reflect.apply(real.run, this, bound) as ReturnType<StatementSync['run']>;
  };
  StatementSync.prototype.run = run as StatementSync['run'];
}

/** The process ended: its connections go, as the operating system closes them. What was not committed is gone. */
export function closeAllOf(user: RegisterUser): void {
  for (const database of open.get(user) ?? []) if (database.isOpen) real.close.call(database);
  open.delete(user);
}
