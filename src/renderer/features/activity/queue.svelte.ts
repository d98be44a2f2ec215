import { client, onPush } from '../../client.ts';
import type { QueueItem, QueueJob, QueueOverview } from '../../../preload/contract/index.ts';
import { throttle } from '../shell/throttle.ts';

const NOTHING: QueueOverview = {
  decisionsWaiting: 0,
  picturesWaiting: 0,
  downloadsWaiting: 0,
  otherWaiting: 0,
  needsYou: 0,
  bytesPerSecond: 0,
  bytesLeft: 0,
  secondsLeft: null,
  limit: '',
  paused: false,
  everythingProven: true,
  lastContact: null,
};

/** What waits to go. The items themselves are read only while somebody looks at them. */
export class QueueState {
  overview = $state.raw<QueueOverview>(NOTHING);
  items = $state.raw<readonly QueueItem[]>([]);
  /** Jobs with unfinished work, in the order they travel; read with the items. */
  jobs = $state.raw<readonly QueueJob[]>([]);
  itemsRead = $state(false);
  readonly waiting = $derived(
    this.overview.decisionsWaiting +
      this.overview.picturesWaiting +
      this.overview.downloadsWaiting +
      this.overview.otherWaiting,
  );
  #watchers = 0;
  readonly #readSoon = throttle(async () => {
    [this.items, this.jobs] = await Promise.all([client.queue.list(), client.queue.jobs()]);
    this.itemsRead = true;
  }, 150);

  async start(): Promise<void> {
    onPush('queue-changed', (overview) => {
      this.overview = overview;
      if (this.#watchers > 0) this.#readSoon();
    });
    this.overview = await client.queue.overview();
  }

  /** Keeps `items` current until the returned function is called. */
  look(): () => void {
    this.#watchers += 1;
    this.#readSoon();
    return () => {
      this.#watchers -= 1;
    };
  }

  readAgain(): void {
    this.#readSoon();
  }
}
