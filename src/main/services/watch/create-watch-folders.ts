import { basename, resolve } from 'node:path';
import type {
  JobId,
  WatchApi,
  WatchFolder,
  WatchFolderId,
  WatchState,
} from '../../../preload/contract/index.ts';
import { AppError, toAppError } from '../../errors/app-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { Log } from '../../ports/log.ts';
import type { Pushes } from '../../ports/pushes.ts';
import type { Store, WatchFolderRecord } from '../../ports/store.ts';
import type { WatchedFile, Watcher, Watching } from '../../ports/watcher.ts';
import { versionName } from './version-name.ts';

export interface WatchFoldersParts {
  readonly store: Store;
  readonly watcher: Watcher;
  readonly files: Files;
  readonly clock: Clock;
  readonly pushes: Pushes;
  readonly log: Log;
  /** A new UUID. */
  readonly newId: () => string;
  /**
   * Adds a finished picture to the job under `name`. `duplicate`: the job has these bytes already; `refused`: it takes no
   * (more) pictures. Throws what is wrong with the picture itself.
   */
  readonly addToJob: (job: JobId, path: string, name: string) => Promise<'added' | 'duplicate' | 'refused'>;
}

export interface WatchFolders extends WatchApi {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A list on the screen need not change more often. */
const pushEvery = 200;
/** A picture that could not be added is tried again after this long. */
const againAfter = 60_000;

interface Live {
  state: WatchState;
  readonly held: Map<string, string>;
  watching: Watching | null;
  /** Finished pictures are added one after another, in the order they were finished. */
  adding: Promise<void>;
  removed: boolean;
}

export function createWatchFolders(parts: WatchFoldersParts): WatchFolders {
  const { store, watcher, files, clock, pushes, log } = parts;
  const lives = new Map<WatchFolderId, Live>();
  const stopping = new AbortController();
  let cancelPush: (() => void) | null = null;
  let stopForeign: (() => void) | null = null;
  let following: Promise<void> = Promise.resolve();

  async function described(record: WatchFolderRecord): Promise<WatchFolder> {
    const live = lives.get(record.id);
    return {
      id: record.id,
      path: record.path,
      name: basename(record.path) || record.path,
      jobId: record.jobId,
      jobName: (await store.read.job(record.jobId))?.name ?? '',
      state: live?.state ?? { kind: 'watching' },
      taken: record.taken,
      held: [...(live?.held ?? [])].map(([path, sentence]) => ({ path, sentence })),
      lastTakenAt: record.lastTakenAt,
    };
  }

  async function list(): Promise<readonly WatchFolder[]> {
    return Promise.all((await store.read.watchFolders()).map(described));
  }

  function changed(): void {
    if (cancelPush || stopping.signal.aborted) return;
    cancelPush = clock.after(pushEvery, () => {
      cancelPush = null;
      list().then(
        (folders) => {
          pushes.send('watch-changed', folders);
        },
        (thrown: unknown) => {
          log.warn('The watch folders could not be told to the window.', { reason: toAppError(thrown).code });
        },
      );
    });
  }

  /** The name a finished picture should travel under: one exported anew goes as a version of its own. */
  async function nameFor(
    job: JobId,
    path: string,
  ): Promise<{ readonly name: string; readonly version: number }> {
    const earlier = (await store.read.files(job)).filter((file) => file.path === path).length;
    const own = basename(path);
    return earlier === 0
      ? { name: own, version: 1 }
      : { name: versionName(own, earlier + 1), version: earlier + 1 };
  }

  async function take(id: WatchFolderId, live: Live, path: string): Promise<void> {
    const record = (await store.read.watchFolders()).find((folder) => folder.id === id);
    if (!record || live.removed) return;
    const sha256 = await files.hash(path, 'sha256', stopping.signal);
    if (await store.read.wasTaken(record.jobId, sha256)) {
      live.held.delete(path);
      return;
    }
    const { name, version } = await nameFor(record.jobId, path);
    // Should the process die between the next two steps, the job knows the bytes by then and answers `duplicate`.
    const outcome = await parts.addToJob(record.jobId, path, name);
    if (outcome === 'refused') {
      const job = await store.read.job(record.jobId);
      live.held.set(
        path,
        `“${job?.name ?? 'The job'}” takes no more pictures. Watch this folder for another job.`,
      );
      return;
    }
    live.held.delete(path);
    const now = clock.now();
    await store.transaction(async (writer) => {
      await writer.markTaken(record.jobId, sha256, path, now);
      if (outcome === 'duplicate') return;
      const current = (await writer.watchFolders()).find((folder) => folder.id === id);
      if (current) await writer.putWatchFolder({ ...current, taken: current.taken + 1, lastTakenAt: now });
      if (version > 1) {
        await writer.addTimeline({
          jobId: record.jobId,
          at: now,
          sentence: `${basename(path)} was exported anew after it had been taken; the new one travels as “${name}”.`,
          status: null,
        });
      }
    });
  }

  function finished(id: WatchFolderId, live: Live, path: string): void {
    live.adding = live.adding.then(async () => {
      if (stopping.signal.aborted || live.removed) return;
      try {
        await take(id, live, path);
      } catch (thrown) {
        if (stopping.signal.aborted) return;
        const error = toAppError(thrown);
        log.warn('A finished picture could not be added to its job.', { reason: error.code });
        live.held.set(path, error.message);
        clock.after(againAfter, () => {
          finished(id, live, path);
        });
      }
      changed();
    });
  }

  function seen(id: WatchFolderId, live: Live, file: WatchedFile): void {
    switch (file.verdict.kind) {
      case 'finished':
        finished(id, live, file.path);
        return;
      case 'held':
        live.held.set(file.path, file.verdict.sentence);
        break;
      case 'gone':
        live.held.delete(file.path);
        break;
    }
    changed();
  }

  async function begin(record: WatchFolderRecord): Promise<void> {
    if (lives.has(record.id) || stopping.signal.aborted) return;
    const live: Live = {
      state: { kind: 'watching' },
      held: new Map(),
      watching: null,
      adding: Promise.resolve(),
      removed: false,
    };
    lives.set(record.id, live);
    live.watching = await watcher.watch(
      record.path,
      (file) => {
        seen(record.id, live, file);
      },
      (state) => {
        live.state =
          state === 'watching'
            ? { kind: 'watching' }
            : {
                kind: 'missing',
                sentence: `“${basename(record.path)}” is not there at the moment. It is watched again as soon as it is back.`,
              };
        if (state === 'missing') live.held.clear();
        changed();
      },
    );
  }

  /** Window and command line share the register: a folder another process began or gave up is followed here too. */
  async function follow(): Promise<void> {
    const records = await store.read.watchFolders();
    if (stopping.signal.aborted) return;
    const known = new Set(records.map(({ id }) => id));
    for (const [id, live] of lives)
      if (!known.has(id)) {
        lives.delete(id);
        live.removed = true;
        await end(live);
        changed();
      }
    for (const record of records)
      if (!lives.has(record.id)) {
        await begin(record);
        changed();
      }
  }

  function followSoon(): void {
    following = following.then(follow).catch((thrown: unknown) => {
      log.warn('The watch folders could not be read again.', { reason: toAppError(thrown).code });
    });
  }

  async function end(live: Live): Promise<void> {
    await live.watching?.stop();
    await live.adding;
  }

  return {
    list,
    async add(path, job) {
      const folder = resolve(path);
      const facts = await files.facts(folder);
      if (facts.kind !== 'folder') {
        throw new AppError(
          'person',
          'not_a_folder',
          `“${basename(folder)}” is not a folder. Choose a folder to watch.`,
        );
      }
      const record: WatchFolderRecord = {
        id: parts.newId() as WatchFolderId,
        path: folder,
        jobId: job,
        taken: 0,
        lastTakenAt: null,
        createdAt: clock.now(),
      };
      await store.transaction(async (writer) => {
        if ((await writer.job(job)) === null) {
          throw new AppError('gone', 'job_gone', 'This job is not there any more. Choose another one.');
        }
        if ((await writer.watchFolders()).some((other) => other.path === folder)) {
          throw new AppError(
            'conflict',
            'already_watched',
            `“${basename(folder)}” is being watched already.`,
          );
        }
        await writer.putWatchFolder(record);
      });
      await begin(record);
      changed();
      return described(record);
    },
    async remove(id) {
      const live = lives.get(id);
      lives.delete(id);
      if (live) {
        live.removed = true;
        await end(live);
      }
      await store.transaction((writer) => writer.removeWatchFolder(id));
      changed();
    },
    async start() {
      stopForeign = store.onForeignCommit(followSoon);
      await Promise.all((await store.read.watchFolders()).map(begin));
      changed();
    },
    async stop() {
      stopping.abort();
      stopForeign?.();
      cancelPush?.();
      await following;
      await Promise.all([...lives.values()].map(end));
    },
  };
}
