import type { AccountId, Instant, JobId, QueueItemId } from '../../preload/contract/index.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { QueueClass, QueueRecord, Store } from '../ports/store.ts';
import type { AccountPause, PauseReason } from './account-pauses.ts';
import type { QueueHandlers } from './handler.ts';
import type { Outcome } from './outcome.ts';

export type QueueChange =
  | { readonly kind: 'started'; readonly item: QueueRecord }
  /** `item` as it was while it ran. */
  | { readonly kind: 'stopped'; readonly item: QueueRecord; readonly state: Outcome['state'] }
  /** An account was paused or goes on; see `pausedAccounts`. */
  | { readonly kind: 'accounts' }
  /** The whole queue was paused or resumed, or this process began or ceased to work it. */
  | { readonly kind: 'runner' };

/** How many items of one account run side by side. */
export type Concurrency = { readonly [Class in QueueClass]: number };

export interface QueueRunnerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly handlers: QueueHandlers;
  /** Asked before every round, so that a changed setting counts at once. */
  readonly concurrency: () => Promise<Concurrency>;
  readonly onChange: (change: QueueChange) => void;
  /** Accounts this process does not look at are left alone; default: all are worked. */
  readonly worksAccount?: (account: AccountId) => boolean;
}

/** What is left when nothing runs and nothing can start at this moment. */
export interface IdleQueue {
  /** When something goes on by itself (a retry, a probe of an unreachable service); null: not before somebody acts. */
  readonly nextAt: Instant | null;
}

/** Works the queue: claims, runs, retries, pauses. One per process; one process per register at a time. */
export interface QueueRunner {
  /**
   * Becomes the one process that works the queue, or keeps trying. Resolves after the first try. Throws `AppError`
   * when the register cannot be locked at all.
   */
  start(): Promise<void>;
  /** True while this process is the one that works the queue. */
  isRunner(): boolean;
  /** Something was enqueued or made due: looks at once. */
  wake(): void;
  /**
   * Stops claiming; whoever calls it has written the pause into the register, where it survives a restart and other
   * processes find it. Transfers that run are aborted and put back without spending an attempt; short requests are
   * left to end, so that no outcome becomes unknown.
   */
  pauseAll(): void;
  resumeAll(): void;
  isPaused(): boolean;
  /** A job's pause was written down: its transfers that run are aborted and put back. */
  pauseJob(job: JobId): void;
  /** Stops one account's work likewise, until `until` or (null) until it is resumed. */
  pauseAccount(account: AccountId, until: Instant | null, reason?: PauseReason): void;
  /** The account signed in, or its service can be reached again: goes on at once. */
  resumeAccount(account: AccountId): void;
  pausedAccounts(): readonly AccountPause[];
  /** Aborts a running item; resolves when it is held (or was finished after all). False when it does not run here. */
  cancel(id: QueueItemId): Promise<boolean>;
  running(): readonly QueueRecord[];
  /** Resolves as soon as nothing runs and nothing can start at this moment. */
  idle(): Promise<IdleQueue>;
  /**
   * Aborts, puts back without spending attempts, gives the runner's lock away. A request that must not be repeated
   * gets a moment to end. Safe to call twice.
   */
  stop(): Promise<void>;
}
