import type { AppApi } from '../../../preload/contract/index.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Application } from '../../ports/application.ts';
import type { Clock } from '../../ports/clock.ts';

/** What is being answered when Clipdesk stops may take so long to come to its end. Milliseconds. */
const MOST = 1_000;

function closing(): AppError {
  return new AppError('conflict', 'closing', 'Clipdesk is closing. Start it again and do this once more.');
}

type Call = (...values: readonly unknown[]) => Promise<unknown>;

/**
 * An application whose stop first lets the calls come to their end that are being answered, and takes none any more: what
 * was done is never called failed because the register closed under its answer, and what is refused was not begun.
 */
export function endingCalls(clock: Clock, application: Application): Application {
  const underWay = new Set<Promise<unknown>>();
  let stopped: Promise<void> | null = null;

  const kept =
    (call: Call): Call =>
    (...values) => {
      if (stopped !== null) return Promise.reject(closing());
      const answer = call(...values);
      underWay.add(answer);
      const end = (): void => void underWay.delete(answer);
      answer.then(end, end);
      return answer;
    };

  const api: Record<string, Record<string, Call>> = {};
  for (const [group, calls] of Object.entries(
    application.api as unknown as Readonly<Record<string, Readonly<Record<string, Call>>>>,
  ))
    api[group] = Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, kept(call)]));

  const stop = async (): Promise<void> => {
    const ended = Promise.allSettled(underWay);
    let cancel = (): void => undefined;
    const patience = new Promise<void>((resolve) => (cancel = clock.after(MOST, resolve)));
    await Promise.race([ended, patience]);
    cancel();
    await application.stop();
  };

  return {
    ...application,
    // Member for member the same calls.
    api: api as unknown as AppApi,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}
