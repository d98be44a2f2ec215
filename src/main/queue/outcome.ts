import { AppError, errorData, toAppError } from '../errors/app-error.ts';
import { assertNever } from '../errors/assert-never.ts';
import type { QueuePayload, QueueRecord, StoreWriter } from '../ports/store.ts';
import type { FailureHook, HandlerEnd } from './handler.ts';
import { decideRetry } from './retry-policy.ts';
import type { RetryInput } from './retry-policy.ts';

/**
 * What must not be repeated after an unknown outcome: the service has no list to look a new job up in. Accepting an
 * offer must not be said twice either, but there the service can be asked first, and its handler does.
 */
const notRepeatable: ReadonlySet<QueuePayload['kind']> = new Set(['create-job']);

export function isRepeatable(item: QueueRecord): boolean {
  return !notRepeatable.has(item.payload.kind);
}

/** Why a running item was told to stop. */
export type StopReason = 'cancelled' | 'put-back';

/** How an item leaves the running state: what is written, and what follows for its account. */
export interface Outcome {
  readonly state: 'done' | 'waiting' | 'failed' | 'held';
  readonly write: (writer: StoreWriter, now: number) => Promise<void>;
  readonly pause: { readonly reason: 'offline' | 'sign-in'; readonly until: number | null } | null;
  /** False when nothing of the service was heard: its account stays on probe. */
  readonly answered: boolean;
}

export interface OutcomeContext extends Pick<RetryInput, 'probes' | 'now' | 'random'> {
  readonly onFailure: FailureHook<QueueRecord> | undefined;
  readonly stopReason: StopReason | null;
}

/** The code of an item that may have got there unheard: only a person, or the service, can say. */
export const OUTCOME_UNKNOWN = 'outcome_unknown';

/** Said of an item that may have reached the service when Clipdesk ended or lost the answer. */
export function unknownOutcome(item: QueueRecord): AppError {
  const what =
    item.payload.kind === 'accept-offer'
      ? 'The offer may or may not have been accepted: Clipdesk did not hear the answer, and the service does not say where the job stands. Look there first, then say what you found.'
      : 'The job may or may not have been made at the service: Clipdesk did not hear the answer, and the service has no list to look in. Look there first, then say what you found.';
  return new AppError('person', OUTCOME_UNKNOWN, what);
}

/**
 * Why an item that was running when its process ended waits for a person; null when it goes on by itself. An upload
 * session stays open at the service, so that the person says whether it is resumed or cancelled.
 */
export function errorAfterCrash(item: QueueRecord): AppError | null {
  if (item.payload.kind === 'send-to-library')
    return new AppError(
      'person',
      'interrupted',
      'Clipdesk ended in the middle of this. Resume it, and only what is missing is sent; or cancel it.',
    );
  return item.mayHaveBeenSent && !isRepeatable(item) ? unknownOutcome(item) : null;
}

const cancelled = new AppError(
  'person',
  'cancelled',
  'Stopped by you. Try again, or take it out of the queue.',
);

export function outcomeOf(item: QueueRecord, end: HandlerEnd, context: OutcomeContext): Outcome {
  if (end.kind === 'thrown') return afterFailure(item, toAppError(end.thrown), context);
  const { result } = end;
  switch (result.kind) {
    case 'finished':
      return {
        state: 'done',
        pause: null,
        answered: true,
        write: async (writer, now) => {
          // Finished first, so that the handler's own changes see the queue without this item.
          await writer.finish(item.id, now);
          await result.commit?.(writer);
        },
      };
    case 'retry':
      return afterFailure(item, result.error, context);
    case 'held':
      return stopped(item, 'held', result.error, context.onFailure);
    case 'failed':
      return stopped(
        item,
        'failed',
        result.error,
        result.commit === undefined ? context.onFailure : result.commit,
      );
    default:
      return assertNever(result);
  }
}

function afterFailure(item: QueueRecord, error: AppError, context: OutcomeContext): Outcome {
  if (context.stopReason !== null) return afterStop(item, context.stopReason, context.onFailure);
  const decision = decideRetry({
    error,
    attempts: item.attempts,
    probes: context.probes,
    repeatable: isRepeatable(item),
    now: context.now,
    random: context.random,
  });
  switch (decision.kind) {
    case 'retry':
      return {
        state: 'waiting',
        pause: null,
        answered: true,
        write: (writer, now) => writer.retryLater(item.id, decision.at, errorData(error), now),
      };
    case 'pause-account':
      return {
        state: 'waiting',
        pause: { reason: decision.reason, until: decision.until },
        answered: decision.reason !== 'offline',
        write: (writer, now) => writer.putBack(item.id, errorData(error), now),
      };
    case 'fail':
      return stopped(item, 'failed', error, context.onFailure);
    case 'hold':
      return stopped(
        item,
        'held',
        error.action === 'conflict' ? error : unknownOutcome(item),
        context.onFailure,
      );
    default:
      return assertNever(decision);
  }
}

/** A stopped item goes back unspent, unless it may have been carried out and must not be done twice. */
function afterStop(
  item: QueueRecord,
  reason: StopReason,
  onFailure: FailureHook<QueueRecord> | undefined,
): Outcome {
  return {
    state: reason === 'cancelled' ? 'held' : 'waiting',
    pause: null,
    answered: false,
    write: async (writer, now) => {
      const current = await writer.queueItem(item.id);
      if (current === null) return;
      const isUnknown = current.mayHaveBeenSent && !isRepeatable(item);
      if (isUnknown || reason === 'cancelled') {
        const error = isUnknown ? unknownOutcome(item) : cancelled;
        await writer.hold(item.id, errorData(error), now);
        await onFailure?.(writer, item, error);
      } else {
        await writer.putBack(item.id, null, now);
      }
    },
  };
}

function stopped(
  item: QueueRecord,
  state: 'failed' | 'held',
  error: AppError,
  onFailure: FailureHook<QueueRecord> | undefined,
): Outcome {
  return {
    state,
    pause: null,
    answered: true,
    write: async (writer, now) => {
      // Taken out of the queue while it ran: there is nothing left to mark.
      if ((await writer.queueItem(item.id)) === null) return;
      if (state === 'failed') await writer.fail(item.id, errorData(error), now);
      else await writer.hold(item.id, errorData(error), now);
      await onFailure?.(writer, item, error);
    },
  };
}
