import { dirname, join } from 'node:path';
import type { SavedResult } from '../../../preload/contract/index.ts';
import { AppError, toAppError } from '../../errors/app-error.ts';
import type { Archives, OpenArchive } from '../../ports/archives.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files } from '../../ports/files.ts';
import type { DownloadPayload, JobRecord, JobQueueRecord, Store } from '../../ports/store.ts';
import type { Handler, HandlerResult } from '../../queue/queue-runner.ts';
import type { ChangeFeed } from '../jobs/change-feed.ts';
import { nameAtService, wantedPath } from './download-file.ts';
import type { PartFetcher } from './fetch-part.ts';
import { matchArchive } from './match-archive.ts';
import { noteOfPart } from './part-notes.ts';
import type { MovingFiles } from '../transfers/moving-files.ts';
import { keptWords, type PlaceResult } from './place-result.ts';
import type { ResultSources } from './result-sources.ts';
import { noteWhenAllSaved, recordSaved } from './saved-results.ts';

/** Tries of the archive before the results are fetched one by one. */
const triesOfArchive = 3;

/** Results unpacked side by side. */
const atOnce = 4;

/** Failures that would stop single downloads just the same. */
const notOfTheArchive = new Set([
  'disk_full',
  'disk_read_only',
  'disk_failed',
  'folder_missing',
  'file_unwritable',
]);

type Wanted = JobQueueRecord & { readonly payload: DownloadPayload };

interface Unpacked {
  readonly item: Wanted;
  readonly part: string;
  /** Null: left out, because a file of that name came meanwhile. */
  readonly saved: SavedResult | null;
  /** What a person should know of it. */
  readonly notes: readonly string[];
}

const results = (count: number): string => (count === 1 ? '1 result' : `${String(count)} results`);

/**
 * Fetches all results of a job in the service's archive and puts each in its place; nothing of the archive decides where
 * anything is written. What the archive cannot give, whole or in part, is fetched one by one by the items behind it.
 */
