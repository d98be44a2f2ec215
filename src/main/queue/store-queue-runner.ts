import type { AccountId, Instant, JobId, QueueItemId } from '../../preload/contract/index.ts';
import { errorData } from '../errors/app-error.ts';
import type { QueueClass, QueueRecord, RunnableWork, StoreWriter } from '../ports/store.ts';
import { AccountPauses } from './account-pauses.ts';
import type { AccountPause, PauseReason } from './account-pauses.ts';
import { earliest } from './earliest.ts';
import { handlerOf, type AnyQueueHandler } from './handler.ts';
import { handlerEnd } from './handler-end.ts';
import { logTrouble } from './log-trouble.ts';
import { errorAfterCrash, isRepeatable, outcomeOf, type Outcome } from './outcome.ts';
import type { Concurrency, IdleQueue, QueueChange, QueueRunner, QueueRunnerOptions } from './runner-types.ts';
import { MOST_ATTEMPTS } from './retry-policy.ts';
import { RunningItems, type RunningItem } from './running-items.ts';
import { FORGET_AFTER, RUNNER_LOOK_EVERY, STOP_GRACE, STOP_PATIENCE } from './runner-times.ts';
import { Slots } from './slots.ts';
import { writeDelay, writeOutcome } from './write-outcome.ts';

/** The queue runner over any store; see `QueueRunner` for what its methods promise. */
export class StoreQueueRunner implements QueueRunner {
  readonly #options: QueueRunnerOptions;
  readonly #running = new RunningItems();
  readonly #slots = new Slots();
  /** As asked for last. */
  #limits: Concurrency = { transfer: 1, call: 1 };
  readonly #pauses = new AccountPauses();
  readonly #stopping = new AbortController();
  #lock: { release(): Promise<void> } | null = null;
  #stopForeign: (() => void) | null = null;
  #cancelTimer: (() => void) | null = null;
  #isPaused = false;
  #started = false;
  #stopped: Promise<void> | null = null;
  #round: Promise<void> | null = null;
  #isRoundWanted = false;
  #failedRounds = 0;
  #waitingForIdle: ((idle: IdleQueue) => void)[] = [];

