import { setImmediate as letOthers } from 'node:timers/promises';
import { transactionOver } from './connection.ts';
import type { Immediate } from './promised.ts';

/** How long a transaction goes on before it lets everything else have a turn. Milliseconds. */
const LONGEST_STRETCH = 8;

/** Work that can be left between its steps; all of it belongs to one transaction. */
export type Steps = Iterable<void>;

/**
 * One transaction's time with the connection. A long one lets the rest of the process have its turn between two steps: nobody
 * else writes meanwhile, and reading sees what is committed. After its end nothing goes on: a writer that escaped its
 * transaction can do no harm.
 */
export class Turn {
  #since = performance.now();
  #isOver = false;

  end(): void {
    this.#isOver = true;
  }

  /** @throws AppError `transaction_over` */
  check(): void {
    if (this.#isOver) throw transactionOver();
  }

  isBreathDue(): boolean {
    return performance.now() - this.#since > LONGEST_STRETCH;
  }

  /** @throws AppError `transaction_over` when it ended meanwhile */
  async breathe(): Promise<void> {
    await letOthers();
    this.#since = performance.now();
    this.check();
  }

  async carryOut(steps: Steps): Promise<void> {
    // Each step is done as it is asked for.
    for (const _ of steps) if (this.isBreathDue()) await this.breathe();
  }
}

/** What works on the connection in steps. */
export type InSteps<Api> = {
  readonly [Name in keyof Api]: Api[Name] extends (...args: infer Args) => Promise<void>
    ? (...args: Args) => Steps
    : never;
};

interface InTurn {
  readonly turn: Turn;
}

type Method<Result> = (...args: never[]) => Result;

/** The port's methods, shared by all transactions; `inTurn` gives them the one they belong to. */
export function turnMethods<AtOnce extends object, Long extends object>(
  atOnce: Immediate<AtOnce>,
  long: InSteps<Long>,
): object {
  const made: Record<string, (this: InTurn, ...args: never[]) => Promise<unknown>> = {};
  for (const [name, method] of Object.entries(atOnce as Record<string, Method<unknown>>))
    made[name] = async function (...args) {
      const { turn } = this;
      turn.check();
      if (turn.isBreathDue()) await turn.breathe();
      return method(...args);
    };
  for (const [name, method] of Object.entries(long as Record<string, Method<Steps>>))
    made[name] = async function (...args) {
      const { turn } = this;
      turn.check();
      await turn.carryOut(method(...args));
    };
  return made;
}

/** @param methods made by `turnMethods` */
export function inTurn(methods: object, turn: Turn): object {
  return Object.assign(Object.create(methods) as object, { turn });
}
