import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Store, StoreReader, StoreWriter, TransactionOptions } from '../../ports/store.ts';
import { takenOver, type ComputerLease } from './computer-lease.ts';
import type { Connection } from './connection.ts';
import { tryLockFile } from './file-lock.ts';
import type { FileLock } from './file-lock.ts';
import { ForeignCommits } from './foreign-commits.ts';
import { isBusy, storeError } from './sqlite-error.ts';
import { storeReader, storeWriters, type OpenWriter } from './store-access.ts';
import { TransactionLine, type Waiting } from './transaction-line.ts';

/** How long a transaction waits for another process to end its own, and how often it looks. Milliseconds. */
const BUSY_PATIENCE = 20_000;
const BUSY_PAUSE = 15;

/** A transaction that takes longer is reported: it most likely waits for one it started itself. Milliseconds. */
const LONG_TRANSACTION = 10_000;

/** What was found when the register was opened and a person should know. */
export interface RegisterNotice {
  readonly kind: 'damaged-set-aside' | 'log-lost' | 'read-only';
  /** Where the damaged register was moved to, or the one whose log is gone, or that may only be read. */
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
  /** Held while the register lies on a network drive. */
  readonly lease: ComputerLease | null;
  /** Given where the connections lead to a copy: why nothing is written, and what ends the copy. */
  readonly readOnly?: { readonly refusal: () => AppError; readonly end: () => void };
}

/** The register on SQLite; made by `openSqliteStore`. */
export class SqliteStore implements Store {
  readonly read: StoreReader;
  /** Whether every transaction is refused, because nothing can be written where the register lies. */
  readonly isReadOnly: boolean;
  /** Null when the register was sound and can be written; shown to the person otherwise. */
  readonly notice: RegisterNotice | null;
  readonly #parts: SqliteStoreParts;
  readonly #foreignCommits: ForeignCommits;
  readonly #openWriter: () => OpenWriter;
  readonly #line = new TransactionLine((group) => this.#transact(group));
  #runnerLock: FileLock | null = null;
  #closed: Promise<void> | null = null;

  constructor(parts: SqliteStoreParts) {
    this.#parts = parts;
    this.notice = parts.notice;
    this.isReadOnly = parts.readOnly !== undefined;
    this.read = storeReader(parts.reading, parts.log);
    this.#openWriter = storeWriters(parts.writing, parts.log);
    this.#foreignCommits = new ForeignCommits(parts.writing, parts.clock);
  }

  transaction<T>(run: (writer: StoreWriter) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    if (this.#closed !== null) return Promise.reject(registerClosed());
    const { readOnly } = this.#parts;
    if (readOnly !== undefined) return Promise.reject(readOnly.refusal());
    return this.#line.add(run, options);
  }

  onForeignCommit(listener: () => void): () => void {
    return this.#foreignCommits.listen(listener);
  }

  tryBecomeRunner(): Promise<{ release(): Promise<void> } | null> {
    if (this.#closed !== null) return Promise.reject(registerClosed());
    if (this.isReadOnly) return Promise.resolve(null);
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
    this.#closed ??= this.#line.empty().then(() => {
      this.#foreignCommits.stop();
      this.#parts.reading.close();
      this.#parts.writing.close();
      this.#runnerLock?.release();
      this.#parts.lease?.release();
      this.#parts.readOnly?.end();
    });
    return this.#closed;
  }

  /** Carries transactions out that become durable together. Each has a savepoint: one that fails takes back only itself. */
  async #transact(group: readonly Waiting[]): Promise<void> {
    const { writing, log, clock } = this.#parts;
    const cancelWarning = clock.after(LONG_TRANSACTION, () => {
      log.error(
        'A change of the register takes very long; it may be waiting for a change started inside it.',
      );
    });
    let failure: { readonly thrown: unknown } | null = null;
    try {
      if (this.#parts.lease?.isHeld() === false) throw takenOver();
      await this.#begin();
      for (const each of group) await this.#attempt(each, group.length > 1);
      writing.execute('COMMIT');
    } catch (thrown) {
      if (writing.inTransaction) writing.execute('ROLLBACK');
      failure = { thrown: thrown instanceof Error && 'errcode' in thrown ? storeError(thrown) : thrown };
    } finally {
      cancelWarning();
    }
    for (const each of group) each.settle(failure);
  }

  /** @throws when nothing of the group can stay: it alone failed, or SQLite has given the whole transaction up */
  async #attempt(each: Waiting, hasNeighbours: boolean): Promise<void> {
    const { writing } = this.#parts;
    const { writer, end } = this.#openWriter();
    if (hasNeighbours) writing.run('SAVEPOINT one_of_many');
    const stays = await each.attempt(writer);
    end();
    if (!stays && (!hasNeighbours || !writing.inTransaction)) throw new GivenUp();
    if (!hasNeighbours) return;
    if (!stays) writing.run('ROLLBACK TO one_of_many');
    writing.run('RELEASE one_of_many');
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

/** Its neighbours are told to try again: SQLite gave up what they had written too. */
class GivenUp extends AppError {
  constructor() {
    super('retry', 'register_busy', 'Clipdesk could not write something down and tries again.');
  }
}

function registerClosed(): AppError {
  return new AppError('bug', 'register_closed', 'Clipdesk is closing; this change was not written down.');
}
