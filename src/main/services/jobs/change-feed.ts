import type { FileId, JobId } from '../../../preload/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';

/** What changed since the last turn; read from the register only when it is told, so that the newest state goes out. */
export interface Changes {
  readonly jobs: ReadonlySet<JobId>;
  readonly files: ReadonlyMap<JobId, ReadonlySet<FileId>>;
  readonly reviews: ReadonlySet<JobId>;
  readonly queue: boolean;
}

export interface ChangeFeed {
  job(id: JobId): void;
  files(job: JobId, files: readonly FileId[]): void;
  review(job: JobId): void;
  queue(): void;
  /** Nothing more is told; resolves when what is being told has been, so that its register may close. Never rejects. */
  stop(): Promise<void>;
}

/** Often enough to look alive, seldom enough to cost nothing. Milliseconds. */
const TURN = 100;
/** Telling takes at most one part in so many of the time: a job of thousands of pictures is told of less often. */
const SHARE = 8;
/** What could not be told is told after so long. Milliseconds. */
const AGAIN = 2_000;

/**
 * Collects changes and tells them in one go, so that 2,000 progress steps do not become 2,000 pushes. What could not be told,
 * for a register that could not be read, is told with the next.
 * @param onTrouble told of what `tell` rejects with
 */
export function createChangeFeed(
  clock: Clock,
  tell: (changes: Changes) => Promise<void>,
  onTrouble: (thrown: unknown) => void,
): ChangeFeed {
  let jobs = new Set<JobId>();
  let files = new Map<JobId, Set<FileId>>();
  let reviews = new Set<JobId>();
  let queue = false;
  let cancel: (() => void) | null = null;
  let telling: Promise<void> | null = null;
  let stopped = false;
  let turn = TURN;

  const addFiles = (job: JobId, ids: Iterable<FileId>): void => {
    const known = files.get(job) ?? new Set();
    for (const id of ids) known.add(id);
    files.set(job, known);
  };

  const putBack = (changes: Changes): void => {
    for (const id of changes.jobs) jobs.add(id);
    for (const [job, ids] of changes.files) addFiles(job, ids);
    for (const id of changes.reviews) reviews.add(id);
    queue ||= changes.queue;
  };

  const tellNow = async (): Promise<void> => {
    const changes: Changes = { jobs, files, reviews, queue };
    jobs = new Set();
    files = new Map();
    reviews = new Set();
    queue = false;
    const started = clock.now();
    try {
      await tell(changes);
      turn = Math.max(TURN, (clock.now() - started) * SHARE);
    } catch (thrown) {
      onTrouble(thrown);
      putBack(changes);
      turn = AGAIN;
    }
    telling = null;
    if (jobs.size > 0 || reviews.size > 0 || queue) soon();
  };

  /** One turn at a time: what changes while it is told waits for the next. */
  function soon(): void {
    if (stopped || telling !== null) return;
    cancel ??= clock.after(turn, () => {
      cancel = null;
      telling = tellNow();
    });
  }

  return {
    job(id) {
      jobs.add(id);
      soon();
    },
    files(job, ids) {
      if (ids.length === 0) return;
      addFiles(job, ids);
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
    async stop() {
      stopped = true;
      cancel?.();
      await telling;
    },
  };
}
