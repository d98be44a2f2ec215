import { Worker } from 'node:worker_threads';
import { AppError } from '../../../errors/app-error.ts';
import type { Store, StoreReader, StoreWriter, TransactionOptions } from '../../../ports/store.ts';
import type { SqliteStoreOptions } from '../open-sqlite-store.ts';
import type { RegisterNotice } from '../sqlite-store.ts';
import { errorOf, fromRegister, type ThreadStart, type ToRegister } from './messages.ts';

export interface ThreadOptions extends Omit<SqliteStoreOptions, 'clock'> {
  /** The built `register-worker.js`, or its source under Node 24. */
  readonly worker: URL;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

function threadGone(cause: unknown): AppError {
  return new AppError(
    'bug',
    'register_gone',
    'The part of Clipdesk that writes things down has ended. Nothing that was kept before is lost; start Clipdesk again.',
    { cause },
  );
}

/**
 * The register in a thread of its own, for a disk whose every answer may take seconds: the application's thread never
 * waits for it. The same promises as the register itself.
 * @throws AppError what opening the register throws
 */
export function openRegisterInThread(options: ThreadOptions): Promise<RegisterInThread> {
  return RegisterInThread.open(options);
}

export class RegisterInThread implements Store {
  readonly read: StoreReader;
  notice: RegisterNotice | null = null;
  isReadOnly = false;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #begun = new Map<number, () => void>();
  readonly #listeners = new Set<() => void>();
  #lastId = 0;
  #gone: AppError | null = null;
  #closed: Promise<void> | null = null;

  static open(options: ThreadOptions): Promise<RegisterInThread> {
    return new Promise((resolve, reject) => {
      new RegisterInThread(options, resolve, reject);
    });
  }

  private constructor(
    { folder, isRemote = false, log, worker }: ThreadOptions,
    onOpen: (register: RegisterInThread) => void,
    onFailure: (error: AppError) => void,
  ) {
    const start: ThreadStart = { folder, isRemote };
    this.#worker = new Worker(worker, { name: 'register', workerData: start });
    // The thread carries the very same interface out, and refuses what is not in it.
    this.read = anyMethod((method, values) =>
      this.#ask((id) => ({ kind: 'read', id, method, values })),
    ) as StoreReader;
    this.#worker.on('message', (raw: unknown) => {
      const message = fromRegister.parse(raw);
      switch (message.kind) {
        case 'opened':
          this.notice = message.notice;
          this.isReadOnly = message.isReadOnly;
          return onOpen(this);
        case 'not-opened':
          return onFailure(errorOf(message.error));
        case 'answer':
          return this.#settle(message.id, (each) => each.resolve(message.value));
        case 'failure':
          return this.#settle(message.id, (each) => each.reject(errorOf(message.error)));
        case 'begun':
          return this.#begun.get(message.transaction)?.();
        case 'foreign-commit':
          for (const listener of [...this.#listeners]) listener();
          return;
        case 'log':
          return log[message.level](message.message, message.facts);
      }
    });
    const gone = (cause: unknown): void => {
      this.#gone ??= threadGone(cause);
      onFailure(this.#gone);
      for (const [id] of this.#pending)
        this.#settle(id, (each) => each.reject(this.#gone ?? threadGone(cause)));
    };
    this.#worker.on('error', gone);
    this.#worker.on('exit', () => gone('The thread ended.'));
  }

  async transaction<T>(
    run: (writer: StoreWriter) => Promise<T>,
    { patient = false }: TransactionOptions = {},
  ): Promise<T> {
    if (this.#closed !== null) throw closing();
    let end: { readonly value: T } | { readonly thrown: unknown } | null = null;
    let transaction = 0;
    // As above.
    const writer = anyMethod((method, values) =>
      this.#ask((id) => ({ kind: 'write', id, transaction, method, values })),
    ) as StoreWriter;
    const fill = async (): Promise<void> => {
      try {
        end = { value: await run(writer) };
      } catch (thrown) {
        end = { thrown };
      }
      this.#post({ kind: 'end', transaction, keep: 'value' in end });
    };
    try {
      await this.#ask((id) => {
        transaction = id;
        this.#begun.set(id, () => void fill());
        return { kind: 'begin', id, patient };
      });
    } catch (thrown) {
      // What went wrong in it is told before what became of it.
      throw ownFailure(end) ?? thrown;
    } finally {
      this.#begun.delete(transaction);
    }
    return valueOf(end);
  }

  onForeignCommit(listener: () => void): () => void {
    const entry = (): void => {
      listener();
    };
    this.#listeners.add(entry);
    this.#post({ kind: 'listen' });
    return () => this.#listeners.delete(entry);
  }

  async tryBecomeRunner(): Promise<{ release(): Promise<void> } | null> {
    if ((await this.#ask((id) => ({ kind: 'lock', id }))) !== true) return null;
    return {
      release: async () => {
        if (this.#closed === null) await this.#ask((id) => ({ kind: 'unlock', id }));
      },
    };
  }

  close(): Promise<void> {
    this.#closed ??= this.#ask((id) => ({ kind: 'close', id })).then(() => undefined);
    return this.#closed;
  }

  #ask(message: (id: number) => ToRegister): Promise<unknown> {
    if (this.#gone !== null) return Promise.reject(this.#gone);
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      this.#pending.set(this.#lastId, { resolve, reject });
      this.#post(message(this.#lastId));
    });
  }

  #post(message: ToRegister): void {
    this.#worker.postMessage(message);
  }

  #settle(id: number, end: (pending: Pending) => void): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending !== undefined) end(pending);
  }
}

/** Any method by its name: the port's methods all take plain values and give promises of plain values. */
function anyMethod(ask: (method: string, values: unknown[]) => Promise<unknown>): unknown {
  const known = new Map<string, (...values: unknown[]) => Promise<unknown>>();
  return new Proxy(
    {},
    {
      get: (_, name) => {
        // A promise is asked for its `then`; this is none.
        if (typeof name !== 'string' || name === 'then') return undefined;
        const method = known.get(name) ?? ((...values: unknown[]) => ask(name, values));
        known.set(name, method);
        return method;
      },
    },
  );
}

type End<T> = { readonly value: T } | { readonly thrown: unknown } | null;

function ownFailure(end: End<unknown>): Error | null {
  if (end === null || !('thrown' in end)) return null;
  return end.thrown instanceof Error ? end.thrown : new Error(String(end.thrown));
}

function valueOf<T>(end: End<T>): T {
  if (end !== null && 'value' in end) return end.value;
  throw threadGone('A transaction ended without its work.');
}

function closing(): AppError {
  return new AppError('bug', 'register_closed', 'Clipdesk is closing; this change was not written down.');
}
