import type { FileId, JobId } from '../../../preload/contract/index.ts';
import type { Clock } from '../../ports/clock.ts';

/** Ten times a second is as often as anybody can see a list change. */
const interval = 100;

/** Gathers changed files and tells about them at once, then at most every 100 ms. */
export class ChangePulse {
  readonly #clock: Clock;
  readonly #tell: (job: JobId, files: readonly FileId[]) => void;
  readonly #changed = new Map<JobId, Set<FileId>>();
  #quiet = true;

  constructor(clock: Clock, tell: (job: JobId, files: readonly FileId[]) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  add(job: JobId, files: readonly FileId[]): void {
    const known = this.#changed.get(job) ?? new Set<FileId>();
    for (const file of files) known.add(file);
    this.#changed.set(job, known);
    if (this.#quiet) this.#beat();
  }

  #beat(): void {
    this.flush();
    this.#quiet = false;
    this.#clock.after(interval, () => {
      this.#quiet = true;
      if (this.#changed.size > 0) this.#beat();
    });
  }

  /** Tells now what was gathered. */
  flush(): void {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const [job, files] of changed) this.#tell(job, [...files]);
  }
}
