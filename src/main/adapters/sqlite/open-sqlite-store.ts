import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { Connection } from './connection.ts';
import { tryLockFile } from './file-lock.ts';
import type { FileLock } from './file-lock.ts';
import { migrate } from './migrate.ts';
import {
  finishReplacing,
  isEmptied,
  isLogDamaged,
  isLogLost,
  makeRegister,
  replaceDamaged,
} from './recovery/replace-damaged.ts';
import { settleRecovered } from './recovery/settle-recovered.ts';
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
 * silently: what can be read goes into a new one, the damaged file is moved to `register-damaged-<time>.sqlite` beside it
 * with a report (`.txt`), and `notice` on the store says so.
 *
 * Throws `AppError` (person): `register_not_writable`, `register_too_new`, `disk_full`, `register_unreadable`, `register_damaged`.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { folder, clock, log } = options;
  makeFolder(folder);
  const path = join(folder, 'register.sqlite');
  const runnerLockPath = join(folder, 'runner.lock.sqlite');
  const opening = await lockOpening(join(folder, 'opening.lock.sqlite'));
  try {
    finishReplacing(path);
    if (!existsSync(path)) makeRegister(path);
    let notice: RegisterNotice | null = null;
    const isIncomplete = isLogLost(path);
    let writing: Connection;
    try {
      if (isEmptied(path) || isLogDamaged(path)) throw new DamagedRegister('emptied, or its log is spoiled');
      writing = openChecked(path);
    } catch (thrown) {
      if (!isDamaged(thrown)) throw thrown;
      notice = replaceUnlessInUse(path, runnerLockPath, clock.now());
      log.error('The register was damaged and has been set aside.', { file: notice.path });
      writing = openChecked(path);
    }
    try {
      migrate(writing);
      if (isIncomplete && notice === null) {
        notice = settleIncomplete(writing, path, clock.now());
        log.error('The newest part of the register is missing.', { file: notice.path });
      }
      const reading = new Connection(path, BUSY_TIMEOUT);
      reading.execute('PRAGMA query_only = 1');
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
    // The whole check: the quick one does not see rows that differ from their indexes. 0.4 s for 200,000 rows.
    const verdict = connection.pragma('PRAGMA integrity_check(1)');
    if (verdict !== 'ok') throw new DamagedRegister('integrity_check found damage');
    return connection;
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
}

/** A register is not taken from under a Clipdesk that works with it. */
function replaceUnlessInUse(path: string, runnerLockPath: string, now: number): RegisterNotice {
  const runner = tryLockFile(runnerLockPath);
  if (runner === null)
    throw new AppError(
      'person',
      'register_damaged',
      'The Clipdesk register is damaged, and another Clipdesk is still working with it. Close that one, then start again: what can be read is brought back.',
    );
  try {
    return { kind: 'damaged-set-aside', ...replaceDamaged(path, now) };
  } finally {
    runner.release();
  }
}

/** Without its log the register is sound but older than it should be. */
function settleIncomplete(writing: Connection, path: string, now: number): RegisterNotice {
  writing.execute('BEGIN IMMEDIATE');
  settleRecovered(writing, now);
  writing.execute('COMMIT');
  return {
    kind: 'log-lost',
    path,
    sentence: `The newest part of the register (${path}-wal) is gone: what was done last may be missing. Work that was not finished asks the service first; what cannot be asked is held for you.`,
  };
}
