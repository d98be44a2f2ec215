import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Store, StoreReader, StoreWriter } from '../../ports/store.ts';
import { TransactionSession } from './connection.ts';
import type { Connection } from './connection.ts';
import { tryLockFile } from './file-lock.ts';
import type { FileLock } from './file-lock.ts';
import { ForeignCommits } from './foreign-commits.ts';
import { isBusy, storeError } from './sqlite-error.ts';
import { storeReader, storeWriter } from './store-access.ts';

/** How long a transaction waits for another process to end its own, and how often it looks. Milliseconds. */
const BUSY_PATIENCE = 20_000;
const BUSY_PAUSE = 15;

/** A transaction that takes longer is reported: it most likely waits for one it started itself. Milliseconds. */
const LONG_TRANSACTION = 10_000;

/** What was found when the register was opened and a person should know. */
export interface RegisterNotice {
  readonly kind: 'damaged-set-aside';
  /** Where the damaged register was moved to. */
  readonly path: string;
  /** For a person. */
  readonly sentence: string;
}

export interface SqliteStoreParts {
  readonly writing: Connection;
  readonly reading: Connection;
  readonly runnerLockPath: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly notice: RegisterNotice | null;
}

/** The register on SQLite; made by `openSqliteStore`. */
export class SqliteStore implements Store {
  readonly read: StoreReader;
  /** Null when the register was sound; shown to the person otherwise. */
  readonly notice: RegisterNotice | null;
  readonly #parts: SqliteStoreParts;
  readonly #foreignCommits: ForeignCommits;
  #last: Promise<unknown> = Promise.resolve();
  #runnerLock: FileLock | null = null;
  #closed: Promise<void> | null = null;

  constructor(parts: SqliteStoreParts) {
    this.#parts = parts;
    this.notice = parts.notice;
    this.read = storeReader(parts.reading, parts.log);
    this.#foreignCommits = new ForeignCommits(parts.writing, parts.clock);
  }

  transaction<T>(run: (writer: StoreWriter) => Promise<T>): Promise<T> {
    if (this.#closed !== null) return Promise.reject(registerClosed());
    const mine = this.#last.then(() => this.#transact(run));
    // The chain goes on whether this one succeeds or not; the caller gets `mine` with its failure.
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  onForeignCommit(listener: () => void): () => void {
    return this.#foreignCommits.listen(listener);
  }

  tryBecomeRunner(): Promise<{ release(): Promise<void> } | null> {
    if (this.#closed !== null) return Promise.reject(registerClosed());
    let lock: FileLock | null;
    try {
      lock = tryLockFile(this.#parts.runnerLockPath);
    } catch (thrown) {
      return Promise.reject(storeError(thrown));
    }
    if (lock === null) return Promise.resolve(null);
    this.#runnerLock = lock;
    return Promise.resolve({
      release: () => {
        lock.release();
        return Promise.resolve();
      },
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#last.then(() => {
      this.#foreignCommits.stop();
      this.#parts.reading.close();
      this.#parts.writing.close();
      this.#runnerLock?.release();
    });
    return this.#closed;
  }

  async #transact<T>(run: (writer: StoreWriter) => Promise<T>): Promise<T> {
    const { writing, log, clock } = this.#parts;
    await this.#begin();
    const session = new TransactionSession(writing);
    const cancelWarning = clock.after(LONG_TRANSACTION, () => {
      log.error(
        'A change of the register takes very long; it may be waiting for a change started inside it.',
      );
    });
    try {
      const result = await run(storeWriter(session, log));
      session.end();
      writing.execute('COMMIT');
      return result;
    } catch (thrown) {
      session.end();
      if (writing.inTransaction) writing.execute('ROLLBACK');
      throw thrown instanceof Error && 'errcode' in thrown ? storeError(thrown) : thrown;
    } finally {
      cancelWarning();
    }
  }

  /**
   * Waits for other processes without blocking this one. Real time on purpose: it is about a real lock of a real
   * process, which no injected clock can shorten.
   */
  async #begin(): Promise<void> {
    const deadline = performance.now() + BUSY_PATIENCE;
    for (;;) {
      try {
        this.#parts.writing.execute('BEGIN IMMEDIATE');
        return;
      } catch (thrown) {
        if (!isBusy(thrown) || performance.now() > deadline) throw storeError(thrown);
      }
      await pause(BUSY_PAUSE);
    }
  }
}

function registerClosed(): AppError {
  return new AppError('bug', 'register_closed', 'Clipdesk is closing; this change was not written down.');
}
