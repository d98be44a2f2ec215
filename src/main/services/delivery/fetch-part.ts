import { dirname } from 'node:path';
import { AppError, toAppError } from '../../errors/app-error.ts';
import type { FetchedAddress, ResumePoint } from '../../ports/bright-river.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Files, Part, Written } from '../../ports/files.ts';
import type { Images } from '../../ports/images.ts';
import type { PartRecord, Store } from '../../ports/store.ts';
import type { Throttle } from '../../ports/throttle.ts';
import { noteOfPart, type PartSubject } from './part-notes.ts';

/** How far a download that goes on steps back: these bytes come again and have to be the same. */
const rolledBack = 64 * 1024;

/** Left free on a disk, for the system's sake. Bytes. */
const leftFree = 16 * 1024 * 1024;

/** Opens the file at the service, from `resume.from` on when it is given. */
export type Source = (resume?: ResumePoint) => Promise<FetchedAddress>;

export interface PartWish extends PartSubject {
  /** For sentences. */
  readonly title: string;
  readonly source: Source;
  /** Bytes of the file here so far, and of the whole where the service says it. */
  readonly onProgress: (bytes: number, total: number | null) => void;
}

/** A complete, checked file that only lacks its name. */
export interface FetchedPart extends Written {
  readonly part: string;
}

export interface PartFetcher {
  fetch(wish: PartWish, signal: AbortSignal): Promise<FetchedPart>;
}

const isTold = (name: string) => (thrown: unknown) => toAppError(thrown).code === name;

/**
 * Fetches a file into a part beside its final place. What came before (in this run or an earlier one) is gone on from
 * when it can be shown to be the beginning of the same file: the server's tag or date with the request, the length of the
 * whole, and the last bytes compared. At the end the length and, where the server gives one, the MD5 are checked; without
 * both, the structure of the picture.
 */
