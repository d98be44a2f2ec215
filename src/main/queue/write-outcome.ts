import { AppError, toAppError } from '../errors/app-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import type { HandlerEnd } from './handler.ts';
import type { Outcome } from './outcome.ts';

/** First and longest wait before something is written down again that the register did not take. Milliseconds. */
const FIRST_WRITE_DELAY = 250;
const LONGEST_WRITE_DELAY = 30_000;

/** Errors of the register itself: what was done is still to be written down, so it is tried again. */
const registerTroubles: ReadonlySet<string> = new Set([
  'register_busy',
  'disk_full',
  'register_not_writable',
  'register_unreadable',
]);

export function writeDelay(failures: number): number {
  return Math.min(LONGEST_WRITE_DELAY, FIRST_WRITE_DELAY * 2 ** (failures - 1));
}

/**
 * Writes down what came of an item, again and again until the register takes it: a full disk must not turn finished
 * work into lost work. When the handler's own change is at fault, the item fails with it instead.
 * Gives null when Clipdesk stops before that; the row is then released at the next start.
 */
export async function writeOutcome(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
  /** Whether more outcomes will come by themselves. */
  readonly othersWork: () => boolean;
  readonly end: HandlerEnd;
  readonly outcomeOf: (end: HandlerEnd) => Outcome;
  readonly onTrouble: (thrown: unknown) => void;
}): Promise<Outcome | null> {
  const { store, clock, stopping } = options;
  let end = options.end;
  for (let failures = 1; ; failures += 1) {
    const outcome = options.outcomeOf(end);
    try {
      // What went well comes often and nobody waits for it, but after the last one; what went wrong is looked at right away.
      await store.transaction((writer) => outcome.write(writer, clock.now()), {
        patient: outcome.state === 'done' && options.othersWork(),
      });
      return outcome;
    } catch (thrown) {
      options.onTrouble(thrown);
      if (stopping.aborted) return null;
      const isTrouble = registerTroubles.has(toAppError(thrown).code);
      if (!isTrouble && end === options.end) end = { kind: 'thrown', thrown: afterWork(end, thrown) };
      else await delay(clock, writeDelay(failures), stopping);
    }
  }
}

/** The work itself was done when only its change could not be written: the far end must not be asked twice blindly. */
function afterWork(end: HandlerEnd, thrown: unknown): AppError {
  const error = toAppError(thrown);
  const isDone = end.kind === 'result' && end.result.kind === 'finished';
  if (!isDone) return error;
  return new AppError(error.action, error.code, error.message, { cause: error.cause, maybeDone: true });
}

function delay(clock: Clock, milliseconds: number, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(milliseconds, end);
    function end(): void {
      stopping.removeEventListener('abort', end);
      cancel();
      resolve();
    }
    stopping.addEventListener('abort', end);
  });
}
