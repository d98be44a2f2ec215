import { client, onPush } from '../../client.ts';
import type { QueueJob, QueueLines, QueueOverview } from '../../../preload/contract/index.ts';
import { throttle } from '../shell/throttle.ts';

const EMPTY = { lines: [], more: 0 };
const NO_LINES: QueueLines = { needsYou: EMPTY, waiting: EMPTY, done: EMPTY };

/** Lines of each section that are shown at first, and added when more are wanted. */
const PAGE = 100;

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

/** What waits to go. The lines are read only while somebody looks at them. */
export class QueueState {
  overview = $state.raw<QueueOverview>(NOTHING);
  lines = $state.raw<QueueLines>(NO_LINES);
  /** Jobs with unfinished work, in the order they travel; read with the lines. */
  jobs = $state.raw<readonly QueueJob[]>([]);
  linesRead = $state(false);
  readonly waiting = $derived(
    this.overview.decisionsWaiting +
      this.overview.picturesWaiting +
      this.overview.downloadsWaiting +
      this.overview.otherWaiting,
  );
  /** Who looks: true for those who look at the lines, too. */
  #readers: readonly boolean[] = [];
  #most = PAGE;
  readonly #readSoon = throttle(async () => {
    const isListed = this.#readers.some((lines) => lines);
    const [jobs, lines] = await Promise.all([
      client.queue.jobs(),
      isListed ? client.queue.lines(this.#most) : Promise.resolve(null),
    ]);
    this.jobs = jobs;
    if (lines === null) return;
    this.lines = lines;
    this.linesRead = true;
  }, 150);

  async start(): Promise<void> {
    onPush('queue-changed', (overview) => {
      this.overview = overview;
      if (this.#readers.length > 0) this.#readSoon();
    });
    this.overview = await client.queue.overview();
  }

  /** Keeps `jobs`, and `lines` where they are wanted, current until the returned function is called. */
  look(what: 'lines' | 'jobs'): () => void {
    const isListed = what === 'lines';
    this.#readers = [...this.#readers, isListed];
    this.#readSoon();
    return () => {
      const at = this.#readers.indexOf(isListed);
      this.#readers = this.#readers.filter((_, index) => index !== at);
    };
  }

  showMore(): void {
    this.#most += PAGE;
    this.#readSoon();
  }

  readAgain(): void {
    this.#readSoon();
  }
}
