import { toAppError } from '../errors/app-error.ts';
import type { Log } from '../ports/log.ts';
import type { QueueRecord } from '../ports/store.ts';

/** Notes what went wrong, without the sentence for people: it may hold names. */
export function logTrouble(log: Log, message: string, thrown: unknown, item?: QueueRecord): void {
  const { code, action, cause } = toAppError(thrown);
  const why = code === 'unexpected' && cause instanceof Error ? cause.name : null;
  log.warn(message, {
    code,
    action,
    why,
    kind: item?.payload.kind ?? null,
    id: item?.id ?? null,
  });
}
