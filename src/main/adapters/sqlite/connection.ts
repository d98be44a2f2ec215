import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { AppError } from '../../errors/app-error.ts';
import { storeError } from './sqlite-error.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;
export type Values = Readonly<Record<string, SQLInputValue>>;

/** Where statements run: a whole connection, or one transaction on it. Throws `AppError`. */
export interface Session {
  get(sql: string, values?: Values): Row | undefined;
  all(sql: string, values?: Values): readonly Row[];
  /** Gives how many rows were changed. */
  run(sql: string, values?: Values): number;
}

const noValues: Values = {};

/** One SQLite connection with its prepared statements kept. */
export class Connection implements Session {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** Opens, and throws what `node:sqlite` throws: the opener tells damage from a missing permission by it. */
  constructor(path: string, busyTimeout: number) {
    this.#database = new DatabaseSync(path, { timeout: busyTimeout, enableForeignKeyConstraints: true });
  }

  /** Raw: for pragmas, migrations and transaction boundaries. Throws what `node:sqlite` throws. */
  execute(sql: string): void {
    this.#database.exec(sql);
  }

  /** One value of one row, uncached. Throws what `node:sqlite` throws. */
  pragma(sql: string): SQLOutputValue | undefined {
    const row = this.#database.prepare(sql).get();
    return row === undefined ? undefined : Object.values(row)[0];
  }

  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  get(sql: string, values: Values = noValues): Row | undefined {
    return this.#guard(() => this.#statement(sql).get(values));
  }

  all(sql: string, values: Values = noValues): readonly Row[] {
    return this.#guard(() => this.#statement(sql).all(values));
  }

  run(sql: string, values: Values = noValues): number {
    return this.#guard(() => Number(this.#statement(sql).run(values).changes));
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw storeError(thrown);
    }
  }
}

export function transactionOver(): AppError {
  return new AppError(
    'bug',
    'transaction_over',
    'Clipdesk tried to write something down after the change it belongs to was complete. Please report this.',
  );
}
