import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { profileFiles } from '../../ports/profile-files.ts';
import type { Redactor } from './redactor.ts';

export interface LogFileOptions {
  /** The profile folder; made when missing. The log is `clipdesk.log` in it, older parts are `clipdesk.1.log` and so on. */
  readonly folder: string;
  readonly clock: Clock;
  readonly redactor: Redactor;
  /** Bytes of one part; 1 MiB when not given. */
  readonly partSize?: number;
  /** How many older parts are kept; 3 when not given. */
  readonly olderParts?: number;
}

type Facts = Parameters<Log['info']>[1];

/** One line is one sentence and a few facts; whatever is longer than this is cut. */
const LONGEST_LINE = 8_192;

/**
 * Writes JSON lines (`at` ISO 8601 in UTC, `level`, `message`, `facts`), readable by the person's own user only.
 * Lines are written at once, so that the last ones before a crash are there. A disk that takes no more makes the
 * log fall silent; it never stops the work that is being logged.
 */
export function openLogFile(options: LogFileOptions): Log {
  const { folder, clock, redactor, partSize = 1_048_576, olderParts = 3 } = options;
  const current = join(folder, profileFiles.log);
  const older = (part: number): string => join(folder, `clipdesk.${String(part)}.log`);
  let size = 0;

  function rotate(): void {
    rmSync(older(olderParts), { force: true });
    for (let part = olderParts - 1; part >= 1; part -= 1) renameIfThere(older(part), older(part + 1));
    renameIfThere(current, older(1));
    size = 0;
  }

  function write(level: 'info' | 'warn' | 'error', message: string, facts: Facts): void {
    const at = new Date(clock.now()).toISOString();
    const text = redactor.redact(
      JSON.stringify({ at, level, message, ...(facts === undefined ? {} : { facts }) }),
    );
    const line =
      text.length > LONGEST_LINE
        ? `${JSON.stringify({ at, level, message: `${redactor.redact(message).slice(0, 1_000)} (cut)` })}\n`
        : `${text}\n`;
    try {
      if (size > 0 && size + Buffer.byteLength(line) > partSize) rotate();
      appendFileSync(current, line, { mode: 0o600 });
      size += Buffer.byteLength(line);
    } catch {
      // Nowhere to write: see above.
    }
  }

  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    size = statSync(current, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    // The profile folder cannot be made: whoever needs it says so to the person.
  }

  return {
    info: (message, facts) => write('info', message, facts),
    warn: (message, facts) => write('warn', message, facts),
    error: (message, facts) => write('error', message, facts),
  };
}

function renameIfThere(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to);
}
