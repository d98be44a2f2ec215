import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Connection } from '../connection.ts';
import { migrate } from '../migrate.ts';
import { recoverRegister } from './recover-register.ts';
import { recoveryReport, recoverySentence } from './recovery-words.ts';
import { readWal } from './wal-frames.ts';

/** Where a new register grows while it is filled from a damaged one, and where it waits for its place. */
const growing = (path: string): string => path.replace(/\.sqlite$/, '-growing.sqlite');
const recovered = (path: string): string => path.replace(/\.sqlite$/, '-recovered.sqlite');

/** What SQLite keeps beside a database. */
const COMPANIONS = ['-wal', '-shm', '-journal'];

export interface SetAside {
  /** Where the damaged file is now. */
  readonly path: string;
  /** For a person: what came back and what did not. */
  readonly sentence: string;
}

/**
 * Goes on where a process was ended between setting a damaged register aside and putting the new one in its place. An old
 * log never stays beside a new register: SQLite would write it into it.
 */
export function finishReplacing(path: string): void {
  if (existsSync(path) || !existsSync(recovered(path))) return;
  const aside = newestAside(path);
  for (const part of COMPANIONS) if (existsSync(path + part)) renameSync(path + part, aside + part);
  renameSync(recovered(path), path);
  keepNames(dirname(path));
}

function newestAside(path: string): string {
  const folder = dirname(path);
  const names = readdirSync(folder).filter(
    (name) => name.startsWith(`${basename(path, '.sqlite')}-damaged-`) && name.endsWith('.sqlite'),
  );
  return join(folder, names.sort().at(-1) ?? `${basename(path, '.sqlite')}-damaged.sqlite`);
}

/** SQLite removes what it keeps of the log in memory before the log: the one without the other was taken by somebody. */
export function isLogLost(path: string): boolean {
  return existsSync(path) && existsSync(`${path}-shm`) && !existsSync(`${path}-wal`);
}

/** Whether the log is spoiled in a place SQLite would quietly end at. */
export function isLogDamaged(path: string): boolean {
  return existsSync(path) && existsSync(`${path}-wal`) && readWal(readFileSync(`${path}-wal`)).isDamaged;
}

/** A register is never empty: it gets its name when its tables are in it. */
export function isEmptied(path: string): boolean {
  return statSync(path).size === 0;
}

/** Makes a new register under another name first, so that one without tables is never a new one that was broken off. */
export function makeRegister(path: string): void {
  const fresh = emptyPlace(path);
  const connection = new Connection(fresh, 0);
  try {
    connection.execute('PRAGMA synchronous = OFF');
    migrate(connection);
  } finally {
    connection.close();
  }
  sync(fresh);
  renameSync(fresh, path);
  keepNames(dirname(path));
}

function emptyPlace(path: string): string {
  const fresh = growing(path);
  for (const part of ['', ...COMPANIONS]) rmSync(fresh + part, { force: true });
  return fresh;
}

/**
 * Fills a new register with what can be read of the damaged one, and only then sets that aside, whole, with a report
 * beside it: whenever the process ends, one of the two is in its place or waits for it.
 * @throws AppError `register_too_new` (person), and what `node:sqlite` and the file system throw
 */
export function replaceDamaged(path: string, now: number): SetAside {
  const fresh = emptyPlace(path);
  const recovery = recoverRegister(path, fresh, now);
  sync(fresh);
  const aside = freeName(path, now);
  const report = aside.replace(/\.sqlite$/, '.txt');
  writeFileSync(report, recoveryReport(recovery, basename(aside), new Date(now)), { mode: 0o600 });
  renameSync(fresh, recovered(path));
  renameSync(path, aside);
  finishReplacing(path);
  return { path: aside, sentence: recoverySentence(recovery, aside, basename(report)) };
}

function freeName(path: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(':', '-');
  const base = join(dirname(path), `${basename(path, '.sqlite')}-damaged-${stamp}`);
  let name = `${base}.sqlite`;
  for (let count = 2; existsSync(name); count += 1) name = `${base}-${String(count)}.sqlite`;
  return name;
}

function sync(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** New names outlive a power cut; where folders cannot be synced (Windows), the file system does it itself. */
function keepNames(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // See above.
  }
}
