import type { ErrorData } from '../../preload/contract/index.ts';

/** How a command ended. `kept`: everything is on the disk and goes later (offline, or waiting for a sign-in). */
export type Outcome = 'done' | 'failed' | 'usage' | 'kept';

export const exitCodes: Readonly<Record<Outcome, number>> = { done: 0, failed: 1, usage: 2, kept: 3 };

/** What a command hands over when it is through. */
export interface Result {
  readonly outcome: Outcome;
  /** Members of the last JSON line, e.g. `job` or `files`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The same for people, line by line. */
  readonly lines: readonly string[];
  readonly error?: ErrorData;
}

/** One JSON object per line for programs, plain lines for people. The last JSON line is always the result. */
export interface Output {
  event(name: string, facts: Readonly<Record<string, unknown>>, line: string): void;
  /** How far it is: an event for programs; for people one line that is written over, where the output is a terminal. */
  progress(facts: Readonly<Record<string, unknown>>, line: string): void;
  /** False: nobody would see progress. */
  readonly showsProgress: boolean;
  result(result: Result): void;
}

/** Erases the line the cursor is in (ECMA-48: CR, EL 2). */
const ERASE = '\r\u001B[2K';

export function createOutput(
  json: boolean,
  write: (text: string) => void,
  writeError: (text: string) => void,
  terminal: { readonly columns: number } | null = null,
): Output {
  let hasLine = false;
  const clear = (): void => {
    if (hasLine) writeError(ERASE);
    hasLine = false;
  };
  return {
    event(name, facts, line) {
      clear();
      if (json) write(`${JSON.stringify({ event: name, ...facts })}\n`);
      else if (line !== '') writeError(`${line}\n`);
    },
    showsProgress: json || terminal !== null,
    progress(facts, line) {
      if (json) {
        write(`${JSON.stringify({ event: 'progress', ...facts })}\n`);
      } else if (terminal !== null) {
        writeError(`${ERASE}${line.slice(0, Math.max(10, terminal.columns - 1))}`);
        hasLine = true;
      }
    },
    result({ outcome, data, lines, error }) {
      clear();
      if (json) {
        const ok = outcome === 'done';
        write(`${JSON.stringify({ event: 'result', ok, ...data, ...(error ? { error } : {}) })}\n`);
        return;
      }
      for (const line of lines) write(`${line}\n`);
      if (error) writeError(`${error.message}\n`);
    },
  };
}

export const done = (data: Result['data'], lines: readonly string[]): Result => ({
  outcome: 'done',
  data,
  lines,
});
