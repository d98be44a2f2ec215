import { basename } from 'node:path';
import { toAppError } from '../errors/app-error.ts';
import type { Log } from '../ports/log.ts';

/** What the log says of it; the tests of the window look for it there. */
export const UNMET = 'A failure was met by nobody';

/** The innermost place a failure came from, `file:line:column`; null where that is not told. */
function placeOf(thrown: unknown): string | null {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  const place = /^\s+at .*?([^\s(]+:\d+:\d+)\)?$/m.exec(stack)?.[1];
  return place === undefined ? null : basename(place);
}

/**
 * A failure nobody waits for ends nothing: thousands of pictures may be on their way beside it. It is kept in the log, for
 * whoever reads a diagnosis. Only for a window: a command that went wrong has to say so with its exit code.
 */
export function outliveUnmetFailures(log: Log): void {
  process.on('unhandledRejection', (thrown) => {
    const { code, action } = toAppError(thrown);
    log.error(UNMET, { code, action, place: placeOf(thrown) });
  });
}
