import type { QueueRunner, QueueRunnerOptions } from './runner-types.ts';
import { StoreQueueRunner } from './store-queue-runner.ts';

export type { AccountPause, PauseReason } from './account-pauses.ts';
export type {
  FailureHook,
  Handler,
  HandlerContext,
  HandlerResult,
  QueueHandler,
  QueueHandlers,
} from './handler.ts';
export type { Concurrency, IdleQueue, QueueChange, QueueRunner, QueueRunnerOptions } from './runner-types.ts';

/** Makes a runner; nothing happens before `start`. */
export function createQueueRunner(options: QueueRunnerOptions): QueueRunner {
  return new StoreQueueRunner(options);
}