  constructor(options: QueueRunnerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    this.#stopForeign = this.#options.store.onForeignCommit(() => {
      this.wake();
      this.#followOthers().catch((thrown: unknown) => {
        this.#logFailure('Could not look for removed and paused items.', thrown);
      });
    });
    await this.#readPause();
    await this.#become();
    this.wake();
  }

  isRunner(): boolean {
    return this.#lock !== null;
  }

  wake(): void {
    if (!this.#started || this.#stopping.signal.aborted) return;
    this.#isRoundWanted = true;
    this.#round ??= this.#rounds().finally(() => {
      this.#round = null;
      // Somebody may have asked after the last look and before this line.
      if (this.#isRoundWanted) this.wake();
    });
  }

  pauseAll(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#running.stopWhere(({ queueClass }) => queueClass === 'transfer', 'put-back');
    this.#tell({ kind: 'runner' });
    this.wake();
  }

  resumeAll(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#tell({ kind: 'runner' });
    this.wake();
  }

  pauseJob(job: JobId): void {
    this.#running.stopWhere(
      ({ item, queueClass }) => item.jobId === job && queueClass === 'transfer',
      'put-back',
    );
    this.wake();
  }

  isPaused(): boolean {
    return this.#isPaused;
  }

  pauseAccount(account: AccountId, until: Instant | null, reason: PauseReason = 'person'): void {
    this.#pauses.pause(account, reason, this.#options.clock.now(), until);
    this.#running.stopWhere(
      ({ item, queueClass }) => item.accountId === account && queueClass === 'transfer',
      'put-back',
    );
    this.#tell({ kind: 'accounts' });
    this.wake();
  }

  resumeAccount(account: AccountId): void {
    if (this.#pauses.resume(account)) this.#tell({ kind: 'accounts' });
    this.wake();
  }

  pausedAccounts(): readonly AccountPause[] {
    return this.#pauses.list(this.#options.clock.now());
  }

  async cancel(id: QueueItemId): Promise<boolean> {
    const running = this.#running.get(id);
    if (running === undefined) return false;
    running.stop('cancelled');
    await running.ended;
    return true;
  }

  running(): readonly QueueRecord[] {
    return this.#running.records();
  }

  idle(): Promise<IdleQueue> {
    if (this.#stopping.signal.aborted) return Promise.resolve({ nextAt: null });
    return new Promise((resolve) => {
      this.#waitingForIdle.push(resolve);
      this.wake();
    });
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelTimer?.();
    this.#stopForeign?.();
    await this.#round;
    this.#running.stopWhere(({ item }) => isRepeatable(item), 'put-back');
    if (!(await this.#running.endWithin(STOP_GRACE, this.#options.clock))) {
      this.#running.stopWhere(() => true, 'put-back');
      await this.#running.endWithin(STOP_PATIENCE, this.#options.clock);
    }
    this.#tellIdle(null);
    await this.#lock?.release();
    this.#lock = null;
  }

  async #become(): Promise<void> {
    const { store, clock } = this.#options;
    const lock = await store.tryBecomeRunner();
    if (lock === null) return;
    try {
      await store.transaction(async (writer) => {
        await this.#holdUnknown(writer, clock.now());
        await writer.releaseClaims(clock.now());
        await writer.pruneQueue(clock.now() - FORGET_AFTER);
      });
    } catch (thrown) {
      await lock.release();
      throw thrown;
    }
    if (this.#stopping.signal.aborted) return lock.release();
    this.#lock = lock;
    this.#tell({ kind: 'runner' });
  }

  /** What was running when its process ended and needs a person's word is not started again by itself. */
  async #holdUnknown(writer: StoreWriter, now: Instant): Promise<void> {
    for (const item of await writer.runningItems()) {
      const error = errorAfterCrash(item);
      if (error === null) continue;
      await writer.hold(item.id, errorData(error), now);
      await this.#handler(item).onFailure?.(writer, item, error);
    }
  }

  async #readPause(): Promise<void> {
    if ((await this.#options.store.read.queuePausedAt()) === null) this.resumeAll();
    else this.pauseAll();
  }

  /** Another process may have paused work, or taken running items out of the queue: their work is pointless now. */
  async #followOthers(): Promise<void> {
    await this.#readPause();
    if (this.#running.size === 0) return;
    // What is claimed while the register is read is not in question.
    const questioned = new Set(this.#running.records().map((item) => item.id));
    const kept = new Map((await this.#options.store.read.runningItems()).map((item) => [item.id, item]));
    this.#running.stopWhere(({ item }) => questioned.has(item.id) && !kept.has(item.id), 'cancelled');
    this.#running.stopWhere(
      ({ item, queueClass }) => queueClass === 'transfer' && kept.get(item.id)?.paused === true,
      'put-back',
    );
  }

  /** Rounds until nobody wants another; never two at once, and never throws. */
  async #rounds(): Promise<void> {
    while (this.#isRoundWanted && !this.#stopping.signal.aborted) {
      this.#isRoundWanted = false;
      try {
        if (this.#lock === null) await this.#become();
        if (this.#lock !== null) await this.#claim();
        await this.#settle();
        this.#failedRounds = 0;
      } catch (thrown) {
        this.#logFailure('The queue could not go on and tries again.', thrown);
        this.#failedRounds += 1;
        this.#wakeAt(this.#options.clock.now() + writeDelay(this.#failedRounds));
      }
    }
  }

  async #claim(): Promise<void> {
    if (this.#isPaused) return;
    const { store, clock } = this.#options;
    this.#limits = await this.#options.concurrency();
    const wanted = (await this.#work(clock.now()))
      .filter((work) => work.isDue)
      .map((work) => ({ ...work, most: this.#free(work) }))
      .filter(({ most }) => most > 0);
    if (wanted.length === 0) return;
    const now = clock.now();
    const claimed = await store.transaction(async (writer) => {
      const items: QueueRecord[] = [];
      for (const { accountId, queueClass, most } of wanted) {
        items.push(...(await writer.claim({ now, accountId, queueClass, most })));
      }
      return items;
    });
    for (const item of claimed) this.#running.add(item, (running) => this.#inTurn(running));
  }

  async #work(now: Instant): Promise<readonly RunnableWork[]> {
    const { store, worksAccount } = this.#options;
    return (await store.read.runnableWork(now)).filter(({ accountId }) => worksAccount?.(accountId) ?? true);
  }

  /** How many may run side by side; one alone while it is unknown whether the service answers. */
  #limit(accountId: AccountId, queueClass: QueueClass): number {
    const state = this.#pauses.state(accountId, queueClass, this.#options.clock.now());
    if (state === 'paused') return 0;
    return state === 'probe' ? 1 : this.#limits[queueClass];
  }

  /** How many to claim now: as many as can run, and small files ahead once half of those claimed ahead are used up. */
  #free({ accountId, queueClass }: Pick<RunnableWork, 'accountId' | 'queueClass'>): number {
    const limit = this.#limit(accountId, queueClass);
    const ahead = limit < this.#limits[queueClass] ? 0 : this.#slots.ahead(accountId, queueClass, limit);
    const claimed = this.#slots.count(accountId, queueClass);
    return claimed < limit + ahead / 2 ? limit + ahead - claimed : 0;
  }

  /** Carries an item out when it has its slot. */
  async #inTurn(running: RunningItem): Promise<void> {
    const { item, queueClass } = running;
    const leaveSlot = await this.#slots.enter(running, () =>
      Math.max(1, this.#limit(item.accountId, queueClass)),
    );
    if (!running.signal.aborted) this.#tell({ kind: 'started', item });
    // Paused or stopped between the claim and here.
    const isPaused = this.#isPaused || this.#limit(item.accountId, queueClass) === 0;
    if (this.#stopping.signal.aborted || isPaused) running.stop('put-back');
    await this.#carryOut(running, leaveSlot);
    this.wake();
  }

  /**
   * Runs the handler and writes down what came of it. Never throws. Finished work leaves its slot before it is written
   * down; after a failure that may pause the account, nothing else may start first.
   */
  async #carryOut(running: RunningItem, leaveSlot: () => void): Promise<void> {
    const { item, signal } = running;
    const generation = this.#pauses.generation(item.accountId);
    const isLastAttempt = item.attempts + 1 >= MOST_ATTEMPTS;
    const end = await handlerEnd(this.#handler(item), item, { signal, isLastAttempt });
    this.#running.worked(item.id);
    if (end.kind === 'thrown' && running.stopReason === null)
      this.#logFailure('An item of the queue did not get through.', end.thrown, item);
    if (end.kind === 'result' && end.result.kind === 'finished') {
      leaveSlot();
      // Most often the next one is claimed already.
      if (this.#free({ accountId: item.accountId, queueClass: running.queueClass }) > 0) this.wake();
    }
    const { store, clock, random } = this.#options;
    const outcome = await writeOutcome({
      store,
      clock,
      stopping: this.#stopping.signal,
      othersWork: () => this.#running.atWork > 0,
      end,
      outcomeOf: (each) =>
        outcomeOf(item, each, {
          probes: this.#pauses.failures(item.accountId, running.queueClass),
          now: clock.now(),
          random: random(),
          onFailure: this.#handler(item).onFailure,
          stopReason: running.stopReason,
        }),
      onTrouble: (thrown) => {
        this.#logFailure('What came of an item could not be written down.', thrown, item);
      },
    });
    this.#running.remove(item.id);
    this.#afterwards(running, generation, outcome);
    leaveSlot();
  }

  #afterwards({ item, queueClass }: RunningItem, generation: number, outcome: Outcome | null): void {
    if (outcome === null) return;
    const now = this.#options.clock.now();
    let isChanged = outcome.answered && this.#pauses.answered(item.accountId, queueClass);
    // An answer from before the person signed in says nothing about the new session.
    const isNews = generation === this.#pauses.generation(item.accountId);
    if (isNews && outcome.pause?.reason === 'sign-in') {
      this.#pauses.pause(item.accountId, 'sign-in', now, null);
      isChanged = true;
    } else if (isNews && outcome.pause !== null && outcome.pause.until !== null) {
      this.#pauses.offline(item.accountId, queueClass, now, outcome.pause.until);
      isChanged = true;
    }
    this.#tell({ kind: 'stopped', item, state: outcome.state });
    if (isChanged) this.#tell({ kind: 'accounts' });
  }

  /** Sets the timer for what goes on by itself, and tells those who wait for a quiet queue. */
  async #settle(): Promise<void> {
    if (this.#hasNews()) return;
    const now = this.#options.clock.now();
    const isRunner = this.#lock !== null;
    const work = this.#isPaused ? [] : await this.#work(now);
    // What came due after this round had claimed would otherwise have neither a claim nor a timer.
    if (isRunner && work.some((each) => each.isDue && this.#free(each) > 0)) {
      this.#isRoundWanted = true;
      return;
    }
    const next = earliest(work.map((each) => this.#goesOnAt(each, now)));
    this.#wakeAt(isRunner ? next : earliest([next, now + RUNNER_LOOK_EVERY]));
    if (this.#waitingForIdle.length === 0) return;
    const isBusy =
      this.#running.size > 0 ||
      work.some((each) => this.#canStart(each, now)) ||
      (!isRunner && (await this.#options.store.read.runningItems()).length > 0);
    if (!isBusy && !this.#hasNews()) this.#tellIdle(next);
  }

  /** Somebody woke the queue since the current round began. */
  #hasNews = (): boolean => this.#isRoundWanted;

  #canStart({ accountId, queueClass, isDue }: RunnableWork, now: Instant): boolean {
    return isDue && this.#pauses.state(accountId, queueClass, now) !== 'paused';
  }

  /** When work that cannot start now goes on by itself: its next retry, or the end of its account's pause. */
  #goesOnAt({ accountId, queueClass, isDue, nextRetryAt }: RunnableWork, now: Instant): Instant | null {
    if (this.#pauses.state(accountId, queueClass, now) !== 'paused') return nextRetryAt;
    const end = this.#pauses.endsAt(accountId, queueClass, now);
    if (end === null || isDue || nextRetryAt === null) return end;
    return Math.max(end, nextRetryAt);
  }

  #tellIdle(nextAt: Instant | null): void {
    const told = this.#waitingForIdle;
    this.#waitingForIdle = [];
    for (const resolve of told) resolve({ nextAt });
  }

  #wakeAt(at: Instant | null): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (at === null || this.#stopping.signal.aborted) return;
    this.#cancelTimer = this.#options.clock.after(Math.max(0, at - this.#options.clock.now()), () => {
      this.wake();
    });
  }

  #handler(item: QueueRecord): AnyQueueHandler {
    return handlerOf(this.#options.handlers, item);
  }

  #tell(change: QueueChange): void {
    try {
      this.#options.onChange(change);
    } catch (thrown) {
      this.#logFailure('A listener of the queue failed.', thrown);
    }
  }

  #logFailure(message: string, thrown: unknown, item?: QueueRecord): void {
    logTrouble(this.#options.log, message, thrown, item);
  }
}
