import type { FileId, JobId } from '../../../preload/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';

/** What changed since the last turn; read from the register only when it is told, so that the newest state goes out. */
export interface Changes {
  readonly jobs: ReadonlySet<JobId>;
  readonly files: ReadonlyMap<JobId, ReadonlySet<FileId>>;
  readonly reviews: ReadonlySet<JobId>;
  readonly queue: boolean;
}

/** Collects changes and tells them in one go, so that 2,000 progress steps do not become 2,000 pushes. */
export interface ChangeFeed {
  job(id: JobId): void;
  files(job: JobId, files: readonly FileId[]): void;
  review(job: JobId): void;
  queue(): void;
  /** Tells what is collected now. */
  flush(): Promise<void>;
  stop(): void;
}

/** Often enough to look alive, seldom enough to cost nothing. Milliseconds. */
const TURN = 100;
/** Telling takes at most one part in so many of the time: a job of thousands of pictures is told of less often. */
const SHARE = 8;

export function createChangeFeed(clock: Clock, tell: (changes: Changes) => Promise<void>): ChangeFeed {
  let jobs = new Set<JobId>();
  let files = new Map<JobId, Set<FileId>>();
  let reviews = new Set<JobId>();
  let queue = false;
  let cancel: (() => void) | null = null;
  let telling: Promise<void> = Promise.resolve();
  let stopped = false;
  let turn = TURN;

  const flush = (): Promise<void> => {
    cancel?.();
    cancel = null;
    if (stopped || (jobs.size === 0 && files.size === 0 && reviews.size === 0 && !queue)) return telling;
    const changes: Changes = { jobs, files, reviews, queue };
    jobs = new Set();
    files = new Map();
    reviews = new Set();
    queue = false;
    telling = telling.then(async () => {
      const started = clock.now();
      await tell(changes);
      turn = Math.max(TURN, (clock.now() - started) * SHARE);
    });
    return telling;
  };

  const soon = (): void => {
    if (stopped) return;
    cancel ??= clock.after(turn, () => {
      void flush();
    });
  };

  return {
    job(id) {
      jobs.add(id);
      soon();
    },
    files(job, ids) {
      if (ids.length === 0) return;
      const set = files.get(job) ?? new Set();
      for (const id of ids) set.add(id);
      files.set(job, set);
      jobs.add(job);
      soon();
    },
    review(job) {
      reviews.add(job);
      soon();
    },
    queue() {
      queue = true;
      soon();
    },
    flush,
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}