export function downloadArchiveHandler(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly files: Files;
  readonly archives: Archives;
  readonly fetcher: PartFetcher;
  readonly place: PlaceResult;
  readonly sources: ResultSources;
  readonly moving: MovingFiles;
  readonly changes: ChangeFeed;
  readonly newId: () => string;
}): Handler {
  const { store, clock, files, archives, fetcher, place, sources, moving, changes, newId } = options;

  const wantedOf = async (job: JobRecord, folder: string): Promise<readonly Wanted[]> =>
    (await store.read.unfinishedOf(job.id)).filter(
      (item): item is Wanted =>
        item.payload.kind === 'download-file' &&
        item.payload.folder === folder &&
        item.payload.route === 'zip' &&
        item.state === 'waiting',
    );

  /** Notes every part before the first of them is made, so that none is left behind for ever. @returns where each lies */
  const noteParts = (job: JobRecord, wanted: readonly Wanted[]): Promise<ReadonlyMap<Wanted, string>> =>
    store.transaction(async (writer) => {
      const known = await writer.partsOf(job.id);
      const paths = new Map<Wanted, string>();
      for (const item of wanted) {
        const { imageId } = item.payload;
        const path = wantedPath(item.payload, nameAtService(item));
        const note = noteOfPart(known, { jobId: job.id, imageId, path }, newId, clock.now());
        // What came of it by its own address is no beginning of what the archive holds.
        await writer.putPart({ ...note, total: null, etag: null, lastModified: null, notedAt: clock.now() });
        paths.set(item, note.path);
      }
      return paths;
    });

  const unpack = async (
    archive: OpenArchive,
    job: JobRecord,
    wanted: readonly Wanted[],
    folder: string,
    signal: AbortSignal,
  ) => {
    const listed = (await store.read.reviews(job.id)).flatMap(({ results: each }) =>
      each.map(({ name }) => name),
    );
    const { matched, missing, unlisted } = matchArchive(wanted, nameAtService, archive.entries, listed);
    const bytes = matched.reduce((sum, { entry }) => sum + entry.size, 0);
    const room = await files.room(folder);
    if (room !== null && room < bytes)
      throw new AppError(
        'person',
        'disk_full',
        `There is no room to unpack the archive: ${String(Math.ceil(bytes / 1_000_000))} MB are needed. Free some space or choose another disk, then try again.`,
      );
    const parts = await noteParts(
      job,
      matched.map((match) => match.wanted),
    );
    const one = async ({ wanted: item, entry }: (typeof matched)[number]): Promise<Unpacked> => {
      const path = wantedPath(item.payload, nameAtService(item));
      const partPath = parts.get(item);
      if (partPath === undefined)
        throw new AppError('bug', 'part_missing', 'A result has no place to go to.');
      await files.ensureFolder(dirname(path));
      const part = await files.openPart(partPath, 0, signal);
      try {
        for await (const chunk of entry.read(signal)) await part.write(chunk);
        const written = await part.complete();
        const placed = await place({ part: partPath, ...written }, path, item.payload.onCollision, signal);
        return {
          item,
          part: partPath,
          saved: placed.path === null ? null : { path: placed.path, ...written },
          notes: keptWords(placed),
        };
      } finally {
        await part.close();
      }
    };
    const unpacked: Unpacked[] = [];
    let broken: AppError | null = null;
    for (let start = 0; start < matched.length; start += atOnce) {
      const round = await Promise.allSettled(matched.slice(start, start + atOnce).map(one));
      for (const end of round)
        if (end.status === 'fulfilled') unpacked.push(end.value);
        else {
          const error = toAppError(end.reason);
          if (error.code !== 'archive_damaged') throw end.reason;
          broken = error;
        }
      if (broken !== null) break;
    }
    return { unpacked, missing, unlisted, broken };
  };

  const sentence = (
    there: number,
    left: number,
    problem: string | null,
    unlisted: number,
    broken: AppError | null,
  ): string =>
    [
      there > 0 ? `${results(there)} saved from the archive` : '',
      broken !== null ? broken.message.replace(/\.$/, '') : '',
      left > 0 && broken === null && problem !== null ? `${results(left)} ${problem}` : '',
      left > 0 ? `${left === 1 ? 'it is' : 'they are'} fetched one by one` : '',
      unlisted > 0
        ? `${unlisted === 1 ? '1 file' : `${String(unlisted)} files`} of the archive in no list of the service, left out`
        : '',
    ]
      .filter((part) => part !== '')
      .join('; ');

  /** The items behind this one fetch everything themselves. */
  const oneByOne = (job: JobRecord, why: AppError): HandlerResult => ({
    kind: 'finished',
    commit: async (writer) => {
      await writer.addTimeline({
        jobId: job.id,
        at: clock.now(),
        sentence: `The archive could not be used, so the results are fetched one by one. ${why.message}`,
        status: null,
      });
      changes.job(job.id);
    },
  });

  const run = async (
    job: JobRecord,
    folder: string,
    wanted: readonly Wanted[],
    signal: AbortSignal,
  ): Promise<HandlerResult> => {
    const path = join(folder, `Clipdesk job ${String(job.remoteId ?? '')}.zip`);
    const zip = await fetcher.fetch(
      {
        jobId: job.id,
        imageId: null,
        path,
        title: `The archive of “${job.name}”`,
        source: sources.archive(job, signal),
        onProgress: (bytes, total) => {
          moving.moved(job.id, bytes, job.id, total);
          changes.queue();
        },
      },
      signal,
    );
    moving.stopped(job.id);
    let archive: OpenArchive | null = null;
    try {
      archive = await archives.open(zip.part, wanted.length * 20 + 1_000);
      const { unpacked, missing, unlisted, broken } = await unpack(archive, job, wanted, folder, signal);
      const left = wanted.length - unpacked.length;
      const told = sentence(unpacked.length, left, missing[0]?.problem ?? null, unlisted, broken);
      return {
        kind: 'finished',
        commit: async (writer) => {
          const now = clock.now();
          await writer.removePart(zip.part);
          for (const { item, part, saved, notes } of unpacked) {
            await writer.removePart(part);
            for (const note of notes)
              await writer.addTimeline({ jobId: job.id, at: now, sentence: note, status: null });
            if (saved !== null) await recordSaved(writer, item.payload, saved);
            await writer.finish(item.id, now);
          }
          changes.files(
            job.id,
            unpacked.map(({ item }) => item.payload.fileId),
          );
          await writer.addTimeline({ jobId: job.id, at: now, sentence: told, status: null });
          await noteWhenAllSaved(writer, job, new Set(), now);
        },
      };
    } finally {
      archive?.close();
      await files.remove(zip.part);
    }
  };

  return async (item, { signal, isLastAttempt }) => {
    if (item.payload.kind !== 'download-archive')
      throw new AppError('bug', 'wrong_item', 'This is no download of an archive.');
    const job = await store.read.job(item.jobId);
    if (job === null) throw new AppError('gone', 'job_missing', 'This job is not in Clipdesk any more.');
    const all = await wantedOf(job, item.payload.folder);
    if (all.length === 0) return { kind: 'finished' };
    try {
      // An archive holds the results of now under their names: what was replaced since is fetched by its own address.
      const current = await sources.current(job, signal);
      const wanted = all.filter(({ payload }) => current.has(payload.imageId));
      if (wanted.length === 0) return { kind: 'finished' };
      return await run(job, item.payload.folder, wanted, signal);
    } catch (thrown) {
      signal.throwIfAborted();
      const error = toAppError(thrown);
      const isLater = error.action === 'retry' && item.attempts + 1 < triesOfArchive && !isLastAttempt;
      if (error.action === 'sign-in' || error.action === 'bug' || isLater || notOfTheArchive.has(error.code))
        throw thrown;
      return oneByOne(job, error);
    } finally {
      moving.stopped(job.id);
    }
  };
}
