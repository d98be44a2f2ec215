import type { FileId } from '../../../preload/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MovingFile } from '../jobs/job-file.ts';

/** How far back a rate looks. Milliseconds. */
const WINDOW = 3_000;

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

/** What moves at this moment: per file and in all. Kept in memory; a rate is what the last seconds really carried. */
export interface MovingFiles {
  moved(file: FileId, sentBytes: number): void;
  stopped(file: FileId): void;
  of(file: FileId): MovingFile | undefined;
  /** Bytes sent of files that are on their way. */
  bytesUnderWay(files: readonly FileId[]): number;
  bytesPerSecond(): number;
}

export function createMovingFiles(clock: Clock): MovingFiles {
  const files = new Map<FileId, Sample[]>();
  /** Bytes of files that have just arrived still count for the rate of the last seconds. */
  let total: Sample[] = [];

  const rate = (samples: readonly Sample[]): number => {
    const recent = samples.filter((sample) => clock.now() - sample.at <= WINDOW);
    const bytes = recent.reduce((sum, sample) => sum + sample.bytes, 0);
    return Math.round((bytes * 1_000) / WINDOW);
  };

  const sent = (samples: readonly Sample[]): number => samples.reduce((sum, sample) => sum + sample.bytes, 0);

  return {
    moved(file, sentBytes) {
      const samples = files.get(file) ?? [];
      const step = sentBytes - sent(samples);
      const now = clock.now();
      // A file that starts over counts again from its new beginning.
      if (step < 0) files.set(file, [{ at: now, bytes: sentBytes }]);
      else if (step > 0) {
        const old = samples.filter((sample) => now - sample.at > WINDOW);
        const kept = samples.filter((sample) => now - sample.at <= WINDOW);
        const before = old.length === 0 ? [] : [{ at: now - WINDOW - 1, bytes: sent(old) }];
        files.set(file, [...before, ...kept, { at: now, bytes: step }]);
        total = [...total.filter((sample) => now - sample.at <= WINDOW), { at: now, bytes: step }];
      } else if (!files.has(file)) files.set(file, []);
    },
    stopped: (file) => files.delete(file),
    of(file) {
      const samples = files.get(file);
      return samples === undefined ? undefined : { sentBytes: sent(samples), bytesPerSecond: rate(samples) };
    },
    bytesUnderWay: (ids) => ids.reduce((sum, id) => sum + sent(files.get(id) ?? []), 0),
    bytesPerSecond: () => rate(total),
  };
}
