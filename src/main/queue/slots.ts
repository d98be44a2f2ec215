import type { AccountId } from '../../preload/contract/index.ts';
import type { QueueClass } from '../ports/store.ts';
import type { RunningItem } from './running-items.ts';

/** Work of about this many milliseconds is claimed ahead, so that one write of the register serves many small files. */
const AHEAD = 400;
/** Claimed ahead at most. */
const MOST_AHEAD = 96;
/** How much the newest duration counts in the average. */
const WEIGHT = 0.25;

interface Lane {
  active: number;
  /** Milliseconds an item keeps its slot, on average; null before the first has ended. */
  pace: number | null;
  readonly waiting: (() => void)[];
}

/**
 * Who of the claimed items is carried out now. An item's slot is free again when its handler has ended: what came of it
 * is written down while the next one already runs.
 */
export class Slots {
  readonly #lanes = new Map<string, Lane>();

  #lane(account: AccountId, queueClass: QueueClass): Lane {
    const key = `${queueClass}/${account}`;
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const lane: Lane = { active: 0, pace: null, waiting: [] };
    this.#lanes.set(key, lane);
    return lane;
  }

  /** Items in a slot or waiting for one. */
  count(account: AccountId, queueClass: QueueClass): number {
    const lane = this.#lane(account, queueClass);
    return lane.active + lane.waiting.length;
  }

  /** How many to claim beyond those that can run at once; 0 for work that takes its time. */
  ahead(account: AccountId, queueClass: QueueClass, limit: number): number {
    const { pace } = this.#lane(account, queueClass);
    if (pace === null || queueClass !== 'transfer') return 0;
    return Math.min(MOST_AHEAD, Math.floor((limit * AHEAD) / Math.max(1, pace)));
  }

  /**
   * Waits for a slot; first come, first served. Resolves as well when the item is told to stop, so that it can be put
   * back in its turn.
   * @param limit how many may run now; asked whenever a slot may be given away
   * @returns gives the slot back; safe to call twice
   */
  async enter(running: RunningItem, limit: () => number): Promise<() => void> {
    const lane = this.#lane(running.item.accountId, running.queueClass);
    if (lane.active < limit() || running.signal.aborted) lane.active += 1;
    else await this.#wait(lane, running.signal);
    const started = performance.now();
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      lane.active -= 1;
      // What was stopped says nothing about how long such work takes.
      if (running.stopReason === null) {
        const time = performance.now() - started;
        lane.pace = lane.pace === null ? time : lane.pace + (time - lane.pace) * WEIGHT;
      }
      while (lane.active < limit() && lane.waiting.length > 0) lane.waiting.shift()?.();
    };
  }

  #wait(lane: Lane, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        lane.active += 1;
        resolve();
      };
      const leave = (): void => {
        lane.waiting.splice(lane.waiting.indexOf(enter), 1);
        enter();
      };
      lane.waiting.push(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
