import type { AppError } from '../../../errors/app-error.ts';
import { toAppError } from '../../../errors/app-error.ts';
import type { Attention } from '../../../ports/attention.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Files } from '../../../ports/files.ts';
import type { InspectionRecord } from '../../../ports/inspection-records.ts';
import type { Inspector, PictureReading } from '../../../ports/inspector.ts';
import type { FileRecord } from '../../../ports/store.ts';
import type { DeliveredFiles, RoomImage } from '../delivered-files.ts';

/** Pictures of one entry of the review room that have to be looked into, and what is known of the others. */
export interface PairToLookInto {
  readonly original: RoomImage | null;
  /** Null when the original was not looked into yet. */
  readonly knownOriginal: InspectionRecord | null;
  readonly results: readonly RoomImage[];
  readonly files: readonly FileRecord[];
}

interface Opened {
  readonly path: string;
  readonly reading: PictureReading | null;
}

/** The network or the sign-in is missing: everything else would fail the same way. */
function stopsEverything(error: AppError): boolean {
  return error.action === 'retry' || error.action === 'sign-in' || error.code === 'cache_full';
}

/**
 * Looks into the original and the results given, and compares them. A picture that cannot be read is recorded as such.
 * @throws AppError when going on is of no use now; what `signal` was aborted with
 */
export function createLookIntoPair(options: {
  readonly inspector: Inspector;
  readonly attention: Pick<Attention, 'quiet'>;
  readonly delivered: DeliveredFiles;
  readonly files: Files;
  readonly clock: Clock;
}) {
  const { inspector, attention, delivered, files, clock } = options;

  const opened = async (
    image: RoomImage,
    pair: PairToLookInto,
    signal: AbortSignal,
  ): Promise<Opened | null> => {
    await attention.quiet(signal);
    try {
      const { path } = await delivered.open(image, signal, pair.files);
      signal.throwIfAborted();
      return { path, reading: await inspector.read(path) };
    } catch (thrown) {
      signal.throwIfAborted();
      const error = toAppError(thrown);
      if (stopsEverything(error)) throw error;
      return null;
    }
  };

  const likeOriginal = async (
    result: Opened,
    original: Opened | null,
    transparent: boolean,
    signal: AbortSignal,
  ): Promise<InspectionRecord['likeOriginal']> => {
    if (original?.reading == null || result.reading === null) return null;
    if (original.reading.size === result.reading.size) {
      await attention.quiet(signal);
      const hashes = [
        await files.hash(original.path, 'md5', signal),
        await files.hash(result.path, 'md5', signal),
      ];
      if (hashes[0] === hashes[1]) return 'same-file';
    }
    const { width, height } = result.reading;
    if (transparent || width !== original.reading.width || height !== original.reading.height)
      return 'different';
    const same = await inspector.samePicture(original.path, result.path);
    return same === null ? null : same ? 'same-picture' : 'different';
  };

  const record = (image: RoomImage, found: Partial<InspectionRecord>): InspectionRecord => ({
    reading: null,
    measures: null,
    paths: [],
    likeOriginal: null,
    ...found,
    jobId: image.job,
    imageId: image.image,
    version: image.version,
    at: clock.now(),
  });

  return async (pair: PairToLookInto, signal: AbortSignal): Promise<readonly InspectionRecord[]> => {
    const found: InspectionRecord[] = [];
    const original = pair.original === null ? null : await opened(pair.original, pair, signal);
    if (pair.original !== null && pair.knownOriginal === null)
      found.push(record(pair.original, { reading: original?.reading ?? null }));
    for (const image of pair.results) {
      const result = await opened(image, pair, signal);
      if (result?.reading == null) {
        found.push(record(image, {}));
        continue;
      }
      const { paths } = await inspector.clippingPaths(result.path);
      const measures = await inspector.measure(result.path, signal);
      const transparent = measures?.background === 'transparent';
      found.push(
        record(image, {
          reading: result.reading,
          measures,
          paths: paths.map(({ name, isClippingPath }) => ({ name, isClippingPath })),
          likeOriginal: await likeOriginal(result, original, transparent, signal),
        }),
      );
    }
    return found;
  };
}
