import type { FileId, JobId, LibraryUploadId } from '../../../preload/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MovingFile } from '../jobs/job-file.ts';
import { createRateMeter, type RateMeter } from './rate-meter.ts';

/** How far back a shown rate looks. Milliseconds. */
const SHOWN = 3_000;

/** How far back the rate looks that the time left is reckoned with: long enough not to jump. Milliseconds. */
const SMOOTH = 30_000;

/** Bytes have to move this long before a time left is more than a guess. Milliseconds. */
const KNOWN_AFTER = 3_000;

/** What moves for a picture, for a whole job at once (its archive), or into a library. */
type Mover = FileId | JobId | LibraryUploadId;

interface Entry {
  readonly job: JobId | null;
  readonly meter: RateMeter;
  /** Bytes of the file that are over there, what an earlier try had sent included. */
  at: number;
  total: number | null;
}

/** What moves at this moment: per file, per job and in all. Kept in memory; a rate is what the last seconds really carried. */
export interface MovingFiles {
  /**
   * @param moved bytes of the file so far; the first call of a try says where it begins and counts for no rate
   * @param total of the whole, where it is not the local picture
   */
  moved(file: Mover, moved: number, job?: JobId, total?: number | null): void;
  stopped(file: Mover): void;
  of(file: Mover): MovingFile | undefined;
  /** Bytes of each result that is on its way here, of a job or in all, where they are known. */
  sizesComing(job?: JobId): readonly number[];
  /** Bytes over there of files that are on their way. */
  bytesUnderWayOf(job: JobId): number;
  bytesUnderWayInAll(): number;
  /** Of a job, or in all. */
  bytesPerSecond(job?: JobId): number;
  /** Bytes per second over half a minute; null while it is not known yet, or nothing moves. */
  steadyRate(job?: JobId): number | null;
  filesUnderWay(): number;
}

/** @param onBytes told after every step: something moves */
export function createMovingFiles(clock: Clock, onBytes: () => void = () => undefined): MovingFiles {
  const files = new Map<Mover, Entry>();
  /** Bytes of files that have just arrived still count for the rate of the last seconds. */
  const inAll = createRateMeter(SMOOTH);
  const jobs = new Map<JobId, RateMeter>();

  const meterOf = (job: JobId): RateMeter => {
    const known = jobs.get(job);
    if (known !== undefined) return known;
    const now = clock.now();
    for (const [each, meter] of jobs) if (meter.movingSince(now) === null) jobs.delete(each);
    const made = createRateMeter(SMOOTH);
    jobs.set(job, made);
    return made;
  };

  const sum = (isMeant: (entry: Entry) => boolean): number => {
    let bytes = 0;
    for (const entry of files.values()) if (isMeant(entry)) bytes += entry.at;
    return bytes;
  };

  return {
    moved(file, moved, job, total = null) {
      const entry = files.get(file);
      if (entry === undefined) {
        files.set(file, { job: job ?? null, meter: createRateMeter(SHOWN), at: moved, total });
        return;
      }
      entry.total = total;
      const step = moved - entry.at;
      entry.at = moved;
      // A file that starts over counts again from its new beginning; what a broken try left over there was not sent now.
      if (step <= 0) return;
      const now = clock.now();
      entry.meter.add(step, now);
      inAll.add(step, now);
      if (entry.job !== null) meterOf(entry.job).add(step, now);
      onBytes();
    },
    stopped: (file) => files.delete(file),
    of(file) {
      const entry = files.get(file);
      return entry === undefined
        ? undefined
        : { sentBytes: entry.at, total: entry.total, bytesPerSecond: entry.meter.rate(SHOWN, clock.now()) };
    },
    sizesComing: (job) =>
      [...files.values()].flatMap((entry) =>
        entry.total !== null && (job === undefined || entry.job === job) ? [entry.total] : [],
      ),
    bytesUnderWayOf: (job) => sum((entry) => entry.job === job),
    bytesUnderWayInAll: () => sum(() => true),
    bytesPerSecond: (job) => (job === undefined ? inAll : jobs.get(job))?.rate(SHOWN, clock.now()) ?? 0,
    steadyRate(job) {
      const meter = job === undefined ? inAll : jobs.get(job);
      const now = clock.now();
      const since = meter?.movingSince(now) ?? null;
      if (meter === undefined || since === null || now - since < KNOWN_AFTER) return null;
      const rate = meter.rate(SMOOTH, now);
      return rate > 0 ? rate : null;
    },
    filesUnderWay: () => files.size,
  };
}
