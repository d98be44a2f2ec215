import type { AppError } from '../errors/app-error.ts';
import type { JobQueueRecord, QueuePayload, QueueRecord, StoreWriter } from '../ports/store.ts';

export interface HandlerContext {
  /** Aborted when the item is cancelled, its account or the queue is paused, or Clipdesk stops. */
  readonly signal: AbortSignal;
  /** One more retryable failure and the item is failed. */
  readonly isLastAttempt: boolean;
}

/**
 * What came of an item. `commit` writes the handler's own changes in the same transaction that records the result;
 * it may run again when the register was busy or the disk full, so it only writes.
 */
export type HandlerResult =
  | { readonly kind: 'finished'; readonly commit?: (writer: StoreWriter) => Promise<void> }
  /** Goes through the retry policy, like a thrown `AppError`. */
  | { readonly kind: 'retry'; readonly error: AppError }
  | { readonly kind: 'held'; readonly error: AppError }
  | {
      readonly kind: 'failed';
      readonly error: AppError;
      readonly commit?: (writer: StoreWriter) => Promise<void>;
    };

/** How a handler ended. */
export type HandlerEnd =
  | { readonly kind: 'result'; readonly result: HandlerResult }
  | { readonly kind: 'thrown'; readonly thrown: unknown };

/** Carries out one kind of queued work. What it throws goes through the retry policy; no `AppError` means a bug. */
export type Handler<Item extends QueueRecord = JobQueueRecord> = (
  item: Item,
  context: HandlerContext,
) => Promise<HandlerResult>;

/** Writes what a failed or held item means for its subject, in the transaction that records the failure. */
export type FailureHook<Item extends QueueRecord = JobQueueRecord> = (
  writer: StoreWriter,
  item: Item,
  error: AppError,
) => Promise<void>;

export interface QueueHandler<Item extends QueueRecord = JobQueueRecord> {
  readonly run: Handler<Item>;
  readonly onFailure?: FailureHook<Item>;
}

type RecordOf<Kind extends QueuePayload['kind'], Item = QueueRecord> = Item extends QueueRecord
  ? Kind extends Item['payload']['kind']
    ? Item
    : never
  : never;

export type QueueHandlers = { readonly [Kind in QueuePayload['kind']]: QueueHandler<RecordOf<Kind>> };

/** Who carries out any item: what is registered for its kind. */
export type AnyQueueHandler = QueueHandler<QueueRecord>;

export function handlerOf(handlers: QueueHandlers, item: QueueRecord): AnyQueueHandler {
  // `QueueHandlers` registers under a kind only what takes that kind's records; TypeScript cannot follow it by a variable.
  return handlers[item.payload.kind] as AnyQueueHandler;
}
