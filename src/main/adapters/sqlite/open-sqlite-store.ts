import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { Connection } from './connection.ts';
import { tryLockFile } from './file-lock.ts';
import type { FileLock } from './file-lock.ts';
import { migrate } from './migrate.ts';
import { isDamaged, storeError } from './sqlite-error.ts';
import { SqliteStore } from './sqlite-store.ts';
import type { RegisterNotice } from './sqlite-store.ts';

/** How long SQLite itself waits for a lock; short, because it blocks the process meanwhile. Milliseconds. */
const BUSY_TIMEOUT = 50;

/** How long a start waits for another process that is just opening the same register. Milliseconds. */
const OPENING_PATIENCE = 60_000;
const OPENING_PAUSE = 20;

export interface SqliteStoreOptions {
  /** The profile folder; made when missing. Holds `register.sqlite` and its lock files. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Opens the register in `folder`, checks it, and brings it to this version. A damaged register is never replaced
 * silently: it is moved to `register-damaged-<time>.sqlite` beside it, and `notice` on the store says so.
 *
 * Throws `AppError` (person): `register_not_writable`, `register_too_new`, `disk_full`, `register_unreadable`.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { folder, clock, log } = options;
  makeFolder(folder);
  const path = join(folder, 'register.sqlite');
  const opening = await lockOpening(join(folder, 'opening.lock.sqlite'));
  try {
    let notice: RegisterNotice | null = null;
    let writing: Connection;
    try {
      writing = openChecked(path);
    } catch (thrown) {
      if (!isDamaged(thrown)) throw thrown;
      notice = setAside(path, clock.now());
      log.error('The register was damaged and has been set aside.', { file: notice.path });
      writing = openChecked(path);
    }
    try {
      migrate(writing);
      const reading = new Connection(path, BUSY_TIMEOUT);
      reading.execute('PRAGMA query_only = 1');
      const runnerLockPath = join(folder, 'runner.lock.sqlite');
      return new SqliteStore({ writing, reading, runnerLockPath, clock, log, notice });
    } catch (thrown) {
      writing.close();
      throw thrown;
    }
  } catch (thrown) {
    throw storeError(thrown);
  } finally {
    opening.release();
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new AppError(
      'person',
      'register_not_writable',
      'Clipdesk could not make its profile folder. Allow writing there, or choose another folder, and start again.',
      { cause },
    );
  }
}

/** One process at a time opens, checks, migrates or sets aside; the others wait for it. */
async function lockOpening(path: string): Promise<FileLock> {
  const deadline = performance.now() + OPENING_PATIENCE;
  for (;;) {
    let lock: FileLock | null;
    try {
      lock = tryLockFile(path);
    } catch (thrown) {
      throw storeError(thrown);
    }
    if (lock !== null) return lock;
    if (performance.now() > deadline) {
      throw new AppError(
        'retry',
        'register_busy',
        'Another Clipdesk is still opening the same profile. Wait for it, or close it, and start again.',
      );
    }
    await pause(OPENING_PAUSE);
  }
}

class DamagedRegister extends Error {
  readonly errcode = 11;
}

/** Opens for durable writing; throws an error that `isDamaged` knows when the file is not sound. */
function openChecked(path: string): Connection {
  const connection = new Connection(path, BUSY_TIMEOUT);
  try {
    connection.pragma('PRAGMA journal_mode = WAL');
    connection.execute('PRAGMA synchronous = FULL');
    const verdict = connection.pragma('PRAGMA quick_check(1)');
    if (verdict !== 'ok') throw new DamagedRegister('quick_check found damage');
    return connection;
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
}

function setAside(path: string, now: number): RegisterNotice {
  const stamp = new Date(now).toISOString().replaceAll(':', '-');
  const base = path.replace(/\.sqlite$/, `-damaged-${stamp}`);
  let aside = `${base}.sqlite`;
  for (let count = 2; existsSync(aside); count += 1) aside = `${base}-${String(count)}.sqlite`;
  renameSync(path, aside);
  for (const part of ['-wal', '-shm']) {
    if (existsSync(path + part)) renameSync(path + part, aside + part);
  }
  return {
    kind: 'damaged-set-aside',
    path: aside,
    sentence: `The register of this profile was damaged, so Clipdesk started a new one. The damaged file is kept as ${aside}; jobs at the service can be added again by their number.`,
  };
}
