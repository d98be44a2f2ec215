import type {
  AccountId,
  JobId,
  Preflight,
  PreflightProgress,
  PreflightResult,
  PreflightSettings,
  RemoteFileId,
} from '../../../../preload/contract/index.ts';
import { AppError, toAppError } from '../../../errors/app-error.ts';
import type { Attention } from '../../../ports/attention.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Files } from '../../../ports/files.ts';
import type { Inspector, PictureReading } from '../../../ports/inspector.ts';
import type { Log } from '../../../ports/log.ts';
import type { Store } from '../../../ports/store.ts';
import { roomImages, type DeliveredFiles, type RoomImage } from '../delivered-files.ts';
import { defaultPreflight } from './default-settings.ts';
import { current, KnownInspections } from './known-inspections.ts';
import { createLookIntoPair, type PairToLookInto } from './look-into-pair.ts';
import { JobBook } from './job-book.ts';
import { isReturned } from './preflight-words.ts';

/** Pairs looked into at once: one decodes while the other is fetched. */
const atOnce = 2;
/** Milliseconds between two notices of progress, at least; and for each picture of the job. */
const noticePause = 400;
const noticeShare = 0.5;
/** Jobs whose verdicts are held in memory. */
const mostBooks = 3;
/** Milliseconds before a run that broke off begins again by itself. */
const patience = 30_000;

interface Run {
  readonly abort: AbortController;
  running: boolean;
  /** There is something to look into: what people are told. A run that finds nothing new is not told at all. */
  busy: boolean;
  /** Results changed while it ran: it looks again when it is through. */
  again: boolean;
  sentence: string;
  toldAt: number;
  /** When it could not go on; 0 when it went through. */
  brokeOffAt: number;
  done: Promise<void>;
}

export interface PreflightService {
  read(job: JobId): Promise<Preflight>;
  of(job: JobId, file: RemoteFileId): Promise<readonly PreflightResult[]>;
  /** What the head of a picture said when it was looked into; null when it was not yet. */
  reading(image: RoomImage): Promise<PictureReading | null>;
  /** Looks into everything that is new, in the background. Nothing happens when it runs already. */
  start(job: JobId): void;
  /** Results of the job changed: what was said of it is to be said anew. */
  forget(job: JobId): void;
  /** The same, also after it was stopped. */
  goOn(job: JobId): Promise<void>;
  stopJob(job: JobId): Promise<void>;
  settings(account: AccountId): Promise<PreflightSettings>;
  change(account: AccountId, change: Partial<PreflightSettings>): Promise<PreflightSettings>;
  stop(): Promise<void>;
}

