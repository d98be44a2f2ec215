import type { QueueItemId } from '../../preload/contract/index.ts';
import type { Clock } from '../ports/clock.ts';
import { queueClassOf } from '../ports/queue-class.ts';
import type { QueueClass, QueueRecord } from '../ports/store.ts';
import type { StopReason } from './outcome.ts';

/** An item that is being carried out. */
export interface RunningItem {
  readonly item: QueueRecord;
  readonly queueClass: QueueClass;
  readonly signal: AbortSignal;
  /** Why it was told to stop; null when it was not. */
  readonly stopReason: StopReason | null;
  /** Resolves when what came of it is written down. Never rejects. */
  readonly ended: Promise<void>;
  /** Being cancelled by a person is not overridden by a pause. */
  stop(reason: StopReason): void;
}

/** What this process carries out at the moment. */
export class RunningItems {
  readonly #items = new Map<QueueItemId, RunningItem>();
  readonly #worked = new Set<QueueItemId>();

  /** @param carryOut never rejects */
  add(item: QueueRecord, carryOut: (running: RunningItem) => Promise<void>): void {
    const controller = new AbortController();
    let stopReason: StopReason | null = null;
    let ended: Promise<void> = Promise.resolve();
    const running: RunningItem = {
      item,
      queueClass: queueClassOf(item.payload.kind),
      signal: controller.signal,
      get stopReason() {
        return stopReason;
      },
      get ended() {
        return ended;
      },
      stop(reason) {
        if (stopReason === 'cancelled') return;
        stopReason = reason;
        controller.abort();
      },
    };
    this.#items.set(item.id, running);
    ended = carryOut(running);
  }

  remove(id: QueueItemId): void {
    this.#items.delete(id);
    this.#worked.delete(id);
  }

  /** Its work has ended; what came of it is still to be written down. */
  worked(id: QueueItemId): void {
    this.#worked.add(id);
  }

  /** How many are at work, or wait for their turn. */
  get atWork(): number {
    return this.#items.size - this.#worked.size;
  }

  get(id: QueueItemId): RunningItem | undefined {
    return this.#items.get(id);
  }

  get size(): number {
    return this.#items.size;
  }

  records(): readonly QueueRecord[] {
    return [...this.#items.values()].map(({ item }) => item);
  }

  stopWhere(isMeant: (running: RunningItem) => boolean, reason: StopReason): void {
    for (const running of this.#items.values()) if (isMeant(running)) running.stop(reason);
  }

  /** Gives false when some still run after `patience` milliseconds. */
  endWithin(patience: number, clock: Clock): Promise<boolean> {
    const ended = Promise.all([...this.#items.values()].map((running) => running.ended));
    return new Promise((resolve) => {
      const giveUp = clock.after(patience, () => resolve(false));
      void ended.then(() => {
        giveUp();
        resolve(true);
      });
    });
  }
}
