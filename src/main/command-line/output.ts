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
  result(result: Result): void;
}

export function createOutput(
  json: boolean,
  write: (text: string) => void,
  writeError: (text: string) => void,
): Output {
  return {
    event(name, facts, line) {
      if (json) write(`${JSON.stringify({ event: name, ...facts })}\n`);
      else if (line !== '') writeError(`${line}\n`);
    },
    result({ outcome, data, lines, error }) {
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
