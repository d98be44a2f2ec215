import type { FileId, JobId } from '../../../preload/contract/index.ts';
import { atFirstSight } from './at-first-sight.ts';
import { checkDraft } from './check-draft.ts';
import { isUnchecked, isUnlisted } from './draft-files.ts';
import type { IntakeParts } from './intake-parts.ts';
import { listDropped } from './list-dropped.ts';

interface Reading {
  readonly controller: AbortController;
  /** Something was added while it ran: look once more before it ends. */
  again: boolean;
  /** What is left can be looked into while it is being sent. */
  isReady: boolean;
  readonly waiting: (() => void)[];
  ended: Promise<void>;
}

/** Reads drafts in the background: lists what was dropped, then looks into every file. The register says what is left to do. */
export class DraftReader {
  readonly #parts: IntakeParts;
  readonly #changed: (job: JobId, files: readonly FileId[]) => void;
  readonly #readings = new Map<JobId, Reading>();
  #stopped = false;

  constructor(parts: IntakeParts, changed: (job: JobId, files: readonly FileId[]) => void) {
    this.#parts = parts;
    this.#changed = changed;
  }

  reading(job: JobId): boolean {
    return this.#readings.has(job);
  }

  /** Resolves when nothing of the job is being read any more. */
  async ended(job: JobId): Promise<void> {
    await this.#readings.get(job)?.ended;
  }

  /**
   * Everything dropped is listed, what is no picture is known as far as that shows at first sight, and one picture is known
   * to be whole; or nothing is being read.
   */
  ready(job: JobId): boolean {
    return this.#readings.get(job)?.isReady ?? true;
  }

  /** Resolves when `ready`. */
  async whenReady(job: JobId): Promise<void> {
    for (
      let reading = this.#readings.get(job);
      reading?.isReady === false;
      reading = this.#readings.get(job)
    ) {
      const { waiting, ended } = reading;
      await Promise.race([ended, new Promise<void>((resolve) => waiting.push(resolve))]);
    }
  }

  start(job: JobId): void {
    if (this.#stopped) return;
    const running = this.#readings.get(job);
    if (running && !running.controller.signal.aborted) {
      running.again = true;
      running.isReady = false;
      return;
    }
    const reading: Reading = {
      controller: new AbortController(),
      again: false,
      isReady: false,
      waiting: [],
      ended: Promise.resolve(),
    };
    this.#readings.set(job, reading);
    reading.ended = this.#run(job, reading, running?.ended);
  }

  /** Stops reading the job; what was found so far stays in the register. */
  async cancel(job: JobId): Promise<void> {
    const reading = this.#readings.get(job);
    reading?.controller.abort();
    await reading?.ended;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#readings.keys()].map((job) => this.cancel(job)));
  }

  async #run(job: JobId, reading: Reading, before: Promise<void> | undefined): Promise<void> {
    const { signal } = reading.controller;
    const changed = (files: readonly FileId[]): void => {
      this.#changed(job, files);
    };
    try {
      await before;
      do {
        reading.again = false;
        const files = await this.#parts.store.read.files(job);
        for (const root of files.filter(isUnlisted)) await listDropped(this.#parts, root, signal, changed);
        await this.#look(job, reading, changed);
      } while (reading.again && !signal.aborted);
    } catch (thrown) {
      if (!signal.aborted) {
        this.#parts.log.error('Reading the dropped pictures stopped; it goes on at the next start.', {
          reason: thrown instanceof Error ? thrown.message : 'unknown',
        });
      }
    } finally {
      if (this.#readings.get(job) === reading) this.#readings.delete(job);
      this.#changed(job, []);
    }
  }

  /** First what shows only by a look, and one of the rest; then the rest, which may be sent meanwhile. */
  async #look(job: JobId, reading: Reading, changed: (files: readonly FileId[]) => void): Promise<void> {
    const { signal } = reading.controller;
    const seemWhole = await atFirstSight(this.#parts, job, signal);
    const [first] = seemWhole;
    const rest = new Set(seemWhole.slice(1));
    await checkDraft(this.#parts, job, signal, changed, (file) => !rest.has(file.id));
    if (rest.size === 0) return;
    // A job is not made for pictures of which none may be whole.
    const found = first === undefined ? null : await this.#parts.store.read.file(first);
    if (found?.state.kind === 'draft' && !reading.again) {
      reading.isReady = true;
      for (const tell of reading.waiting.splice(0)) tell();
    }
    await checkDraft(this.#parts, job, signal, changed);
  }

  /** Goes on with what a previous run left unfinished. */
  async resume(): Promise<void> {
    for (const job of await this.#parts.store.read.jobs()) {
      if (job.stage !== 'draft') continue;
      if ((await this.#parts.store.read.files(job.id)).some(isUnchecked)) this.start(job.id);
    }
  }
}