export function createPartFetcher(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly files: Files;
  readonly images: Images;
  readonly throttle: Throttle;
  readonly newId: () => string;
}): PartFetcher {
  const { store, clock, files, images, throttle, newId } = options;

  const kept = async (note: PartRecord): Promise<number> => {
    if (await files.isFree(note.path)) return 0;
    const { size, kind } = await files.facts(note.path);
    return kind === 'file' && (note.total === null || size <= note.total) ? size : 0;
  };

  /** What came of another file is gone, also after a power cut, before the note says what comes now. */
  const empty = async (path: string, signal: AbortSignal): Promise<void> => {
    if ((await files.isFree(path)) || (await files.facts(path)).size === 0) return;
    const part = await files.openPart(path, 0, signal);
    await part.close();
  };

  /** Where nothing came, nothing stays. What cannot be removed now is swept at the next start. */
  const release = async (note: PartRecord): Promise<void> => {
    try {
      if (!(await files.isFree(note.path))) {
        if ((await files.facts(note.path)).size > 0) return;
        await files.remove(note.path);
      }
      await store.transaction((writer) => writer.removePart(note.path));
    } catch (thrown) {
      if (toAppError(thrown).action === 'bug') throw thrown;
    }
  };

  const checkRoom = async (wish: PartWish, bytes: number | null): Promise<void> => {
    if (bytes === null) return;
    const room = await files.room(dirname(wish.path));
    if (room === null || room - bytes >= leftFree) return;
    throw new AppError(
      'person',
      'disk_full',
      `${wish.title} has no room on the disk: ${megabytes(bytes)} come, ${megabytes(Math.max(0, room - leftFree))} are free. Free some space or choose another disk, then try again.`,
    );
  };

  /** Compares what comes again with what is there; gives what is new. Throws `range_refused` when they differ. */
  async function* afterOverlap(
    body: AsyncIterable<Uint8Array>,
    expected: Uint8Array,
  ): AsyncIterable<Uint8Array> {
    let seen = 0;
    for await (const chunk of body) {
      const compared = Math.min(chunk.length, expected.length - seen);
      if (
        compared > 0 &&
        Buffer.compare(chunk.subarray(0, compared), expected.subarray(seen, seen + compared)) !== 0
      )
        throw differs();
      seen += compared;
      if (compared < chunk.length) yield chunk.subarray(compared);
    }
    if (seen < expected.length) throw differs();
  }

  const differs = (): AppError =>
    new AppError(
      'retry',
      'range_refused',
      'The result changed at the service while it was being fetched. Clipdesk fetches it from the beginning.',
    );

  const receive = async (
    wish: PartWish,
    part: Part,
    body: AsyncIterable<Uint8Array>,
    total: number | null,
    signal: AbortSignal,
  ): Promise<Written> => {
    wish.onProgress(part.size, total);
    for await (const chunk of body) {
      await throttle.pass(chunk.length, signal);
      signal.throwIfAborted();
      await part.write(chunk);
      wish.onProgress(part.size, total);
    }
    signal.throwIfAborted();
    return part.complete();
  };

  /** Opens the answer and the part so that the one continues the other. */
  const join = async (
    wish: PartWish,
    note: PartRecord,
    have: number,
    signal: AbortSignal,
  ): Promise<{
    readonly answer: FetchedAddress;
    readonly body: AsyncIterable<Uint8Array>;
    readonly part: Part;
  }> => {
    // A server that tells neither tag nor date may have another file of this length by now, with the same end.
    const isTellable = note.etag !== null || note.lastModified !== null;
    const back = isTellable ? Math.max(0, have - rolledBack) : 0;
    const answer = await wish.source(back === 0 ? undefined : { ...note, from: back });
    const stop = async (thrown: unknown): Promise<never> => {
      await answer.body[Symbol.asyncIterator]().return?.();
      throw thrown;
    };
    try {
      await checkRoom(wish, answer.size);
      if (answer.from === 0) {
        await empty(note.path, signal);
        // What comes now is what a later try can go on from.
        const next = {
          ...note,
          total: answer.total,
          etag: answer.etag,
          lastModified: answer.lastModified,
          notedAt: clock.now(),
        };
        await store.transaction((writer) => writer.putPart(next));
        return { answer, body: answer.body, part: await files.openPart(note.path, 0, signal) };
      }
      const overlap = await files.tail(note.path, have - answer.from);
      const part = await files.openPart(note.path, have, signal);
      return { answer, body: afterOverlap(answer.body, overlap), part };
    } catch (thrown) {
      return stop(thrown);
    }
  };

  const check = async (wish: PartWish, note: string, written: Written, answer: FetchedAddress) => {
    const short = (): AppError =>
      new AppError('retry', 'download_short', `${wish.title} came only in part. Clipdesk fetches the rest.`);
    if (written.size === 0 || (answer.total !== null && written.size < answer.total)) throw short();
    const isDamaged =
      (answer.total !== null && written.size > answer.total) ||
      (answer.md5 !== null && answer.md5 !== written.md5) ||
      // Nothing says how long it has to be: the picture itself does.
      (answer.total === null &&
        answer.md5 === null &&
        wish.imageId !== null &&
        (await images.check(note)).kind === 'broken');
    if (!isDamaged) return;
    await files.remove(note);
    throw new AppError(
      'retry',
      'download_damaged',
      `${wish.title} did not arrive as the service has it. Clipdesk fetches it again.`,
    );
  };

  const once = async (
    wish: PartWish,
    note: PartRecord,
    have: number,
    signal: AbortSignal,
  ): Promise<FetchedPart> => {
    const { answer, body, part } = await join(wish, note, have, signal);
    let written: Written;
    try {
      written = await receive(wish, part, body, answer.total, signal);
    } finally {
      await part.close();
    }
    await check(wish, note.path, written, answer);
    return { part: note.path, ...written };
  };

  return {
    async fetch(wish, signal) {
      await files.ensureFolder(dirname(wish.path));
      const note = await store.transaction(async (writer) => {
        const noted = noteOfPart(await writer.partsOf(wish.jobId), wish, newId, clock.now());
        await writer.putPart(noted);
        return noted;
      });
      const have = await kept(note);
      try {
        return await once(wish, note, have, signal);
      } catch (thrown) {
        if (have > 0 && isTold('range_refused')(thrown)) return once(wish, note, 0, signal);
        await release(note);
        throw thrown;
      }
    },
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}
