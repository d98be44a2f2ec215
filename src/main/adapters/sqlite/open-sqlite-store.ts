import { accessSync, chmodSync, constants, existsSync, mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { profileFiles } from '../../ports/profile-files.ts';
import { takeComputerLease, type ComputerLease } from './computer-lease.ts';
import { Connection } from './connection.ts';
import { tryLockFile } from './file-lock.ts';
import type { FileLock } from './file-lock.ts';
import { migrate } from './migrate.ts';
import { copyRegister, readOnlyRefusal, readOnlySentence } from './read-only-register.ts';
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

/** On a slow drive, where the register has a thread of its own, it may block that one. Milliseconds. */
const REMOTE_BUSY_TIMEOUT = 20_000;

/** How long a start waits for another process that is just opening the same register. Milliseconds. */
const OPENING_PATIENCE = 60_000;
const OPENING_PAUSE = 20;

export interface SqliteStoreOptions {
  /** The profile folder; made when missing. Holds `register.sqlite` and its lock files. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Whether the folder lies on another computer. Then the register keeps a rollback journal, because a write-ahead log
   * needs memory that processes share, and only one computer uses it at a time. Each use may take seconds.
   */
  readonly isRemote?: boolean;
}

/**
 * Opens the register in `folder`, checks it, and brings it to this version. A damaged register is never replaced
 * silently: what can be read goes into a new one, the damaged file is moved to `register-damaged-<time>.sqlite` beside it
 * with a report (`.txt`), and `notice` on the store says so. One that may only be read is opened for reading: every
 * transaction is refused in words.
 *
 * Throws `AppError` (person): `register_not_writable`, `register_too_new`, `disk_full`, `register_unreadable`, `register_damaged`,
 * `profile_in_use`.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const path = join(options.folder, profileFiles.register);
  try {
    return await openForWriting(options, path);
  } catch (thrown) {
    const error = storeError(thrown);
    const isInTheWay = error.code === 'register_not_writable' || error.code === 'disk_full';
    if (!isInTheWay || !existsSync(path)) throw error;
    return openForReading(options, path, error.code === 'disk_full');
  }
}

async function openForWriting(options: SqliteStoreOptions, path: string): Promise<SqliteStore> {
  const { folder, clock, log, isRemote = false } = options;
  makeFolder(folder);
  const runnerLockPath = join(folder, 'runner.lock.sqlite');
  if (existsSync(path)) mustBeWritable(path);
  const lease = isRemote ? leaseOf(folder, clock) : null;
  let opening: FileLock;
  try {
    opening = await lockOpening(join(folder, 'opening.lock.sqlite'));
  } catch (thrown) {
    lease?.release();
    throw thrown;
  }
  try {
    finishReplacing(path);
    if (!existsSync(path)) makeRegister(path);
    let notice: RegisterNotice | null = null;
    const isIncomplete = isLogLost(path);
    let writing: Connection;
    try {
      if (isEmptied(path) || isLogDamaged(path)) throw new DamagedRegister('emptied, or its log is spoiled');
      writing = openChecked(path, isRemote);
    } catch (thrown) {
      if (!isDamaged(thrown)) throw thrown;
      notice = replaceUnlessInUse(path, runnerLockPath, clock.now());
      log.error('The register was damaged and has been set aside.', { file: notice.path });
      writing = openChecked(path, isRemote);
    }
    try {
      migrate(writing);
      if (isIncomplete && notice === null) {
        notice = settleIncomplete(writing, path, clock.now());
        log.error('The newest part of the register is missing.', { file: notice.path });
      }
      const reading = new Connection(path, isRemote ? REMOTE_BUSY_TIMEOUT : BUSY_TIMEOUT);
      reading.execute('PRAGMA query_only = 1');
      return new SqliteStore({ writing, reading, runnerLockPath, clock, log, notice, lease });
    } catch (thrown) {
      writing.close();
      throw thrown;
    }
  } catch (thrown) {
    lease?.release();
    throw storeError(thrown);
  } finally {
    opening.release();
  }
}

function openForReading(
  { folder, clock, log }: SqliteStoreOptions,
  path: string,
  isFull: boolean,
): SqliteStore {
  const copy = copyRegister(path);
  try {
    chmodSync(copy.path, 0o600);
    const writing = new Connection(copy.path, BUSY_TIMEOUT);
    migrate(writing);
    const reading = new Connection(copy.path, BUSY_TIMEOUT);
    reading.execute('PRAGMA query_only = 1');
    return new SqliteStore({
      ...{ writing, reading, clock, log, lease: null, runnerLockPath: join(folder, 'runner.lock.sqlite') },
      notice: { kind: 'read-only', path, sentence: readOnlySentence(folder, isFull) },
      readOnly: { refusal: () => readOnlyRefusal(folder, isFull), end: copy.remove },
    });
  } catch (thrown) {
    copy.remove();
    throw storeError(thrown);
  }
}

function leaseOf(folder: string, clock: Clock): ComputerLease {
  try {
    return takeComputerLease({ folder, computer: hostname(), process: process.pid, clock });
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : notWritable(thrown);
  }
}

/** SQLite opens a file that may only be read without a word, and refuses the first change. */
function mustBeWritable(path: string): void {
  try {
    accessSync(path, constants.W_OK);
  } catch (thrown) {
    throw notWritable(thrown);
  }
}

const notWritable = (cause: unknown): AppError =>
  new AppError(
    'person',
    'register_not_writable',
    'Clipdesk may not write in its profile folder. Allow writing there, or choose another folder, and start again.',
    { cause },
  );

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
function openChecked(path: string, isRemote: boolean): Connection {
  const connection = new Connection(path, isRemote ? REMOTE_BUSY_TIMEOUT : BUSY_TIMEOUT);
  try {
    if (isRemote) {
      connection.pragma('PRAGMA journal_mode = DELETE');
      // The journal's name going away is what commits: that too has to be on the disk.
      connection.execute('PRAGMA synchronous = EXTRA');
      // Until a transaction commits others go on reading, whatever its size.
      connection.execute('PRAGMA cache_spill = 0');
    } else {
      connection.pragma('PRAGMA journal_mode = WAL');
      connection.execute('PRAGMA synchronous = FULL');
    }
    // What a savepoint would take back is needed by this process alone: on the disk it costs two writes for every page changed.
    connection.execute('PRAGMA temp_store = MEMORY');
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