/** Looks into returned results before a person does; everything it finds is kept in the register by image and version. */
export function createPreflight(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly files: Files;
  readonly inspector: Inspector;
  /** Nothing is fetched or hashed for the check while somebody waits for a picture. */
  readonly attention: Pick<Attention, 'quiet'>;
  readonly delivered: DeliveredFiles;
  readonly tell: (progress: PreflightProgress) => void;
}): PreflightService {
  const { store, clock, log } = options;
  const known = new KnownInspections(store);
  const lookInto = createLookIntoPair(options);
  const runs = new Map<JobId, Run>();
  const books = new Map<JobId, Promise<JobBook>>();
  const inWork = new Map<JobId, Set<RemoteFileId>>();
  /** Jobs the person stopped: they go on only when somebody says so. */
  const stopped = new Set<JobId>();
  let over = false;

  const settings = async (account: AccountId): Promise<PreflightSettings> => ({
    ...defaultPreflight,
    ...(await store.read.preflightSettings(account)),
  });

  const inWorkOf = (job: JobId): Set<RemoteFileId> => {
    const known = inWork.get(job) ?? new Set();
    inWork.set(job, known);
    return known;
  };

  const openBook = async (job: JobId, account: AccountId): Promise<JobBook> =>
    new JobBook({
      job,
      reviews: await store.read.reviews(job),
      known: await known.of(job),
      settings: await settings(account),
      inWork: inWorkOf(job),
    });

  /** Held until results, rules or who looks into them change. */
  const bookOf = async (job: JobId): Promise<JobBook> => {
    const record = await store.read.job(job);
    if (record === null) throw new AppError('gone', 'job_missing', 'This job is not in Clipdesk any more.');
    const book = books.get(job) ?? openBook(job, record.accountId);
    books.delete(job);
    books.set(job, book);
    book.catch(() => books.delete(job));
    for (const oldest of books.keys()) if (books.size > mostBooks) books.delete(oldest);
    return book;
  };

  const read = async (job: JobId): Promise<Preflight> => {
    const book = await bookOf(job);
    const { files, checked, total, failed } = await book.summary();
    const run = runs.get(job);
    const sentence = stopped.has(job) && checked < total ? 'Stopped by you.' : (run?.sentence ?? '');
    return {
      files,
      progress: { jobId: job, running: run?.busy ?? false, checked, total, failed, sentence },
    };
  };

  const tell = async (job: JobId): Promise<void> => {
    const run = runs.get(job);
    if (run !== undefined) run.toldAt = clock.now();
    if (!over) options.tell((await read(job)).progress);
  };

  const todo = async (job: JobId): Promise<(PairToLookInto & { readonly file: RemoteFileId })[]> => {
    const { reviews } = await bookOf(job);
    const seen = await known.of(job);
    const fresh = reviews.flatMap((review) => {
      if (!isReturned(review)) return [];
      const images = roomImages(review);
      const original = images.find((image) => image.isOriginal) ?? null;
      const results = images.filter((image) => !image.isOriginal && current(seen, image) === null);
      const knownOriginal = original === null ? null : current(seen, original);
      return results.length === 0 ? [] : [{ file: review.fileId, original, knownOriginal, results }];
    });
    const files = fresh.length === 0 ? [] : await store.read.files(job);
    return fresh.map((pair) => ({ ...pair, files }));
  };

  const work = async (job: JobId, run: Run): Promise<boolean> => {
    const waiting = await todo(job);
    const underWay = inWorkOf(job);
    const something = waiting.length > 0;
    if (something) run.busy = true;
    const pauseFor = Math.max(noticePause, waiting.length * noticeShare);
    const lane = async (): Promise<void> => {
      for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) {
        run.abort.signal.throwIfAborted();
        underWay.add(pair.file);
        (await books.get(job))?.touch(pair.file);
        try {
          await known.put(job, await lookInto(pair, run.abort.signal));
        } finally {
          underWay.delete(pair.file);
          (await books.get(job))?.touch(pair.file, await known.of(job));
        }
        if (clock.now() - run.toldAt >= pauseFor) await tell(job);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    return something;
  };

  const begin = async (job: JobId, run: Run): Promise<void> => {
    let news = false;
    try {
      do {
        run.again = false;
        news = (await work(job, run)) || news;
      } while (run.again);
    } catch (thrown) {
      news = true;
      // The other lane ends at its next picture.
      const byUs = run.abort.signal.aborted;
      run.abort.abort();
      const error = toAppError(thrown);
      run.sentence = byUs ? '' : error.message;
      run.brokeOffAt = clock.now();
      if (!byUs) log.info('Preflight stands still', { code: error.code });
    } finally {
      run.running = false;
      run.busy = false;
    }
    // Whoever hears of progress reads again, and reading begins a run: being told of nothing new would never end.
    if (!news) return;
    await tell(job).catch((thrown: unknown) => {
      log.warn('The progress of preflight could not be told', { code: toAppError(thrown).code });
    });
  };

  const start = (job: JobId): void => {
    if (over || stopped.has(job)) return;
    const before = runs.get(job);
    if (before?.running === true) {
      before.again = true;
      return;
    }
    if (before !== undefined && clock.now() - before.brokeOffAt < patience) return;
    const run: Run = {
      abort: new AbortController(),
      running: true,
      busy: false,
      again: false,
      sentence: '',
      toldAt: 0,
      brokeOffAt: 0,
      done: Promise.resolve(),
    };
    runs.set(job, run);
    run.done = begin(job, run);
  };

  return {
    read,
    of: async (job, file) => (await bookOf(job)).findings(file),
    reading: async (image) => current(await known.of(image.job), image)?.reading ?? null,
    start,
    forget: (job) => void books.delete(job),
    async goOn(job) {
      stopped.delete(job);
      const run = runs.get(job);
      if (run !== undefined) run.brokeOffAt = 0;
      start(job);
      await tell(job);
    },
    async stopJob(job) {
      stopped.add(job);
      const run = runs.get(job);
      run?.abort.abort();
      await run?.done;
      await tell(job);
    },
    settings,
    async change(account, change) {
      await store.transaction(async (writer) => {
        await writer.putPreflightSettings(account, {
          ...(await writer.preflightSettings(account)),
          ...change,
        });
      });
      books.clear();
      for (const job of runs.keys()) if ((await store.read.job(job))?.accountId === account) await tell(job);
      return settings(account);
    },
    async stop() {
      over = true;
      for (const run of runs.values()) run.abort.abort();
      await Promise.all([...runs.values()].map((run) => run.done));
    },
  };
}
